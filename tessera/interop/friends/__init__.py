"""Friends: other Tesserae whose records are shown here and stay at home there.

- *home*: the site where a record was first published. It keeps its identifier and its credit
  wherever it is shown, and follows every change and withdrawal there.
- *friend*: a site whose records are harvested in our own format (``harvesting``). Each side decides
  for itself; whoever befriends a site tells it, and it may answer in kind.
- *adoption*: when a home has been silent for long, its records come to be at home here. Should it
  come back, it gets them back.

Decision 25 tells why it is built so. The document by which sites know one another is described in
``docs/reference/friends.md``.
"""
