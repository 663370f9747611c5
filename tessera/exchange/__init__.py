"""Exchange: what people and organizations offer to each other and seek, and who fits whom.

Terms: *listing* (an offer or a seek), *match* (two listings that fit, with the reasons), *twinning*
(cities that learn from each other). Not here: writing to somebody (``network.contact``), asking a
question (``communities``).
"""
