"""Series and forums: sessions that belong together.

Terms: *series* (sessions that follow each other), *forum* (a series of several days with parallel
rooms), *room* (of a forum: where sessions follow each other; not the live room of one session),
*timetable*.
"""
