"""Harvesting: what other sites publish comes in by itself, with its origin, and stays theirs.

Terms: *source* (whom we ask), *run* (one time of asking), *item* (what the run met), *link* (which
of the source's items is which record here). Each protocol is one module with a reader of *parts*;
all else is the same for all of them. Not here: files that people send (``importing``).
"""
