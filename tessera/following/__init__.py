"""Following: people choose searches, records and organizations, and hear what is new about them.

Public interface: ``actions``, ``noticing.notice_changes``, ``digests.send_digests``. Below the room
are search (what matches), the change log (what is new) and notifications (how mail goes out).
"""
