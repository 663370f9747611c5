"""Files of contributions: the text of a PDF, and which are shown with a record.

What is taken and how it is checked is in ``lib.uploads``.
"""
