"""Actions of organizers: draft, change, order, cancel."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.errors import NotAllowedError
from tessera.lib.slugs import address_name
from tessera.meetings.actions import can_publish_session
from tessera.meetings.discussion.models import WrittenDiscussion
from tessera.meetings.errors import SessionStateError
from tessera.meetings.mails import announce_change
from tessera.meetings.models import Convener, ProgrammePart, Seat, Session, SessionText
from tessera.meetings.registering import fill_places
from tessera.meetings.templates_of_sessions import TEMPLATES
from tessera.network.models import Organization
from tessera.vocabularies.models import Concept

_WORDS: Final = ("title", "guiding_question", "about", "decision_sought")


def _check(actor: Actor) -> None:
    if not can_publish_session(actor):
        raise NotAllowedError(_("You may not organize working sessions."))


def _concept(scheme: str, code: str) -> Concept:
    found: Concept = Concept.objects.get(scheme__code=scheme, code=code)
    return found


def draft_session(*, title: str, template: str, language: str, by: Actor) -> Session:
    """Make a draft with the seats and the programme of a template, in four weeks' time.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    chosen = TEMPLATES[template]
    begins = (timezone.now() + timedelta(days=28)).replace(hour=12, minute=0, second=0)
    with transaction.atomic():
        session = Session.objects.create(
            format=_concept("SF", template),
            starts_at=begins.replace(microsecond=0),
            minutes=chosen.minutes or 60,
            closes_at=begins.replace(microsecond=0) + timedelta(days=chosen.days)
            if chosen.days
            else None,
            original_language=language,
            access=Session.Access.OPEN,
            attribution_rule=_concept("AR", "PUB"),
        )
        if chosen.days:
            WrittenDiscussion.objects.create(session=session)
        SessionText.objects.create(session=session, language=language, title=title)
        for position, (role, group) in enumerate(chosen.seats):
            Seat.objects.create(
                session=session,
                position=position,
                role=_concept("SR", role),
                stakeholder=_concept("SH", group) if group else None,
            )
        for position, (kind, minutes) in enumerate(chosen.parts):
            ProgrammePart.objects.create(
                session=session, position=position, kind=_concept("PK", kind), minutes=minutes
            )
        log(session, "meetings.session.draft", user=user_or_none(by))
    return session


def change_session(
    session: Session,
    *,
    words: Mapping[str, Any],
    rows: Iterable[Seat | ProgrammePart],
    removed: Iterable[Seat | ProgrammePart],
    by: Actor,
) -> Session:
    """Keep a session with its changed seats and parts; calendars hear of it when it is public.

    ``words`` has ``title``, ``guiding_question``, ``about``, ``decision_sought`` and
    ``conveners``, a list of names.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    with transaction.atomic():
        before: Session = Session.objects.select_for_update().get(pk=session.pk)
        if session.state != Session.State.DRAFT:
            session.sequence += 1
        session.slug = address_name(words["title"])
        session.save()
        text = {name: words[name] for name in _WORDS}
        SessionText.objects.update_or_create(
            session=session, language=session.original_language, defaults=text
        )
        _name_conveners(session, words["conveners"])
        for row in removed:
            row.delete()
        for row in rows:
            row.save()
        if _is_told(before, session):
            announce_change(session, "changed")
        fill_places(session)
        log(session, "meetings.session.change", user=user_or_none(by))
    return session


def _name_conveners(session: Session, names: Iterable[str]) -> None:
    """Keep those that stay with what is known of them, and link new ones to the directory."""
    present = {each.name: each for each in session.conveners.all()}
    for position, name in enumerate(names):
        kept = present.pop(name, None)
        if kept is None:
            known = Organization.objects.public().filter(texts__name__iexact=name).first()
            kept = Convener(session=session, name=name, organization=known)
        kept.position = position
        kept.save()
    for gone in present.values():
        gone.delete()


def _is_told(before: Session, after: Session) -> bool:
    """Whether those who come must know: another time, place or link of what is announced."""
    told = (
        "starts_at",
        "closes_at",
        "minutes",
        "time_zone",
        "place_id",
        "venue",
        "is_online",
        "joining_link",
    )
    changed = any(getattr(before, field) != getattr(after, field) for field in told)
    return changed and after.state != Session.State.DRAFT and after.cancelled_at is None


def move_session(session: Session, *, starts_at: datetime, by: Actor) -> Session:
    """Let a session begin at another time; calendars and those with a place hear of it.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    with transaction.atomic():
        kept: Session = Session.objects.select_for_update().get(pk=session.pk)
        is_known = kept.state != Session.State.DRAFT
        kept.starts_at, kept.sequence = starts_at, kept.sequence + is_known
        kept.save()
        if is_known and kept.cancelled_at is None:
            announce_change(kept, "changed")
        log(kept, "meetings.session.change", user=user_or_none(by))
    return kept


def add_row(session: Session, what: str, *, by: Actor) -> None:
    """Add a seat or a part at the end.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    related: Any = session.seats if what == "seat" else session.programme
    last = related.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    if what == "seat":
        Seat.objects.create(session=session, position=position, role=_concept("SR", "PAN"))
    else:
        kind = _concept("PK", "REM")
        ProgrammePart.objects.create(session=session, position=position, kind=kind, minutes=10)


def move_part(session: Session, part: int, *, by_places: int, by: Actor) -> None:
    """Move a part up (−1) or down (1); at an end nothing happens.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    with transaction.atomic():
        parts = list(session.programme.select_for_update())
        at = next((number for number, each in enumerate(parts) if each.pk == part), None)
        if at is None or not 0 <= at + by_places < len(parts):
            return
        parts[at], parts[at + by_places] = parts[at + by_places], parts[at]
        for position, each in enumerate(parts):
            each.position = position
        ProgrammePart.objects.bulk_update(parts, ["position"])


def cancel_session(session: Session, *, by: Actor) -> Session:
    """Tell readers and calendars that a public session does not take place.

    Raises:
        NotAllowedError: the actor is no organizer.
        SessionStateError: it is a draft, is cancelled already, or has begun.
    """
    _check(by)
    with transaction.atomic():
        kept: Session = Session.objects.select_for_update().get(pk=session.pk)
        if (
            kept.state == Session.State.DRAFT
            or kept.cancelled_at
            or kept.starts_at <= timezone.now()
        ):
            raise SessionStateError(_("Only an announced session that has not begun is cancelled."))
        kept.cancelled_at, kept.sequence = timezone.now(), kept.sequence + 1
        kept.save()
        announce_change(kept, "cancelled")
        log(kept, "meetings.session.cancel", user=user_or_none(by))
    return kept
