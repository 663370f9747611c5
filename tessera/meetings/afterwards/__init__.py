"""What comes after a working session: summary, outcomes, and what became of them.

A summary is composed from what the room left, edited by the rapporteur, corrected by those who
were there for ten days, and then published as a record of the clearinghouse. Outcomes lead to
draft records and to questions to their owners after 3, 6 and 12 months, and keep a history.

Beside it stand what those who took part say of the session, certificates of attendance, a recording
with the consent of those who speak in it and its captions, and all of it as one archive.
"""
