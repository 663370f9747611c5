"""Interop: the JSON API, feeds, citation and metadata formats; one module per format.

Terms: *serializer*, *crosswalk*, *harvest*, *set*. Not here: the rules of any room.
"""
