"""Linked data: vocabularies as SKOS, the collection as DCAT, and signposts on records' pages.

Terms: *concept scheme*, *catalogue*, *distribution*, *signposting*, *linkset*. The formats of one
record are in ``formats``.
"""
