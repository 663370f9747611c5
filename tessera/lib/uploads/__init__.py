"""Files that people send in: what is taken, told by content, and how it is checked.

Nothing uploaded is ever run or shown inside a page of ours: it is offered for saving.
"""
