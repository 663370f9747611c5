"""Six months later: was something used of what somebody meant to use?

Only who agreed to be asked is asked, once. Results are told when the last link has ended, as those
of the survey are when it is closed.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.personal_links import InvalidLinkError, read_token
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.mails import FOLLOW_UP_DAYS, LATER_PURPOSE, ask_later
from tessera.meetings.live.attribution import check_words
from tessera.meetings.models import FeedbackAnswer, Session

ASKED_AFTER: Final = timedelta(days=183)
_OPEN_FOR: Final = timedelta(days=FOLLOW_UP_DAYS)
_AT_ONCE: Final = 200


def ask_who_agreed(now: datetime | None = None) -> int:
    """Ask what is due, once each; how many mails. Safe to be called again and by two workers."""
    now = now or timezone.now()
    due = FeedbackAnswer.objects.filter(
        may_ask=True, asked_at=None, session__starts_at__lte=now - ASKED_AFTER
    ).exclude(email="")
    count = 0
    for each in due.select_related("session").order_by("pk")[:_AT_ONCE]:
        with transaction.atomic():
            # Only one of two workers sets the date, and only that one writes the mail.
            if FeedbackAnswer.objects.filter(pk=each.pk, asked_at=None).update(asked_at=now):
                ask_later(each)
                count += 1
    return count


def forget_who_was_asked(now: datetime | None = None) -> int:
    """Forget the addresses when links have ended; how many."""
    ended = (now or timezone.now()) - _OPEN_FOR
    rows = FeedbackAnswer.objects.filter(asked_at__lt=ended).exclude(email="")
    return rows.update(email="", may_ask=False)


def is_later_told(session: Session, *, now: datetime) -> bool:
    """Whether nobody can answer any more, so that the counts change no more."""
    # A week for the clock and the queue of mails.
    return session.starts_at + ASKED_AFTER + _OPEN_FOR + timedelta(days=7) < now


def answer_of_later_token(token: str) -> FeedbackAnswer:
    """What a mailed link asks after.

    Raises:
        InvalidLinkError: it is too old, not ours, or the answer is gone.
    """
    number = read_token(LATER_PURPOSE, token, days=FOLLOW_UP_DAYS)
    rows = FeedbackAnswer.objects.select_related("session")
    found = rows.filter(pk=int(number), may_ask=True).first()
    if found is None:
        raise InvalidLinkError(_("What this link was for has been deleted."))
    return found


def tell_later(answer: FeedbackAnswer, *, used: str, note: str) -> FeedbackAnswer:
    """Say whether something was used, also again. Whoever holds the mailed link may.

    Raises:
        AfterwardsError: nothing was chosen.
        WordsError: it has a name that the attribution rule protects.
    """
    if used not in FeedbackAnswer.Extent.values:
        raise AfterwardsError(_("Choose what became of it."))
    check_words(answer.session, note=note)
    with transaction.atomic():
        answer = FeedbackAnswer.objects.select_for_update().get(pk=answer.pk)
        answer.used, answer.used_note = used, note.strip()
        answer.save(update_fields=["used", "used_note"])
    return answer
