"""Files that people send in: what is taken, how it is checked, and how it is handed out.

Nothing uploaded is ever run or shown inside a page of ours: it is offered for saving.
"""
