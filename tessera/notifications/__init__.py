"""Notifications: messages to people by mail and on the site, what they follow, and their digests.

Terms: *mail kind* (one sort of message, with its wording), *mail* (one message in the queue),
*follow*, *digest*. Not here: deciding when to send, which belongs to the room whose matter it is.
"""
