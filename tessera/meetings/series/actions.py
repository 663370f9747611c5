"""What organizers do with series and forums."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.errors import NotAllowedError
from tessera.lib.slugs import address_name
from tessera.lib.texts import best_text
from tessera.meetings.actions import can_publish_session
from tessera.meetings.drafting import draft_session, move_session
from tessera.meetings.models import Series, SeriesRoom, SeriesSession, SeriesText, Session
from tessera.meetings.models.series import MOST_ROOMS, MOST_SESSIONS
from tessera.meetings.series.errors import SeriesError


def _check(actor: Actor) -> None:
    if not can_publish_session(actor):
        raise NotAllowedError(_("You may not organize working sessions."))


def _locked(series: Series) -> Series:
    """The series, held against others until the transaction ends."""
    kept: Series = Series.objects.select_for_update().get(pk=series.pk)
    return kept


def draft_series(*, title: str, kind: str, language: str, by: Actor) -> Series:
    """Make a series or a forum that nobody sees yet.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    with transaction.atomic():
        series = Series.objects.create(kind=Series.Kind(kind), original_language=language)
        SeriesText.objects.create(series=series, language=language, title=title)
        log(series, "meetings.series.draft", user=user_or_none(by))
    return series


def change_series(
    series: Series,
    *,
    words: Mapping[str, str],
    rooms: Iterable[SeriesRoom],
    removed: Iterable[SeriesRoom],
    by: Actor,
) -> Series:
    """Keep a series with its changed rooms. ``words`` has ``title`` and ``about``. Sessions of a
    room that goes keep their time and have no room.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    with transaction.atomic():
        _locked(series)
        series.slug = address_name(words["title"])
        series.save()
        SeriesText.objects.update_or_create(
            series=series,
            language=series.original_language,
            defaults={name: words[name] for name in ("title", "about")},
        )
        for room in removed:
            room.delete()
        for room in rooms:
            room.save()
        log(series, "meetings.series.change", user=user_or_none(by))
    return series


def add_room(series: Series, *, by: Actor) -> SeriesRoom:
    """Add a room at the end. Its number is never given again, because it hangs at a door.

    Raises:
        NotAllowedError: the actor is no organizer.
        SeriesError: there are as many as a timetable can show.
    """
    _check(by)
    with transaction.atomic():
        kept = _locked(series)
        rooms = kept.rooms.all()
        if len(rooms) >= MOST_ROOMS:
            raise SeriesError(_("A forum has %(most)d rooms at most.") % {"most": MOST_ROOMS})
        kept.rooms_given += 1
        kept.save()
        return SeriesRoom.objects.create(
            series=kept,
            number=kept.rooms_given,
            position=(rooms.aggregate(last=Max("position"))["last"] or 0) + 1,
            name=_("Room %(number)d") % {"number": kept.rooms_given},
        )


def publish_series(series: Series, *, by: Actor) -> Series:
    """Show it to everybody. Its drafts stay hidden.

    Raises:
        NotAllowedError: the actor is no organizer.
        SeriesError: it is public already, or has no title.
    """
    _check(by)
    with transaction.atomic():
        kept = _locked(series)
        text = best_text(kept.texts.all(), kept.original_language, "en")
        if kept.is_public or text is None:
            raise SeriesError(_("This is public already."))
        kept.is_public, kept.slug = True, address_name(text.title)
        kept.save()
        log(kept, "meetings.series.publish", user=user_or_none(by))
    return kept


def add_sessions(series: Series, sessions: Iterable[int], *, by: Actor) -> int:
    """Let sessions, named by their keys, belong to the series; how many were added. Those that
    belong to one already are left there.

    Raises:
        NotAllowedError: the actor is no organizer.
        SeriesError: it would be more than a timetable can show.
    """
    _check(by)
    try:
        with transaction.atomic():
            kept = _locked(series)
            free = Session.objects.filter(pk__in=list(sessions), in_series=None).order_by("pk")
            found = list(free)
            if kept.sessions.count() + len(found) > MOST_SESSIONS:
                words = _("A series has %(most)d sessions at most.") % {"most": MOST_SESSIONS}
                raise SeriesError(words)
            rows = [SeriesSession(series=kept, session=each) for each in found]
            SeriesSession.objects.bulk_create(rows)
            kept.save()
            log(kept, "meetings.series.add", user=user_or_none(by), data={"sessions": len(rows)})
    except IntegrityError as error:
        raise SeriesError(_("One of them was added elsewhere meanwhile. Look again.")) from error
    return len(rows)


def draft_in_series(series: Series, *, title: str, template: str, by: Actor) -> Session:
    """Draft a session that belongs to the series, at nine on its first day, in its place.

    Raises:
        NotAllowedError: the actor is no organizer.
        SeriesError: the series is full.
    """
    with transaction.atomic():
        language = series.original_language
        made = draft_session(title=title, template=template, language=language, by=by)
        made.time_zone, made.place = series.time_zone, series.place
        if series.first_day and series.first_day > timezone.localdate():
            nine = datetime.combine(series.first_day, time(9), series.zone)
            made.starts_at = nine.astimezone(UTC)
        made.save()
        add_sessions(series, [made.pk], by=by)
    return made


def place_session(
    placed: SeriesSession,
    *,
    room: SeriesRoom | None,
    starts_at: datetime,
    is_shown: bool,
    by: Actor,
) -> SeriesSession:
    """Give a session of a series its room and its time. Who has a place hears of another time.

    Raises:
        NotAllowedError: the actor is no organizer.
        SeriesError: the room is another forum's.
    """
    _check(by)
    with transaction.atomic():
        kept = _locked(placed.series)
        if room is not None and room.series_id != kept.pk:
            raise SeriesError(_("This room belongs to another forum."))
        placed.room, placed.is_shown = room, is_shown
        placed.save(update_fields=["room", "is_shown"])
        if starts_at != placed.session.starts_at:
            move_session(placed.session, starts_at=starts_at, by=by)
        kept.save()
        log(kept, "meetings.series.place", user=user_or_none(by))
    return placed


def remove_session(placed: SeriesSession, *, by: Actor) -> None:
    """Let a session stand alone again; nothing else of it changes.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    with transaction.atomic():
        kept = _locked(placed.series)
        placed.delete()
        kept.save()
        log(kept, "meetings.series.remove", user=user_or_none(by))
