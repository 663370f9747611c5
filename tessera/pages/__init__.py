"""Pages: the editorial pages (about, accessibility, privacy) and their blocks.

Not here: records, which are no pages of a page tree.
"""
