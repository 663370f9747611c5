"""Actions of captioners and rapporteurs."""

import hmac
import secrets
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.lib.enumerations import listed
from tessera.lib.errors import NotAllowedError
from tessera.lib.names import names_in
from tessera.meetings.live.acts import log_act
from tessera.meetings.live.attribution import check_words, masked, may_name
from tessera.meetings.live.conducting import touch
from tessera.meetings.live.errors import StaleError, WordsError, check_length
from tessera.meetings.live.models import Caption, Intervention, Room
from tessera.meetings.live.models.reports import LONGEST_CAPTION, LONGEST_SPEAKER
from tessera.meetings.live.presence import Present, check_moderates, check_not_closed
from tessera.meetings.models import ProgrammePart, Session
from tessera.vocabularies.labels import labels

MOST_INTERVENTIONS: Final = 500


def add_caption(text: str, *, language: str, by: Present, key: str = "") -> Caption:
    """Add a line of captions. Sent again with the same key, it is the line that is there already.

    Raises:
        NotAllowedError: neither captioner nor moderator.
        WordsError: empty or too long.
        RoomError: the room is closed.
    """
    if not by.captions:
        raise NotAllowedError(_("Only captioners of this session may do that."))
    return _add_caption(by.session, text, language, key)


def feed_caption(room: Room, feed_key: str, text: str, *, language: str, key: str = "") -> Caption:
    """The same for a program that has the room's key.

    Raises:
        NotAllowedError: another key, or the room has none.
    """
    if not room.feed_key or not hmac.compare_digest(room.feed_key, _hash(feed_key)):
        raise NotAllowedError(_("The key does not fit."))
    return _add_caption(room.session, text, language, key)


def _add_caption(session: Session, text: str, language: str, key: str) -> Caption:
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_CAPTION:
        raise WordsError("text", _("A line of captions has 1 to 600 characters."))
    check_not_closed(session)
    with transaction.atomic():
        # A name withheld can make the line longer by a few characters.
        kept = masked(session, text)[:LONGEST_CAPTION]
        # With another text it is another line: a browser may bring an old form back.
        caption, is_new = Caption.objects.get_or_create(
            session=session,
            sent_as=_hash(f"{key or secrets.token_hex()} {text}"),
            defaults={"language": language, "text": kept},
        )
        if is_new:
            touch(session)
    return caption


def _hash(key: str) -> str:
    # What is hashed is long and random: a plain hash hides it well enough.
    return sha256(key.encode()).hexdigest()


def make_feed_key(*, by: Present) -> str:
    """A new key for the caption feed; the old one ends. It is shown once and kept as a hash.

    Raises:
        NotAllowedError: no moderator.
    """
    check_moderates(by)
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        Room.objects.filter(pk=by.room.pk).update(feed_key=_hash(key))
        log_act(by, "feed-key")
    return key


def write_intervention(
    *,
    summary: str,
    speaker: str,
    consents: bool,
    stakeholder: str,
    minutes: int | None,
    themes: Iterable[str],
    part: ProgrammePart | None,
    by: Present,
    intervention: Intervention | None = None,
    seen: str = "",
) -> Intervention:
    """Write down, or correct, what somebody said.

    The speaker's name is kept only where the attribution rule allows it (with ``consents`` where
    each speaker chooses); otherwise neither the name nor a summary with it is kept. ``seen`` is
    the version (``Intervention.version``) that the writer began from.

    Raises:
        NotAllowedError: neither rapporteur nor moderator, or of another session.
        StaleError: somebody has corrected or removed it meanwhile.
        WordsError: without summary, or the summary holds a protected name.
    """
    if not by.reports:
        raise NotAllowedError(_("Only rapporteurs of this session may do that."))
    things = [each for each in (intervention, part) if each]
    if any(each.session_id != by.room.session_id for each in things):
        raise NotAllowedError(_("This belongs to another session."))
    summary, speaker = summary.strip(), speaker.strip()
    check_length("speaker", speaker, most=LONGEST_SPEAKER)
    if not summary or len(summary) > 2000:
        raise WordsError("summary", _("Sum it up in 2000 characters at most."))
    check_words(by.session, summary=summary)
    if not may_name(by.session, consents=consents):
        if found := names_in(summary, [speaker] if speaker else []):
            message = _("The speaker is not to be named. Please leave out: %(names)s")
            raise WordsError("summary", message % {"names": listed(found)})
        speaker = ""
    known = {entry.code for entry in labels().scheme("TH")}
    groups = {entry.code for entry in labels().scheme("SH")}
    with transaction.atomic():
        kept = _kept(intervention, seen) if intervention else Intervention(session=by.session)
        if not kept.pk and by.session.interventions.count() >= MOST_INTERVENTIONS:
            raise WordsError("summary", _("A session can have five hundred interventions at most."))
        kept.summary, kept.speaker, kept.minutes, kept.part = summary, speaker, minutes, part
        kept.stakeholder = stakeholder if stakeholder in groups else ""
        kept.themes = [code for code in dict.fromkeys(themes) if code in known]
        kept.save()
        touch(by.session)
        log_act(by, "intervention")
    return kept


def _kept(intervention: Intervention, seen: str) -> Intervention:
    rows = Intervention.objects.select_for_update().filter(pk=intervention.pk)
    kept: Intervention | None = rows.first()
    if kept is None or (seen and kept.version != seen):
        raise StaleError(_("Somebody has corrected or removed this meanwhile."))
    return kept


def remove_intervention(intervention: Intervention, *, by: Present) -> None:
    """Delete it.

    Raises:
        NotAllowedError: neither rapporteur nor moderator, or of another session.
    """
    if not by.reports or intervention.session_id != by.room.session_id:
        raise NotAllowedError(_("Only rapporteurs of this session may do that."))
    with transaction.atomic():
        intervention.delete()
        touch(by.session)
        log_act(by, "intervention")
