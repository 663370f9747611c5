"""Catalogue: records about approaches, practices, guidelines, policies and academic work.

Terms: a *record* describes a *resource*; it has one *identifier*, *texts* in any number of
languages, *versions*, typed *relations*, and leaves a *tombstone* when *withdrawn*.
Not here: search, review rounds.
"""
