"""A discussion in writing over days, instead of a sitting at one hour.

Terms: *guiding question* (numbered, with a summary by the moderators), *contribution*,
*contributor*. It opens and closes by the clock between the session's two dates; moderators are
those on its seats. Who may come in is decided in ``meetings.attendance``; the closing synthesis is
the session's summary (``afterwards``), composed from what the moderators summed up.
"""
