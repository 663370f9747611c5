"""Funding programmes: money that organizations give, announced by their administrators.

A programme has a last day to apply, and leaves every list and feed when that is past.
"""
