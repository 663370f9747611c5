"""The expertise directory: what can be found of people, kept in memory, and finding it.

``entries`` derives what may be found from a profile, ``picture`` holds all entries in each process,
``finding`` answers a question of a reader.
"""
