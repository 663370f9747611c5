"""Registering for a session: places are given in order of arrival, and never one too many.

Each change of places holds the session's row, so that registrations stand in a line, also between
processes. A place is held until the address is confirmed; what is not confirmed in time falls free
and goes to the first on the waiting list.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.meetings.actions import can_publish_session
from tessera.meetings.errors import SessionStateError
from tessera.meetings.live.sent_questions import follow_registration
from tessera.meetings.mails import tell_registrant
from tessera.meetings.models import Registration, Session
from tessera.vocabularies.models import Concept, Place

#: How long a place is held for an address that is not confirmed.
HOLD: Final = timedelta(hours=48)
State = Registration.State
_BEFORE_OR_LIVE: Final = frozenset({"CALL", "PAPER", "OPEN", "LIVE"})


@dataclass(frozen=True)
class Details:
    """What somebody tells when they register; all but name and address may be empty."""

    name: str
    email: str
    organization: str = ""
    stakeholder: Concept | None = None
    place: Place | None = None
    focus: str = ""
    question: str = ""
    access_needs: str = ""


@dataclass(frozen=True)
class Places:
    """How full a session is; ``left`` is ``None`` where there is room for everybody."""

    seated: int
    waiting: int
    left: int | None


def can_register(session: Session, *, now: datetime) -> bool:
    """Whether anybody may register: it is announced, not over, and not by invitation only."""
    return (
        session.state in _BEFORE_OR_LIVE
        and session.access in {Session.Access.OPEN, Session.Access.REGISTRATION}
        and session.cancelled_at is None
        and not session.is_over(now=now)
    )


def places(session: Session) -> Places:
    """Count the places. Two queries."""
    seated = session.registrations.filter(state=State.SEATED).count()
    waiting = session.registrations.filter(state=State.WAITING).count()
    left = None if session.capacity is None else max(session.capacity - seated, 0)
    return Places(seated, waiting, left)


def register(session: Session, details: Details, *, language: str, by: User | None) -> Registration:
    """Give the next place, or the next number on the waiting list, and mail the personal link.

    An address that is registered already gets its link again, and nothing else happens: whoever
    types an address learns nothing about it. Anybody may.

    Raises:
        SessionStateError: nobody can register now.
    """
    now = timezone.now()
    email = details.email.strip().lower()
    with transaction.atomic():
        locked = _locked(session)
        if not can_register(locked, now=now):
            raise SessionStateError(_("Registration for this session is closed."))
        active = locked.registrations.filter(email=email, state__in=Registration.ACTIVE).first()
        if active:
            tell_registrant(active, "again")
            return active
        is_known = by is not None and by.email.lower() == email
        state = State.ASKED if locked.needs_approval else _next_state(locked)
        last = locked.registrations.aggregate(last=Max("number"))["last"] or 0
        made = Registration.objects.create(
            **{field: value for field, value in vars(details).items() if field != "email"},
            email=email,
            session=locked,
            number=last + 1,
            state=state,
            user=by,
            language=language,
            created_at=now,
            seated_at=now if state == State.SEATED else None,
            confirmed_at=now if is_known else None,
            confirm_by=None if is_known else _confirm_by(locked, now),
        )
        tell_registrant(made, made.state)
    return made


def _confirm_by(session: Session, now: datetime) -> datetime:
    """A place is held until the session begins; of one that has begun, until it ends."""
    return min(now + HOLD, session.starts_at if session.starts_at > now else session.ends_at)


def confirm_registration(registration: Registration) -> Registration:
    """The address is its holder's, who opened the link and pressed the button."""
    Registration.objects.filter(
        pk=registration.pk, state__in=Registration.ACTIVE, confirmed_at=None
    ).update(confirmed_at=timezone.now(), confirm_by=None)
    registration.refresh_from_db()
    return registration


def change_registration(registration: Registration, details: Details) -> Registration:
    """Its holder answers anew. The address stays: a link is not handed on.

    Raises:
        SessionStateError: it is not active any more.
    """
    with transaction.atomic():
        kept = _kept(registration, Registration.ACTIVE)
        for field in asdict(details):
            if field != "email":
                setattr(kept, field, getattr(details, field))
        kept.save()
        follow_registration(kept)
    return kept


