"""Reporting events, reading first ones, hiding them with a reason, and appeals."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.communities.actions.announcing import tell_author
from tessera.communities.errors import CommunityStateError
from tessera.communities.models import Community, CommunityEvent, EventReport, Flag
from tessera.communities.rules import can_manage, can_read, can_rule_on_event
from tessera.lib.errors import NotAllowedError
from tessera.network.mails import tell_reporter

State = CommunityEvent.State


def report_event(event: CommunityEvent, *, reason: str, text: str, by: User) -> EventReport:
    """Ask a moderator to look at an event; again changes the reason.

    Raises:
        NotAllowedError: who reports it may not read it.
        CommunityStateError: not visible, or one's own.
    """
    if not by.is_active or not can_read(by, event.community):
        raise NotAllowedError(_("You may not read this event."))
    if event.state != State.LIVE or event.author_id == by.pk:
        raise CommunityStateError(_("This event cannot be reported."))
    with transaction.atomic():
        report, _is_new = EventReport.objects.update_or_create(
            event=event,
            by=by,
            defaults={"reason": Flag.Reason(reason), "text": text[:1000], "closed_at": None},
        )
    return report


def approve_event(event: CommunityEvent, *, by: Actor) -> CommunityEvent:
    """Let others see an event that was held, or leave a reported one as it is.

    Raises:
        NotAllowedError: not a moderator, or one's own.
        CommunityStateError: a moderator hid it.
    """
    _check_may_decide(event, by)
    with transaction.atomic():
        locked = CommunityEvent.objects.select_for_update().get(pk=event.pk)
        if locked.state == State.HIDDEN:
            raise CommunityStateError(_("A moderator hid this event."))
        _close_reports(locked, is_upheld=False, answer="")
        if locked.state == State.HELD:
            _show(locked)
            tell_author(locked, "approved", "")
        log(locked, "communities.event.moderate", user=user_or_none(by))
    return locked


def hide_event(event: CommunityEvent, *, reason: str, by: Actor) -> CommunityEvent:
    """Hide an event; its author is told why, and may appeal.

    Raises:
        NotAllowedError: not a moderator, or one's own.
        CommunityStateError: no reason, or hidden already.
    """
    _check_may_decide(event, by)
    if not reason.strip():
        raise CommunityStateError(_("Give the reason; the author reads it."))
    with transaction.atomic():
        locked = CommunityEvent.objects.select_for_update().get(pk=event.pk)
        if locked.state == State.HIDDEN:
            raise CommunityStateError(_("This event is hidden already."))
        locked.state, locked.reason = State.HIDDEN, reason.strip()[:500]
        locked.decided_by, locked.decided_at = user_or_none(by), timezone.now()
        # An earlier appeal was about an earlier decision.
        locked.appeal, locked.appealed_at, locked.answer, locked.answered_at = "", None, "", None
        locked.sequence += 1
        locked.save()
        _close_reports(locked, is_upheld=True, answer=locked.reason)
        tell_author(locked, "hidden", locked.reason)
        log(locked, "communities.event.moderate", user=user_or_none(by))
    return locked


def restore_event(event: CommunityEvent, *, by: Actor) -> CommunityEvent:
    """Show a hidden event again; an appeal that still waits has succeeded by that.

    Raises:
        NotAllowedError: not a moderator, or one's own.
        CommunityStateError: it is not hidden.
    """
    _check_may_decide(event, by)
    with transaction.atomic():
        locked = CommunityEvent.objects.select_for_update().get(pk=event.pk)
        if locked.state != State.HIDDEN:
            raise CommunityStateError(_("This event is not hidden."))
        if locked.is_appealed:
            locked.answered_at = timezone.now()
        _show(locked)
        tell_author(locked, "restored", "")
        log(locked, "communities.event.moderate", user=user_or_none(by))
    return locked


def appeal_event(event: CommunityEvent, *, text: str, by: User) -> CommunityEvent:
    """Ask an editor who had no part in it to look again; once.

    Raises:
        NotAllowedError: somebody else's event.
        CommunityStateError: no words, not hidden, or appealed already.
    """
    if event.author_id != by.pk:
        raise NotAllowedError(_("Only the author may appeal."))
    if not text.strip():
        raise CommunityStateError(_("Say why the decision is wrong."))
    hidden = CommunityEvent.objects.filter(pk=event.pk, state=State.HIDDEN, appealed_at=None)
    if not hidden.update(appeal=text.strip()[:2000], appealed_at=timezone.now()):
        raise CommunityStateError(_("You cannot appeal against this any more."))
    event.refresh_from_db()
    return event


def answer_event_appeal(
    event: CommunityEvent, *, is_overturned: bool, answer: str, by: Actor
) -> CommunityEvent:
    """Answer an appeal; by an editor who did not make the decision.

    Raises:
        NotAllowedError: no editor, or who decided first, or the author.
        CommunityStateError: no answer, or answered already.
    """
    if not can_rule_on_event(by, event):
        raise NotAllowedError(_("Somebody who had no part in it decides about an appeal."))
    if not answer.strip():
        raise CommunityStateError(_("Write an answer; the author reads it."))
    with transaction.atomic():
        locked = CommunityEvent.objects.select_for_update().get(pk=event.pk)
        if not locked.is_appealed:
            raise CommunityStateError(_("Somebody answered already."))
        locked.answer, locked.answered_at = answer.strip()[:2000], timezone.now()
        if is_overturned:
            _show(locked)
        else:
            locked.save()
        tell_author(locked, "answered", locked.answer)
        log(locked, "communities.event.moderate", user=user_or_none(by))
    return locked


def _check_may_decide(event: CommunityEvent, by: Actor) -> None:
    if not can_manage(by, event.community):
        raise NotAllowedError(_("Only moderators may do this."))
    if by.pk and event.author_id == by.pk:
        raise NotAllowedError(_("You may not decide about what you wrote yourself."))


def _close_reports(event: CommunityEvent, *, is_upheld: bool, answer: str) -> None:
    """The reports are dealt with, and whoever sent them is told, if they may still read what the
    community says. In a transaction.
    """
    rows = event.reports.filter(closed_at=None)
    path = event.community.get_absolute_url()
    for report in rows.select_related("by"):
        if can_read(report.by, event.community):
            tell_reporter(
                report.by, about=event.title, is_upheld=is_upheld, answer=answer, path=path
            )
    rows.update(closed_at=timezone.now())


def _show(event: CommunityEvent) -> None:
    """Others see it from now on, and the community is lively. In a transaction."""
    event.state = State.LIVE
    event.published_at = event.published_at or timezone.now()
    event.sequence += 1
    event.save()
    Community.objects.get(pk=event.community_id).save(update_fields=["updated_at"])
