"""Captions of a recording: taken from a file, or composed of what was captioned live."""

from itertools import pairwise
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.webvtt import MOST_CUES, Cue, read_cues, write_cues
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.recording import check_organizes
from tessera.meetings.live.models import Caption, Room
from tessera.meetings.models import CaptionTrack, Recording, Session

#: How long the last line before a pause stays, in seconds.
_LONGEST_LIVE: Final = 7.0


def save_captions(session: Session, *, language: str, text: str, by: Actor) -> CaptionTrack:
    """Keep a file of captions in one language, in the place of an earlier one.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids it, or it is published.
        CaptionsError: the text is no WebVTT.
    """
    check_organizes(session, by)
    return _keep(session, language, read_cues(text), by)


def compose_captions(session: Session, *, language: str, by: Actor) -> CaptionTrack:
    """Make captions of what was written live in that language, counted from the beginning of the
    recording, else of the live room.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids it, it is published, or nothing was written live.
    """
    check_organizes(session, by)
    recording = Recording.objects.filter(session=session).first()
    room = Room.objects.filter(session=session).first()
    begins = recording.begins_at if recording else None
    begins = begins or (room.opened_at if room else None) or session.starts_at
    rows = Caption.objects.filter(session=session, language=language, at__gte=begins)
    lines = [((each.at - begins).total_seconds(), each.text) for each in rows[:MOST_CUES]]
    if not lines:
        raise AfterwardsError(_("Nothing was captioned live in this language."))
    following = [*lines[1:], (lines[-1][0] + _LONGEST_LIVE, "")]
    cues = [
        Cue(start, max(min(after, start + _LONGEST_LIVE), start + 0.001), text)
        for (start, text), (after, _text) in zip(lines, following, strict=True)
    ]
    return _keep(session, language, cues, by)


def _keep(session: Session, language: str, cues: list[Cue], by: Actor) -> CaptionTrack:
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        if Recording.objects.filter(session=session, published_at__isnull=False).exists():
            raise AfterwardsError(_("Take it from the site first."))
        track, _new = CaptionTrack.objects.update_or_create(
            session=session, language=language, defaults={"text": write_cues(cues)}
        )
        log(session, "meetings.captions.save", user=user_or_none(by))
    return track


def remove_captions(track: CaptionTrack, *, by: Actor) -> None:
    """Delete the captions of one language.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids captions, or they are published.
    """
    session = track.session
    check_organizes(session, by)
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        if Recording.objects.filter(session=session, published_at__isnull=False).exists():
            raise AfterwardsError(_("Take it from the site first."))
        track.delete()
        log(session, "meetings.captions.remove", user=user_or_none(by))


def languages_of_live_captions(session: Session) -> list[str]:
    """The languages that something was captioned live in. One query."""
    rows = Caption.objects.filter(session=session).order_by("language")
    return list(rows.values_list("language", flat=True).distinct())


def paragraphs_of(cues: list[Cue]) -> list[tuple[float, str, str]]:
    """Start, speaker and words of a transcript: captions that follow one another are joined until
    somebody else speaks, there is a pause of two seconds, or the paragraph is long.
    """
    joined: list[tuple[float, str, str]] = []
    pauses = [after.start - cue.end for cue, after in pairwise(cues)]
    for cue, pause in zip(cues, [float("inf"), *pauses], strict=True):
        words = " ".join(cue.text.split())
        last = joined[-1] if joined else None
        if last and cue.voice in {"", last[1]} and pause < 2 and len(last[2]) < 500:
            joined[-1] = (last[0], last[1], f"{last[2]} {words}")
        else:
            joined.append((cue.start, cue.voice, words))
    return joined
