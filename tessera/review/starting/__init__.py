"""Starting a contribution from something: an address, a DOI, an ISBN, an entry of a bibliography.

``recognizing`` tells what was pasted, ``page_metadata``, ``registries`` and ``references`` read it
into a ``Found``, and ``filling`` makes a draft's content of that, with where each field came from.
"""
