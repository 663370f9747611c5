"""The attribution rule of a session, enforced when something is written.

On the record, everything may be named. Under the Chatham House Rule, and where statements are
anonymous, no name of anybody who takes part is kept: not in a note, a question, an answer, a poll,
a caption or a report, and so in no export, log or history either. Where each speaker chooses, a
name is kept with the speaker's consent. A rule that is not known protects.
"""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from tessera.lib.enumerations import listed
from tessera.lib.names import names_in, prepared, without_names
from tessera.meetings.discussion.models import Contributor
from tessera.meetings.live.errors import WordsError
from tessera.meetings.live.models import Participant
from tessera.meetings.models import Registration, Seat, Session
from tessera.vocabularies.labels import labels

ON_RECORD: Final = "PUB"
BY_STATEMENT: Final = "MIX"
#: Shown in a caption for a name that was said.
WITHHELD: Final = "[…]"
Masking = Callable[[str], str]


def rule_of(session: Session) -> str:
    """The rule's code (vocabulary AR); empty when none was recorded."""
    entry = labels().concepts.get(session.attribution_rule_id or 0)
    return entry.code if entry else ""


def protects_names(session: Session) -> bool:
    """Whether no name may be kept at all."""
    return rule_of(session) not in {ON_RECORD, BY_STATEMENT}


def may_name(session: Session, *, consents: bool) -> bool:
    """Whether a statement may be kept with its speaker's name."""
    rule = rule_of(session)
    return rule == ON_RECORD or (rule == BY_STATEMENT and consents)


def protected_names(session: Session) -> set[str]:
    """Everybody's who sits on a seat, registered, came in or wrote; none where names may be kept.
    Four queries.
    """
    if not protects_names(session):
        return set()
    seats = Seat.objects.filter(session=session).values_list("name", flat=True)
    people = Participant.objects.filter(room__session=session).values_list("name", flat=True)
    registered = Registration.objects.filter(session=session).values_list("name", flat=True)
    wrote = Contributor.objects.filter(session=session).values_list("name", flat=True)
    return {name for name in (*seats, *people, *registered, *wrote) if name}


def check_words(session: Session, **fields: str) -> None:
    """Refuse texts that hold a protected name.

    Raises:
        WordsError: with the field's name, and the words that are to be left out.
    """
    if not any(fields.values()) or not protects_names(session):
        return
    names = protected_names(session)
    for field, text in fields.items():
        if found := names_in(text, names):
            message = _(
                "The attribution rule of this session protects names. Please leave out: %(names)s"
            )
            raise WordsError(field, message % {"names": listed(found)})


def masked(session: Session, text: str) -> str:
    """The text with protected names withheld, for what cannot wait for its writer."""
    return without_names(text, protected_names(session), instead=WITHHELD)


def masking(session: Session) -> Masking:
    """Takes protected names out of many texts; leaves all as it is where names may be kept."""
    names = protected_names(session)
    ready = prepared(names)
    return lambda text: without_names(text, ready, instead=WITHHELD) if names else text