def withdraw_registration(registration: Registration) -> Registration:
    """Its holder does not come; what they told is forgotten, and the next one moves up.

    Raises:
        SessionStateError: it is not active any more.
    """
    with transaction.atomic():
        locked = _locked(registration.session)
        kept = _kept(registration, Registration.ACTIVE)
        was_seated = kept.state == State.SEATED
        _leave(kept, State.WITHDRAWN)
        if was_seated:
            tell_registrant(kept, "withdrawn")
        fill_places(locked)
    return kept


def approve_registration(registration: Registration, *, by: Actor) -> Registration:
    """Let somebody in who asked: to a place, or to the waiting list when there is none.

    Raises:
        NotAllowedError: the actor is no organizer.
        SessionStateError: it does not wait for approval.
    """
    _check(by)
    with transaction.atomic():
        locked = _locked(registration.session)
        kept = _kept(registration, (State.ASKED,))
        kept.state = _next_state(locked)
        kept.seated_at = timezone.now() if kept.state == State.SEATED else None
        kept.save()
        tell_registrant(kept, kept.state)
        log(locked, "meetings.registration.approve", user=user_or_none(by))
    return kept


def refuse_registration(registration: Registration, *, reason: str, by: Actor) -> Registration:
    """Take a place or a request away, with a reason that is mailed; the next one moves up.

    Raises:
        NotAllowedError: the actor is no organizer.
        SessionStateError: it is not active any more.
    """
    _check(by)
    with transaction.atomic():
        locked = _locked(registration.session)
        kept = _kept(registration, Registration.ACTIVE)
        tell_registrant(kept, "refused", reason=reason)
        _leave(kept, State.REFUSED)
        fill_places(locked)
        log(locked, "meetings.registration.refuse", user=user_or_none(by))
    return kept


def fill_places(session: Session) -> int:
    """Move the waiting list up as far as places are free; how many moved. Within a transaction."""
    locked = _locked(session)
    waiting = locked.registrations.filter(state=State.WAITING).order_by("number")
    left = places(locked).left
    moved = list(waiting if left is None else waiting[:left])
    for each in moved:
        each.state, each.seated_at = State.SEATED, timezone.now()
        each.save(update_fields=["state", "seated_at"])
        tell_registrant(each, "moved")
    return len(moved)


def let_lapse(session: Session, *, now: datetime) -> int:
    """End what was not confirmed in time, and move the waiting list up; how many ended."""
    with transaction.atomic():
        locked = _locked(session)
        late = locked.registrations.filter(
            state__in=Registration.ACTIVE, confirmed_at=None, confirm_by__lte=now
        )
        ended = list(late)
        for each in ended:
            _leave(each, State.LAPSED)
        fill_places(locked)
    return len(ended)


def _check(actor: Actor) -> None:
    if not can_publish_session(actor):
        raise NotAllowedError(_("You may not organize working sessions."))


def _locked(session: Session) -> Session:
    found: Session = Session.objects.select_for_update().get(pk=session.pk)
    return found


def _kept(registration: Registration, states: tuple[str, ...]) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",)).select_related("session")
    kept = rows.get(pk=registration.pk)
    if kept.state not in states:
        raise SessionStateError(_("This registration has changed meanwhile. Open the page anew."))
    return kept


def _next_state(locked: Session) -> Registration.State:
    """A place if there is one and nobody waits for it."""
    now = places(locked)
    return (
        State.SEATED if now.left != 0 and (now.left is None or not now.waiting) else State.WAITING
    )


def _leave(registration: Registration, state: Registration.State) -> None:
    """End it, and forget what was told: only that somebody was there is still needed."""
    registration.state = state
    registration.organization = registration.focus = registration.question = ""
    registration.access_needs = ""
    registration.stakeholder = registration.place = None
    registration.save()
    follow_registration(registration)
