"""Communities of practice: people who work on the same thing and tell each other how it went.

Terms: *community of practice*, *focal point* (a member who looks after it), *discussion*, *post*,
*accepted answer*, *flag*, *peer question*. Not here: who people are (``network``), records
(``catalogue``), and contributions to the collection (``review``).
"""
