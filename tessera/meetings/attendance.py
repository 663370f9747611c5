"""Who is there: the person behind a personal link, and organizers, for one session.

Opening a personal link and pressing its button puts a signed cookie into the browser that is good
for one session. It holds a key and no name; what the key stands for is asked each time, so that
whoever withdrew, or was replaced on a seat, is out at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tessera.accounts.models import User
from tessera.lib.languages import interface_language
from tessera.lib.personal_links import InvalidLinkError, make_token, read_token
from tessera.meetings.actions import can_publish_session
from tessera.meetings.models import Invitation, Registration, Seat, Session
from tessera.vocabularies.labels import labels

#: The purpose of personal links, how long one opens, and how long the browser remembers it.
PURPOSE: Final = "meetings.attend"
DAYS: Final = 800
_COOKIE_SECONDS: Final = 120 * 24 * 3600

Holder: TypeAlias = Registration | Invitation


@dataclass(frozen=True)
class Attendee:
    """Somebody in a session.

    ``key`` names the person in this session and says nothing about them: ``r12`` for a
    registration, ``i3`` for the invitation to a seat, ``u7`` for an organizer. ``roles`` are codes
    of vocabulary SR, ``stakeholder`` is one of SH or empty.
    """

    key: str
    name: str
    roles: frozenset[str]
    stakeholder: str
    seat: Seat | None = None
    registration: Registration | None = None
    user: User | None = None
    email: str = ""
    was_there: bool = False


def key_of(holder: Holder) -> str:
    """The attendee's key of a registration or an invitation."""
    return f"{'r' if isinstance(holder, Registration) else 'i'}{holder.pk}"


def personal_path(holder: Holder) -> str:
    """The address of the personal link, in the language that its holder reads mail in."""
    language = interface_language(holder.language)
    with override(language):
        return reverse("session_join", args=[make_token(PURPOSE, key_of(holder))])


def holder_of_token(token: str) -> Holder:
    """What a personal link stands for. One query.

    Raises:
        InvalidLinkError: it was not made here, or what it was made for is deleted.
    """
    holder = _holder(read_token(PURPOSE, token, days=DAYS))
    if holder is None:
        raise InvalidLinkError(_("What this link was for has been deleted."))
    return holder


def attendee_of_key(key: str) -> tuple[Session, Attendee]:
    """The session and the person that a key in a personal link names. One query.

    Raises:
        InvalidLinkError: what it was made for is deleted, or the place was given back.
    """
    holder = _holder(key)
    attendee = _attendee(holder) if holder else None
    if holder is None or attendee is None:
        raise InvalidLinkError(_("What this link was for has been deleted."))
    return session_of(holder), attendee


def going(session: Session) -> QuerySet[Registration]:
    """Everybody with a place, in the order of arrival."""
    rows = session.registrations.filter(state=Registration.State.SEATED)
    return rows.select_related("session", "user")


def sitting(session: Session) -> QuerySet[Invitation]:
    """Everybody with a seat."""
    rows = Invitation.objects.filter(seat__session=session, state=Invitation.State.ACCEPTED)
    return rows.select_related("seat__session", "user")


def holders_of(session: Session) -> list[Holder]:
    """Everybody with a place or a seat. Two queries."""
    return [*going(session), *sitting(session)]


def holders_of_keys(session: Session, keys: Iterable[str]) -> list[Holder]:
    """Those of them whose keys are named; what is no key is left out. Two queries."""
    numbers: dict[str, list[int]] = {"r": [], "i": []}
    for key in keys:
        if key[:1] in numbers and key[1:].isdecimal() and len(key) < 18:
            numbers[key[0]].append(int(key[1:]))
    return [
        *going(session).filter(pk__in=numbers["r"]),
        *sitting(session).filter(pk__in=numbers["i"]),
    ]


def session_of(holder: Holder) -> Session:
    """The session that it is for."""
    return holder.session if isinstance(holder, Registration) else holder.seat.session


def find_holder(request: HttpRequest, session: Session) -> Holder | None:
    """The registration or invitation that this browser opened, in whatever state. One query."""
    signed = request.COOKIES.get(_cookie(session), "")
    try:
        key = _signer(session).unsign(signed) if signed else ""
    except signing.BadSignature:
        return None
    holder = _holder(key) if key else None
    return holder if holder and session_of(holder).pk == session.pk else None


def find_attendee(request: HttpRequest, session: Session) -> Attendee | None:
    """Who asks, if they take part in the session. One query for a link, none for a stranger."""
    holder = find_holder(request, session)
    found = _attendee(holder) if holder else None
    if not can_publish_session(request.user) or not isinstance(request.user, User):
        return found
    user = request.user
    if found:
        return replace(found, roles=found.roles | {"ORG"}, user=user)
    name = user.get_full_name() or _("Organizer")
    return Attendee(f"u{user.pk}", name, frozenset({"ORG"}), "", user=user)


def remember(response: HttpResponse, holder: Holder) -> None:
    """Let the browser act for the holder of the link, in this session only."""
    session = session_of(holder)
    response.set_cookie(
        _cookie(session),
        _signer(session).sign(key_of(holder)),
        max_age=_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, session: Session) -> None:
    """Let the browser act for nobody."""
    response.delete_cookie(_cookie(session), samesite="Lax")


def _cookie(session: Session) -> str:
    return f"session-{session.identifier}"


def _signer(session: Session) -> signing.Signer:
    return signing.Signer(salt=f"tessera.meetings.attendance.{session.identifier}")


def _holder(key: str) -> Holder | None:
    what, number = key[:1], key[1:]
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    if what == "r":
        return Registration.objects.select_related("session").filter(pk=int(number)).first()
    rows = Invitation.objects.select_related("seat__session")
    return rows.filter(pk=int(number)).first() if what == "i" else None


def _attendee(holder: Holder) -> Attendee | None:
    concepts = labels().concepts
    if isinstance(holder, Registration):
        if holder.state != Registration.State.SEATED:
            return None
        group = concepts.get(holder.stakeholder_id or 0)
        roles = frozenset({"PAR"})
        return Attendee(key_of(holder), holder.name, roles, group.code if group else "",
                        registration=holder, email=holder.email,
                        was_there=holder.attended_at is not None)  # fmt: skip
    if holder.state != Invitation.State.ACCEPTED:
        return None
    role = concepts.get(holder.seat.role_id)
    group = concepts.get(holder.seat.stakeholder_id or 0)
    roles = frozenset({role.code} if role else ())
    return Attendee(key_of(holder), holder.name, roles, group.code if group else "",
                    seat=holder.seat, email=holder.email,
                        was_there=holder.attended_at is not None)  # fmt: skip
