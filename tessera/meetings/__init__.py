"""Meetings: working sessions, with the seats and the programme that they are prepared by.

Terms: *working session*, *convener*, *seat*, *programme*, *part*, *attribution rule*. Named after
meetings, because *session* is the browser's. Not here: records that a session leads to
(``catalogue``).
"""
