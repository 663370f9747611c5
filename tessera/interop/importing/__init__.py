"""Importers: a file of references becomes a *batch*, which is checked, added, and undone.

Terms: *batch*, *row*, *mapping* (column → field), *dry run*. Each format has one module that yields
``SourceRow``; all else is the same for all of them.
"""
