"""Marks by which a page finds itself in what everybody in a room is sent.

Fragments are the same for everybody. What a moderator changes for one person (muted, asked to
moderate) is told in a list of marks: each page knows its own, and nobody can tell whose another is.
"""

from django.utils.crypto import salted_hmac


def own_mark(identifier: str, participant: int) -> str:
    """The mark of a participant in the room of a session; stable, and derived without a query."""
    told = f"{identifier}.{participant}"
    return salted_hmac("tessera.live.mark", told, algorithm="sha256").hexdigest()[:16]
