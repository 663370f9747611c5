"""Meetings: working sessions, from the issues paper to the records that stay.

Terms: *working session*, *convener*, *seat*, *programme*, *issues paper*, *rapporteur*, *outcome*.
Not here: the browser's session.
"""
