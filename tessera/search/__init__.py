"""Finding records: what a person typed, how texts become terms, engines, passages, spelling.

Terms of this room:

- *query*: what a person typed, parsed into a tree (``query.py``); it never fails.
- *criteria*: the whole state of a search: query, filters, years, order, page (``criteria.py``).
- *facet*: one way to divide the results (kind, theme, country …); a *filter* is a choice of codes
  in one facet. Codes of one facet are alternatives, facets narrow each other.
- *term*: what texts and queries are reduced to so that they meet (``analysis.py``).
- *engine*: keeps *index documents* and answers criteria (``engines/``). Disposable: it is rebuilt
  from the database, and follows the change log by its *sequence*.
- *generation*: one build of an index; readers are switched from one to the next.

Not here: what a record is, who may see it, how its page looks. The engines, the analysis and the
parser know nothing of Django.
"""
