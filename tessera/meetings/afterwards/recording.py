"""A session's recording and transcript: published only when everybody who speaks agreed.

Under a rule that protects names no recording is published: a voice is a name. Who refuses is cut
from the recording, and the organizer says so; who takes an agreement back takes it from the site at
once.
"""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import InvalidLinkError, read_token
from tessera.meetings.actions import can_publish_session
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.mails import CONSENT_PURPOSE, ask_for_consent
from tessera.meetings.live.attribution import protects_names
from tessera.meetings.models import CaptionTrack, Invitation, Recording, Session, Speaker
from tessera.meetings.models.recordings import MOST_SPEAKERS

Consent = Speaker.Consent
LINK_DAYS: Final = 800
#: With these answers it can be published.
SETTLED: Final = frozenset({Consent.GIVEN, Consent.CUT})


def can_be_published(session: Session) -> bool:
    """Whether the attribution rule lets voices be published at all."""
    return not protects_names(session)


def check_organizes(session: Session, by: Actor) -> None:
    """Refuse who may not, and what the session's rule or its time forbids.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: names are protected, or the session has not begun.
    """
    if not can_publish_session(by):
        raise NotAllowedError(_("Only organizers look after recordings."))
    if not can_be_published(session):
        raise AfterwardsError(
            _("The attribution rule of this session protects names, and a voice is one: neither a "
              "recording nor its transcript can be published.")
        )  # fmt: skip
    if session.starts_at > timezone.now():
        raise AfterwardsError(_("There is a recording once the session has begun."))


def save_recording(
    session: Session, *, link: str, licence: Any, begins_at: datetime | None, by: Actor
) -> Recording:
    """Keep where it is. At first, everybody who had a seat is listed as a speaker.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids it, the session has not begun, or it is published.
    """
    check_organizes(session, by)
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        recording, is_new = Recording.objects.get_or_create(session=session)
        if recording.published_at:
            raise AfterwardsError(_("Take it from the site first."))
        recording.link, recording.licence, recording.begins_at = link, licence, begins_at
        recording.save()
        if is_new:
            seated = Invitation.objects.filter(
                seat__session=session, state=Invitation.State.ACCEPTED
            )
            rows = [Speaker(session=session, name=s.name, email=s.email.lower()) for s in seated]
            Speaker.objects.bulk_create(rows[:MOST_SPEAKERS], ignore_conflicts=True)
        log(session, "meetings.recording.save", user=user_or_none(by))
    return recording


def add_speaker(session: Session, *, name: str, email: str, by: Actor) -> Speaker:
    """Add somebody who is heard.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids it, there are too many, or it is published.
    """
    check_organizes(session, by)
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        if Recording.objects.filter(session=session, published_at__isnull=False).exists():
            raise AfterwardsError(_("Take it from the site first."))
        if session.speakers.count() >= MOST_SPEAKERS:
            raise AfterwardsError(_("No more can be added."))
        address = email.strip().lower()
        if address and session.speakers.filter(email=address).exists():
            raise AfterwardsError(_("This address is listed already."))
        return Speaker.objects.create(session=session, name=name.strip(), email=address)


def ask_speakers(session: Session, *, by: Actor) -> int:
    """Mail the question to all with an address who were not asked yet; how many.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids it.
    """
    check_organizes(session, by)
    now, count = timezone.now(), 0
    with transaction.atomic():
        rows = session.speakers.select_for_update().filter(asked_at=None, consent=Consent.OPEN)
        for each in rows.exclude(email=""):
            each.asked_at = now
            each.save(update_fields=["asked_at"])
            ask_for_consent(each)
            count += 1
        log(session, "meetings.recording.ask", user=user_or_none(by))
    return count


def speaker_of_token(token: str) -> Speaker:
    """Whom a mailed link asks.

    Raises:
        InvalidLinkError: it is too old, not ours, or the question is gone.
    """
    number = read_token(CONSENT_PURPOSE, token, days=LINK_DAYS)
    found = Speaker.objects.select_related("session").filter(pk=int(number)).first()
    if found is None:
        raise InvalidLinkError(_("What this link was for has been deleted."))
    return found


def answer_consent(speaker: Speaker, *, agrees: bool) -> Speaker:
    """Agree or not, also again. Whoever holds the mailed link may. A refusal takes a published
    recording from the site.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=speaker.session_id)
        speaker = Speaker.objects.select_for_update().get(pk=speaker.pk)
        speaker.consent = Consent.GIVEN if agrees else Consent.REFUSED
        speaker.is_by_paper, speaker.answered_at = False, timezone.now()
        speaker.save()
        if not agrees:
            _take_down(session)
        log(session, "meetings.recording.consent")
    return speaker


def note_consent(speaker: Speaker, *, what: str, by: Actor) -> None:
    """Note an agreement given on paper (``given``), that parts were cut (``cut``), or take somebody
    off the list who is not heard (``remove``).

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: it is published, or the person refused: then only cutting helps.
    """
    check_organizes(speaker.session, by)
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=speaker.session_id)
        speaker = Speaker.objects.select_for_update().get(pk=speaker.pk)
        if Recording.objects.filter(session=session, published_at__isnull=False).exists():
            raise AfterwardsError(_("Take it from the site first."))
        if speaker.consent == Consent.REFUSED and what != "cut":
            raise AfterwardsError(_("Whoever refuses has to be cut from the recording."))
        if what == "remove":
            speaker.delete()
        else:
            is_given = what == "given"
            speaker.consent = Consent.GIVEN if is_given else Consent.CUT
            speaker.is_by_paper, speaker.answered_at = is_given, timezone.now()
            speaker.save()
        log(session, "meetings.recording.note", user=user_or_none(by))


def publish_recording(session: Session, *, by: Actor) -> Recording:
    """Let everybody see recording and transcript.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids it, something is missing, or somebody has not agreed.
    """
    check_organizes(session, by)
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        recording = Recording.objects.select_for_update().filter(session=locked).first()
        has_captions = CaptionTrack.objects.filter(session=locked).exists()
        if recording is None or not (recording.link or recording.file or has_captions):
            raise AfterwardsError(_("Give an address, a file or captions first."))
        if recording.licence is None:
            raise AfterwardsError(_("Choose a licence first."))
        answers = list(locked.speakers.values_list("consent", flat=True))
        if not answers or not set(answers) <= SETTLED:
            raise AfterwardsError(
                _("Everybody who speaks has to agree first, or be cut from the recording.")
            )
        recording.published_at = timezone.now()
        recording.save(update_fields=["published_at"])
        locked.save(update_fields=["updated_at"])
        log(locked, "meetings.recording.publish", user=user_or_none(by))
    return recording


def withdraw_recording(session: Session, *, by: Actor) -> None:
    """Take recording and transcript from the site.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
    """
    if not can_publish_session(by):
        raise NotAllowedError(_("Only organizers look after recordings."))
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        _take_down(locked)
        log(locked, "meetings.recording.withdraw", user=user_or_none(by))


def _take_down(session: Session) -> None:
    rows = Recording.objects.filter(session=session, published_at__isnull=False)
    if rows.update(published_at=None):
        # Kept pages are made anew.
        session.save(update_fields=["updated_at"])
