"""Coming into the room: by a personal link, as an organizer, or through an open door."""

import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse

from tessera.accounts.limits import count_attempt
from tessera.lib.identifiers import normalize
from tessera.meetings.attendance import Attendee, find_attendee
from tessera.meetings.live.presence import Present, enter
from tessera.meetings.models import Session
from tessera.vocabularies.labels import labels
from tessera.web.client_address import client_address

#: A whole conference can sit behind one address.
_GUESTS_PER_NETWORK: Final = 3000
_COOKIE_SECONDS: Final = 2 * 24 * 3600
_LONGEST_NAME: Final = 120


def _cookie(session: Session) -> str:
    return f"guest-{session.identifier}"


def _signer(session: Session) -> signing.Signer:
    # The session is in the salt: a cookie of one session is worth nothing in another.
    return signing.Signer(salt=f"tessera.live.guest.{session.identifier}")


def find_session(identifier: str) -> Session:
    """A public session that takes place at one hour.

    Raises:
        Http404: there is none of that identifier, or it was cancelled.
    """
    normal = normalize(identifier)
    sessions = Session.objects.public().filter(
        identifier=normal or "", cancelled_at=None, closes_at=None
    )
    found: Session | None = sessions.with_texts().first()
    if found is None:
        raise Http404
    return found


def find_guest(request: HttpRequest, session: Session) -> Attendee | None:
    """Whoever came through the open door with this browser."""
    signed = request.COOKIES.get(_cookie(session), "")
    if not signed or session.access != Session.Access.OPEN:
        return None
    try:
        told = _signer(session).unsign_object(signed)
    except signing.BadSignature:
        return None
    return Attendee(
        key=f"g{told['key']}",
        name=told["name"],
        roles=frozenset({"PAR"}),
        stakeholder=told["stakeholder"],
    )


def find_present(request: HttpRequest, session: Session) -> Present | None:
    """Who asks, if they may be in the room."""
    attendee = find_attendee(request, session) or find_guest(request, session)
    return enter(session, attendee) if attendee else None


def let_guest_in(
    request: HttpRequest, response: HttpResponse, session: Session, *, name: str, stakeholder: str
) -> None:
    """Give the browser a key for this session, if its door is open. A name is not needed.

    Raises:
        LimitReachedError: too many came from one network.
        Http404: the session is not open to everybody.
    """
    if session.access != Session.Access.OPEN:
        raise Http404
    count_attempt(
        "meetings.guest",
        client_address(request),
        most=_GUESTS_PER_NETWORK,
        within=timedelta(hours=1),
    )
    told = {
        "key": secrets.token_urlsafe(12),
        "name": " ".join(name.split())[:_LONGEST_NAME],
        "stakeholder": stakeholder if labels().concept("SH", stakeholder) else "",
    }
    response.set_cookie(
        _cookie(session),
        _signer(session).sign_object(told),
        max_age=_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
