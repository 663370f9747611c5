"""Stewardship: keeping what is published true, reachable and alive.

Terms: *link check*, *correction*, *verification*, *review due*, *stale*. Not here: editing.
"""
