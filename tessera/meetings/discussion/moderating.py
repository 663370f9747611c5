"""Actions of moderators: let through, hide, show again, close a question, sum it up."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.meetings.attendance import Attendee
from tessera.meetings.discussion.models import (
    LONGEST_REASON,
    LONGEST_SUMMARY,
    Contribution,
    Contributor,
    GuidingQuestion,
)
from tessera.meetings.discussion.rules import check_moderates
from tessera.meetings.errors import SessionStateError
from tessera.meetings.live.attribution import check_words
from tessera.meetings.live.errors import StaleError, WordsError, check_length
from tessera.meetings.models import Session, Summary

State = Contribution.State
#: What moderators do → in which states, and what it becomes.
MOVES: Final = {
    "approve": (frozenset({State.HELD}), State.LIVE),
    "hide": (frozenset({State.HELD, State.LIVE}), State.HIDDEN),
    "show": (frozenset({State.HIDDEN}), State.LIVE),
}


def decide(
    contribution: Contribution, move: str, *, reason: str = "", by: Attendee | None
) -> Contribution:
    """Let it through, hide it with a reason that readers see, or show it again.

    Whoever was let through once is known: nothing more of theirs is held.

    Raises:
        NotAllowedError: no moderator.
        StaleError: somebody else has decided meanwhile.
        WordsError: it is hidden without a reason, or the reason has a protected name.
    """
    moderator = check_moderates(by)
    reason = reason.strip()
    if move == "hide" and not reason:
        raise WordsError("reason", _("Say why. Readers see it in place of the text."))
    check_length("reason", reason, most=LONGEST_REASON)
    check_words(contribution.session, reason=reason)
    before, becomes = MOVES[move]
    with transaction.atomic():
        rows = Contribution.objects.select_for_update(of=("self",))
        kept = rows.select_related("session").get(pk=contribution.pk)
        if kept.state not in before:
            state = kept.get_state_display()
            message = _("Somebody else has decided on this meanwhile: it is now “%(state)s”.")
            raise StaleError(message % {"state": state})
        kept.state, kept.reason = becomes, reason if move == "hide" else ""
        kept.save(update_fields=["state", "reason"])
        if move == "approve" and kept.author_id:
            Contributor.objects.filter(pk=kept.author_id).update(is_known=True)
        _note(kept.session, move, moderator)
    return kept


def lock_question(
    question: GuidingQuestion, *, is_locked: bool, reason: str = "", by: Attendee | None
) -> GuidingQuestion:
    """Close a question before the others, with a reason, or open it again.

    Raises:
        NotAllowedError: no moderator.
        WordsError: no reason, or one with a protected name.
    """
    moderator = check_moderates(by)
    reason = reason.strip()
    if is_locked and not reason:
        raise WordsError("reason", _("Say why the question is closed."))
    check_length("reason", reason, most=LONGEST_REASON)
    check_words(question.session, reason=reason)
    with transaction.atomic():
        kept = _locked(question)
        kept.locked_at = timezone.now() if is_locked else None
        kept.lock_reason = reason if is_locked else ""
        kept.save(update_fields=["locked_at", "lock_reason"])
        _note(kept.session, "lock" if is_locked else "unlock", moderator)
    return kept


def summarize_question(
    question: GuidingQuestion, *, text: str, revision: int, by: Attendee | None
) -> GuidingQuestion:
    """Sum up what was written to a question; the closing synthesis begins with it.

    Raises:
        NotAllowedError: no moderator.
        SessionStateError: the synthesis is being written already.
        StaleError: another moderator has changed it meanwhile.
        WordsError: too long, or with a protected name.
    """
    moderator = check_moderates(by)
    text = text.strip().replace("\r\n", "\n")
    check_length("text", text, most=LONGEST_SUMMARY)
    check_words(question.session, text=text)
    with transaction.atomic():
        kept = _locked(question)
        if Summary.objects.filter(session=kept.session_id).exists():
            raise SessionStateError(
                _("The closing synthesis is being written already. Change it there.")
            )
        if kept.revision != revision:
            raise StaleError(
                _("Another moderator has changed this meanwhile. Compare it with your text.")
            )
        kept.summary, kept.summarized_at = text, timezone.now()
        kept.revision += 1
        kept.save(update_fields=["summary", "summarized_at", "revision"])
        _note(kept.session, "summarize", moderator)
    return kept


def _locked(question: GuidingQuestion) -> GuidingQuestion:
    rows = GuidingQuestion.objects.select_for_update(of=("self",)).select_related("session")
    found: GuidingQuestion = rows.get(pk=question.pk)
    return found


def _note(session: Session, what: str, by: Attendee) -> None:
    """No words, and nobody's name but the moderator's account."""
    log(session, f"meetings.discussion.{what}", user=by.user)
