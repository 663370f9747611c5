"""The live room of a working session, while it takes place.

Terms: *room*, *participant*, *question*, *support*, *floor list*, *poll*, *breakout group*, *shared
note*, *caption*, *intervention*. Every change raises the room's *version*, and whoever is in the
room asks for it every two seconds by a short path (``early``). Not here: who may come in
(``meetings.attendance``), and what becomes of all this afterwards, which reads it through
``reading``.
"""
