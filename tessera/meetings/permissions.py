"""Who may do what in a session, by the roles of an attendee (vocabulary SR)."""

from typing import Final

from tessera.meetings.attendance import Attendee
from tessera.meetings.models import Seat
from tessera.vocabularies.labels import labels

_MODERATORS: Final = frozenset({"ORG", "MOD", "CHR"})
_PANELLISTS: Final = frozenset({"PAN", "KEY", "DIS"})
_RAPPORTEURS: Final = frozenset({"ORG", "RAP"})
_CAPTIONERS: Final = frozenset({"ORG", "CAP", "TEC"})


def is_organizer(attendee: Attendee | None) -> bool:
    """Organizes working sessions: always a user."""
    return attendee is not None and "ORG" in attendee.roles and attendee.user is not None


def is_moderator(attendee: Attendee | None) -> bool:
    """Leads the session: moderators, chairs, and organizers."""
    return attendee is not None and bool(attendee.roles & _MODERATORS)


def is_rapporteur(attendee: Attendee | None) -> bool:
    """Writes down what is said, and the summary: rapporteurs, and organizers."""
    return attendee is not None and bool(attendee.roles & _RAPPORTEURS)


def is_captioner(attendee: Attendee | None) -> bool:
    """Types captions: captioners, technicians, and organizers."""
    return attendee is not None and bool(attendee.roles & _CAPTIONERS)


def is_panellist(attendee: Attendee | None) -> bool:
    """Sits on the panel."""
    return attendee is not None and bool(attendee.roles & _PANELLISTS)


def is_on_panel(seat: Seat) -> bool:
    """Whether it is a panellist's seat, and not a moderator's or a captioner's."""
    role = labels().concepts.get(seat.role_id)
    return role is not None and role.code in _PANELLISTS


def is_participant(attendee: Attendee | None) -> bool:
    """May ask, vote and speak: everybody who is there but observers."""
    return attendee is not None and attendee.roles != frozenset({"OBS"})
