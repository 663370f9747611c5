"""Search by meaning: texts that say alike have vectors that are near, in whatever language.

Terms of this package:

- *embedder*: turns texts into vectors, on this machine (``embedders/``). Named by
  ``TESSERA_EMBEDDER``; without one, search is by words only.
- *passage*: a piece of a record that has a vector: title and summary, or about 100 words of what
  follows (``passages.py``).
- *centring*: a language's mean vector taken off, as vectors otherwise tell the language before the
  meaning, and neighbours would all speak the language of the query.
- *neighbours*: the records whose best passages are nearest to a query or to a record.

Words decide what a search finds, its total and its counts. Meaning orders what the words found, and
adds *related records* after it. Vectors are disposable like the index: made anew from the database.
"""
