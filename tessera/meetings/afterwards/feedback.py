"""Asking everybody who took part what the session was worth: opening, answering, closing.

While a survey is open only the number of answers is told: whoever looked twice could otherwise see
what the last one said. So nobody opens it again, either.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import read_token
from tessera.meetings.actions import can_publish_session
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.feedback_later import ask_who_agreed, forget_who_was_asked
from tessera.meetings.afterwards.mails import FEEDBACK_PURPOSE, ask_for_feedback
from tessera.meetings.attendance import Attendee, attendee_of_key
from tessera.meetings.live.attribution import check_words, protects_names
from tessera.meetings.models import FeedbackAnswer, Invitation, Registration, Session, Survey

OPEN_FOR: Final = timedelta(days=14)
LONGEST: Final = timedelta(days=60)
#: Sessions that ended longer ago are not asked about any more.
_NEWS: Final = timedelta(days=3)
LINK_DAYS: Final = 90


@dataclass(frozen=True)
class Feedback:
    """What somebody answers."""

    usefulness: int
    intention: str
    was_heard: str
    access: str
    news: str = ""
    use: str = ""
    barriers: str = ""
    further: str = ""
    may_name: bool = False
    may_ask: bool = False
    language: str = ""


def open_surveys(now: datetime | None = None) -> int:
    """Open the surveys of sessions that have just ended, with a mail to everybody; how many."""
    now = now or timezone.now()
    sat = Q(closes_at=None, starts_at__gt=now - _NEWS - timedelta(days=1), starts_at__lt=now)
    written = Q(closes_at__gt=now - _NEWS, closes_at__lte=now)
    ended = Session.objects.public().filter(sat | written, cancelled_at=None, survey=None)
    going = Registration.objects.filter(session=OuterRef("pk"), state="seated")
    seated = Invitation.objects.filter(seat__session=OuterRef("pk"), state="accepted")
    ended = ended.filter(Q(Exists(going)) | Q(Exists(seated)))
    due = [each for each in ended.with_texts() if now - _NEWS < each.ends_at <= now]
    return sum(_open(each, now) for each in due)


def _open(session: Session, now: datetime) -> bool:
    """Only one of two workers makes the survey, and only that one writes the mails."""
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        closes_at = min(session.ends_at + OPEN_FOR, session.kept_until)
        survey, is_new = Survey.objects.get_or_create(
            session=session, defaults={"opened_at": now, "closes_at": closes_at}
        )
        if is_new:
            ask_for_feedback(session, survey)
            log(session, "meetings.feedback.open")
    return is_new


def ring_feedback_clocks() -> None:
    """Open what is due; take from the answers of closed surveys what they were changed by."""
    now = timezone.now()
    open_surveys(now)
    ask_who_agreed(now)
    forget_who_was_asked(now)
    closed = FeedbackAnswer.objects.filter(session__survey__closes_at__lte=now)
    closed.exclude(key="").update(key="")


def change_survey(survey: Survey, *, closes_at: datetime, is_in_summary: bool, by: Actor) -> Survey:
    """Say until when it is open, and whether its numbers are public beside the summary.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: it is closed already, or would be open too long.
    """
    if not can_publish_session(by):
        raise NotAllowedError(_("Only organizers change the survey."))
    with transaction.atomic():
        survey = Survey.objects.select_for_update().select_related("session").get(pk=survey.pk)
        now, session = timezone.now(), survey.session
        if closes_at != survey.closes_at:
            last = min(session.ends_at + LONGEST, session.kept_until)
            if not survey.is_open(now=now):
                raise AfterwardsError(_("The survey is closed and cannot be opened again."))
            if closes_at > last:
                raise AfterwardsError(
                    _("It can be open until %(day)s at the latest.")
                    % {"day": last.date().isoformat()}
                )
            survey.closes_at = max(closes_at, now)
        survey.is_in_summary = is_in_summary
        survey.save(update_fields=["closes_at", "is_in_summary"])
        # Kept pages of the summary are made anew.
        session.save(update_fields=["updated_at"])
        log(session, "meetings.feedback.change", user=user_or_none(by))
    return survey


def attendee_of_token(token: str) -> tuple[Session, Attendee]:
    """Who a mailed link is for, as long as they have their place.

    Raises:
        InvalidLinkError: it is too old, not ours, or the place is given back.
    """
    return attendee_of_key(read_token(FEEDBACK_PURPOSE, token, days=LINK_DAYS))


def hidden_key(session: Session, key: str) -> str:
    """What an answer is found by; from it nobody without the site's secret finds the person."""
    mac = salted_hmac("tessera.meetings.feedback", f"{session.pk}:{key}", algorithm="sha256")
    return mac.hexdigest()


def own_answer(session: Session, by: Attendee) -> FeedbackAnswer | None:
    """What this person answered. One query."""
    return FeedbackAnswer.objects.filter(session=session, key=hidden_key(session, by.key)).first()


def give_feedback(session: Session, given: Feedback, *, by: Attendee | None) -> FeedbackAnswer:
    """Answer, or answer differently, while the survey is open.

    Raises:
        NotAllowedError: nobody with a place or a seat.
        AfterwardsError: it is not open.
        WordsError: a text has a name that the attribution rule protects.
    """
    if by is None or by.key.startswith("u"):
        raise NotAllowedError(_("Only those who took part are asked."))
    words = {name: getattr(given, name).strip() for name in WORDS}
    check_words(session, **words)
    is_named = given.may_name and not protects_names(session)
    may_ask = given.may_ask and given.intention != FeedbackAnswer.Intention.NO
    values = {
        **words,
        "usefulness": given.usefulness,
        "intention": given.intention,
        "was_heard": given.was_heard,
        "access": given.access,
        "name": by.name if is_named else "",
        "email": by.email if is_named or may_ask else "",
        "may_ask": may_ask,
        "language": given.language if may_ask else "",
    }
    with transaction.atomic():
        survey = Survey.objects.select_for_update().filter(session=session).first()
        if survey is None or not survey.is_open(now=timezone.now()):
            raise AfterwardsError(_("This survey is closed. Thank you all the same."))
        key = hidden_key(session, by.key)
        answer, _new = FeedbackAnswer.objects.update_or_create(
            session=session, key=key, defaults=values
        )
    return answer


#: The texts of an answer.
WORDS: Final = ("news", "use", "barriers", "further")
