"""Who sees which field of a person. Everything that shows a person reads it through here.

An *audience* is ordered: what members see, organizers see as well. Private is for oneself alone.
"""

from enum import IntEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.network.models import Person


class Audience(IntEnum):
    """Who looks, or for whom a field is."""

    PUBLIC = 0
    MEMBERS = 1
    ORGANIZERS = 2
    PRIVATE = 3

    @property
    def label(self) -> str | Promise:
        """How it is called."""
        return _LABELS[self]


_LABELS: Final[dict[Audience, str | Promise]] = {
    Audience.PUBLIC: _("everybody"),
    Audience.MEMBERS: _("members who are signed in"),
    Audience.ORGANIZERS: _("organizers of sessions and editors"),
    Audience.PRIVATE: _("only me"),
}

#: Field → what it is called, and who sees it until the person chooses otherwise. What rests on
#: others (works, sessions) or tells of one's life is shown only by choice.
FIELDS: Final[dict[str, tuple[str | Promise, Audience]]] = {
    "headline": (_("headline"), Audience.PUBLIC),
    "words": (_("questions and my words"), Audience.PUBLIC),
    "languages": (_("languages"), Audience.PUBLIC),
    "regions": (_("regions and countries"), Audience.PUBLIC),
    "affiliations": (_("affiliations"), Audience.PUBLIC),
    "stakeholder": (_("stakeholder group"), Audience.MEMBERS),
    "basis": (_("basis of expertise"), Audience.MEMBERS),
    "themes": (_("themes"), Audience.PUBLIC),
    "exchange": (_("offers and seeks"), Audience.MEMBERS),
    "willing": (_("willing to"), Audience.MEMBERS),
    "availability": (_("availability and terms"), Audience.MEMBERS),
    "orcid": (_("ORCID iD"), Audience.PRIVATE),
    "works": (pgettext_lazy("what somebody wrote", "works"), Audience.PRIVATE),
    "sessions": (_("sessions"), Audience.PRIVATE),
}
_ORGANIZERS_MAY: Final = (
    "meetings.add_session",
    "meetings.change_session",
    "network.change_person",
)


def audience_for(person: Person, field: str) -> Audience:
    """Who sees a field.

    Raises:
        KeyError: there is no such field.
    """
    default = FIELDS[field][1]
    chosen = person.visibility.get(field)
    return Audience[chosen] if chosen in Audience.__members__ else default


def audience_of(viewer: Any) -> Audience:
    """As what somebody looks at other people. The permissions are asked once per viewer."""
    if not viewer.is_authenticated or not viewer.is_active:
        return Audience.PUBLIC
    is_organizer = any(viewer.has_perm(each) for each in _ORGANIZERS_MAY)
    return Audience.ORGANIZERS if is_organizer else Audience.MEMBERS


def is_open(person: Person, field: str, viewer: Any) -> bool:
    """Whether ``viewer`` sees a field of a person whom they may meet at all."""
    if viewer.is_authenticated and person.user_id == viewer.pk:
        return True
    return audience_for(person, field) <= audience_of(viewer)
