"""Writing, checking and publishing a summary.

Rapporteurs and organizers write; everybody who was there may remark for ten days; an organizer
publishes. A session's state follows: *summary being written*, *being checked*, *closed*.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.lib.errors import NotAllowedError
from tessera.meetings.afterwards.composing import draft_parts
from tessera.meetings.afterwards.errors import AfterwardsError, RowWordsError, StaleSummaryError
from tessera.meetings.afterwards.follow_ups import plan_follow_ups
from tessera.meetings.afterwards.mails import ask_to_check
from tessera.meetings.afterwards.publishing import make_record
from tessera.meetings.attendance import Attendee
from tessera.meetings.live.attribution import check_words
from tessera.meetings.live.errors import WordsError
from tessera.meetings.models import (
    Session,
    SessionOutcome,
    Summary,
    SummaryPart,
    SummaryRemark,
)
from tessera.meetings.models.afterwards import LONGEST_REMARK
from tessera.meetings.permissions import is_organizer, is_participant, is_rapporteur

State = Session.State
CHECK_FOR: Final = timedelta(days=10)
#: States before the summary is written.
_BEFORE: Final = frozenset({State.CALL, State.PAPER, State.OPEN, State.LIVE})
#: States in which it is written.
WRITING: Final = frozenset({State.SUMMARY, State.CHECK})


def _check_writes(by: Attendee | None) -> None:
    if not is_rapporteur(by):
        raise NotAllowedError(_("Only rapporteurs and organizers write the summary."))


def may_compose(session: Session, *, now: datetime) -> bool:
    """Whether there is something to sum up: it has begun, and was not cancelled."""
    has_begun = session.starts_at <= now or session.is_over(now=now)
    return has_begun and session.cancelled_at is None and session.state != State.DRAFT


def compose_summary(session: Session, *, by: Attendee | None) -> Summary:
    """Draft the summary from what the room left, once the session has begun.

    Raises:
        NotAllowedError: neither a rapporteur nor an organizer.
        AfterwardsError: it has not begun, was cancelled, or there is a summary already.
    """
    _check_writes(by)
    now = timezone.now()
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        if not may_compose(locked, now=now):
            raise AfterwardsError(_("A summary can be written once the session has begun."))
        if Summary.objects.filter(session=locked).exists():
            raise AfterwardsError(_("There is a summary already."))
        summary = Summary.objects.create(
            session=locked, language=locked.original_language, composed_at=now
        )
        SummaryPart.objects.bulk_create(
            SummaryPart(session=locked, position=number, heading=heading, text=text)
            for number, (heading, text) in enumerate(draft_parts(locked))
        )
        if locked.state in _BEFORE and locked.is_over(now=now):
            _move(locked, State.SUMMARY)
        log(locked, "meetings.summary.compose", user=by.user if by else None)
    return summary


def save_summary(
    session: Session,
    *,
    rows: Iterable[Any],
    removed: Iterable[Any],
    cited: Mapping[int, Iterable[Any]],
    revision: int,
    by: Attendee | None,
) -> Summary:
    """Keep parts and outcomes as they were typed. ``cited`` maps the position of an outcome among
    ``rows`` to the records that it cites.

    Raises:
        NotAllowedError: neither a rapporteur nor an organizer.
        AfterwardsError: it is published.
        StaleSummaryError: somebody else saved meanwhile.
        RowWordsError: a row has a name that the attribution rule protects.
    """
    _check_writes(by)
    rows = list(rows)
    for row in rows:
        _check_row(session, row)
    with transaction.atomic():
        summary = Summary.objects.select_for_update().get(session=session)
        if summary.published_at:
            raise AfterwardsError(_("The summary is published and cannot be changed here."))
        if summary.revision != revision:
            raise StaleSummaryError(
                _("Somebody else changed the summary meanwhile. Open the page anew.")
            )
        for row in removed:
            row.delete()
        for number, row in enumerate(rows):
            row.session = session
            row.save()
            if number in cited:
                row.records.set(cited[number])
        summary.revision += 1
        summary.save(update_fields=["revision"])
        log(session, "meetings.summary.save", user=by.user if by else None)
    return summary


def _check_row(session: Session, row: SummaryPart | SessionOutcome) -> None:
    more = {"heading": row.heading} if isinstance(row, SummaryPart) else {"owner": row.owner}
    try:
        check_words(session, text=row.text, **more)
    except WordsError as error:
        raise RowWordsError(row, error) from error


def add_row(session: Session, what: str, *, kind: Any = None, by: Attendee | None) -> None:
    """Add an empty part, or an outcome of a kind, at the end.

    Raises:
        NotAllowedError: neither a rapporteur nor an organizer.
        AfterwardsError: there are too many.
    """
    _check_writes(by)
    model: Any = SummaryPart if what == "part" else SessionOutcome
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        rows = model.objects.filter(session=session)
        if rows.count() >= MOST_ROWS:
            raise AfterwardsError(_("No more can be added."))
        last = rows.order_by("-position").values_list("position", flat=True).first()
        values = {"heading": _("Further")} if what == "part" else {"kind": kind}
        model.objects.create(session=session, position=(last or 0) + 1, **values)


MOST_ROWS: Final = 60


def open_check(session: Session, *, by: Attendee | None) -> Summary:
    """Send the draft to everybody who was there; they may remark for ten days.

    Raises:
        NotAllowedError: neither a rapporteur nor an organizer.
        AfterwardsError: the session is not over, the summary is empty, or was sent before.
    """
    _check_writes(by)
    now = timezone.now()
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        summary = Summary.objects.select_for_update().get(session=locked)
        if not locked.is_over(now=now):
            raise AfterwardsError(_("The session is not over yet."))
        if summary.check_until or summary.published_at:
            raise AfterwardsError(_("The draft was sent to participants before."))
        if not SummaryPart.objects.filter(session=locked).exclude(text="").exists():
            raise AfterwardsError(_("Write something first."))
        summary.check_until = now + CHECK_FOR
        summary.save(update_fields=["check_until"])
        _move(locked, State.CHECK)
        ask_to_check(locked, summary)
        log(locked, "meetings.summary.check", user=by.user if by else None)
    return summary


def send_remark(
    session: Session, *, part: SummaryPart | None, text: str, by: Attendee | None
) -> SummaryRemark:
    """Say what should be different, while the draft is being checked.

    Raises:
        NotAllowedError: nobody who was there.
        AfterwardsError: nothing was written, or the time for remarks is over.
        WordsError: it has a name that the attribution rule protects.
    """
    if by is None or not is_participant(by):
        raise NotAllowedError(_("Only those who took part can remark on the draft."))
    if not text.strip():
        raise AfterwardsError(_("Write what should be different."))
    check_words(session, text=text)
    with transaction.atomic():
        summary = Summary.objects.select_for_update().get(session=session)
        if not is_open(summary):
            raise AfterwardsError(_("The time for remarks is over."))
        if SummaryRemark.objects.filter(session=session, key=by.key).count() >= MOST_REMARKS:
            raise AfterwardsError(_("You have sent as many remarks as one person can."))
        return SummaryRemark.objects.create(
            session=session, part=part, key=by.key, text=text.strip()[:LONGEST_REMARK]
        )


MOST_REMARKS: Final = 40


def is_open(summary: Summary) -> bool:
    """Whether remarks are taken."""
    if summary.check_until is None or summary.published_at:
        return False
    return timezone.now() < summary.check_until


def answer_remark(
    remark: SummaryRemark, *, is_taken: bool, answer: str, by: Attendee | None
) -> SummaryRemark:
    """Say whether it was taken up, and why.

    Raises:
        NotAllowedError: neither a rapporteur nor an organizer.
        AfterwardsError: it was left without a reason.
    """
    _check_writes(by)
    if not is_taken and not answer.strip():
        raise AfterwardsError(_("Say why it is not taken up."))
    check_words(remark.session, answer=answer)
    with transaction.atomic():
        remark = SummaryRemark.objects.select_for_update().get(pk=remark.pk)
        remark.state = SummaryRemark.State.TAKEN if is_taken else SummaryRemark.State.LEFT
        remark.answer = answer.strip()[:LONGEST_REMARK]
        remark.save(update_fields=["state", "answer"])
    return remark


def publish_summary(session: Session, *, by: Attendee | None) -> Summary:
    """Publish the summary as a record, and plan what owners of commitments are asked.

    Raises:
        NotAllowedError: not an organizer.
        AfterwardsError: participants can still remark, or remarks are not looked at yet.
    """
    if by is None or not is_organizer(by):
        raise NotAllowedError(_("Only an organizer publishes the summary."))
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        summary = Summary.objects.select_for_update().get(session=locked)
        if summary.published_at:
            raise AfterwardsError(_("The summary is published already."))
        if summary.check_until is None:
            raise AfterwardsError(_("Let those who took part check the draft first."))
        if is_open(summary):
            raise AfterwardsError(_("Those who took part can still remark on the draft."))
        waiting = SummaryRemark.objects.filter(session=locked, state=SummaryRemark.State.OPEN)
        if waiting.exists():
            raise AfterwardsError(_("Some remarks are not looked at yet."))
        summary.record = make_record(locked, summary)
        summary.published_at = timezone.now()
        summary.save(update_fields=["record", "published_at"])
        _move(locked, State.CLOSED)
        plan_follow_ups(locked)
        log(locked, "meetings.summary.publish", user=by.user)
    return summary


def _move(session: Session, state: str) -> None:
    session.state = State(state)
    session.save(update_fields=["state", "updated_at"])
