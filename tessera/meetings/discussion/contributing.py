"""Actions of those who take part: write, change, take back.

The attribution rule is enforced here, when something is written: where it protects names none is
kept, neither beside a contribution nor in it.
"""

from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError
from tessera.meetings.attendance import Attendee
from tessera.meetings.discussion.models import (
    LONGEST_CONTRIBUTION,
    Contribution,
    Contributor,
    GuidingQuestion,
    WrittenDiscussion,
)
from tessera.meetings.discussion.rules import check_running, check_writes
from tessera.meetings.errors import SessionStateError
from tessera.meetings.live.attribution import ON_RECORD, check_words, may_name, rule_of
from tessera.meetings.live.errors import StaleError, WordsError, check_length
from tessera.meetings.models import Session
from tessera.meetings.permissions import is_moderator

State = Contribution.State
#: So many one person writes at most, and so many there are in all.
MOST_OF_ONE: Final = 300
MOST_OF_ALL: Final = 20_000


def contribute(
    question: GuidingQuestion,
    *,
    text: str,
    language: str,
    with_name: bool,
    by: Attendee | None,
    answers: Contribution | None = None,
) -> Contribution:
    """Write to a question. The same words sent twice by a hasty click are one contribution.

    The first one of somebody who registered by themselves waits for a moderator, where moderators
    wish it.

    Raises:
        NotAllowedError: a stranger or an observer.
        SessionStateError: it is not open, the question is locked, or there are too many.
        WordsError: empty, too long, or with a protected name.
    """
    writer = check_writes(by)
    text = _checked(question.session, text)
    with transaction.atomic():
        discussion = WrittenDiscussion.objects.select_for_update().get(session=question.session_id)
        session = Session.objects.get(pk=question.session_id)
        question = GuidingQuestion.objects.get(pk=question.pk)
        check_running(session)
        _check_unlocked(question)
        if answers and (answers.question_id != question.pk or answers.state != State.LIVE):
            raise SessionStateError(_("What you reply to is not there any more."))
        author = _contributor(session, writer)
        own = Contribution.objects.filter(author=author)
        last = own.order_by("-number").first()
        if last and (last.question_id, last.text) == (question.pk, text):
            return last
        _check_count(session, own.count())
        highest = session.contributions.aggregate(number=Max("number"))["number"] or 0
        is_held = discussion.holds_first and not author.is_known
        return Contribution.objects.create(
            session=session,
            question=question,
            number=highest + 1,
            author=author,
            is_moderators=is_moderator(writer),
            name=_kept_name(session, writer, with_name=with_name),
            language=language,
            text=text,
            answers=answers,
            state=State.HELD if is_held else State.LIVE,
            created_at=timezone.now(),
        )


def _checked(session: Session, text: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise WordsError("text", _("Write something."))
    check_length("text", text, most=LONGEST_CONTRIBUTION)
    check_words(session, text=text)
    return text


def _check_unlocked(question: GuidingQuestion) -> None:
    if question.locked_at:
        raise SessionStateError(_("The moderators have closed this question."))


def _check_count(session: Session, own: int) -> None:
    if own >= MOST_OF_ONE:
        raise SessionStateError(_("You have written as much as one person can."))
    if session.contributions.count() >= MOST_OF_ALL:
        raise SessionStateError(_("This discussion has as many contributions as it can take."))


def _contributor(session: Session, writer: Attendee) -> Contributor:
    """The writer's row. Whoever has a seat or organizes was chosen, and is known."""
    is_chosen = not writer.key.startswith("r")
    told = {"name": writer.name[:200], "stakeholder": writer.stakeholder[:20]}
    account = writer.user or (writer.registration.user if writer.registration else None)
    author, is_new = Contributor.objects.get_or_create(
        session=session,
        key=writer.key,
        defaults={**told, "user": account, "is_known": is_chosen},
    )
    if not is_new and (author.name, author.stakeholder) != tuple(told.values()):
        author.name, author.stakeholder = told["name"], told["stakeholder"]
        author.save(update_fields=["name", "stakeholder"])
    return author


def _kept_name(session: Session, writer: Attendee, *, with_name: bool) -> str:
    """On the record always; where each chooses, if they wish; else none."""
    is_named = rule_of(session) == ON_RECORD or (with_name and may_name(session, consents=True))
    return writer.name[:200] if is_named else ""


def is_own(contribution: Contribution, by: Attendee | None) -> bool:
    """Whether they wrote it."""
    author = contribution.author
    return by is not None and author is not None and author.key == by.key


def change_contribution(
    contribution: Contribution,
    *,
    text: str,
    language: str,
    with_name: bool,
    revision: int,
    by: Attendee | None,
) -> Contribution:
    """Change one's own words; readers see that they were changed.

    Raises:
        NotAllowedError: somebody else's.
        SessionStateError: it is closed, locked, hidden or taken back.
        StaleError: it was changed meanwhile from another page.
        WordsError: empty, too long, or with a protected name.
    """
    writer = check_writes(by)
    _check_own(contribution, writer)
    text = _checked(contribution.session, text)
    with transaction.atomic():
        kept = _locked(contribution)
        if kept.revision != revision:
            raise StaleError(
                _("This was changed meanwhile from another page. Compare it with your text.")
            )
        kept.text, kept.language = text, language
        kept.name = _kept_name(kept.session, writer, with_name=with_name)
        kept.revision, kept.edited_at = kept.revision + 1, timezone.now()
        kept.save(update_fields=["text", "language", "name", "revision", "edited_at"])
    return kept


def withdraw_contribution(contribution: Contribution, *, by: Attendee | None) -> Contribution:
    """Take one's own words back: they are deleted, and that there was something stays.

    Raises:
        NotAllowedError: somebody else's.
        SessionStateError: the discussion is closed, or it was hidden or taken back.
    """
    _check_own(contribution, check_writes(by))
    with transaction.atomic():
        kept = _locked(contribution)
        kept.state, kept.text, kept.name = State.WITHDRAWN, "", ""
        kept.revision += 1
        kept.save(update_fields=["state", "text", "name", "revision"])
    return kept


def _check_own(contribution: Contribution, by: Attendee) -> None:
    if not is_own(contribution, by):
        raise NotAllowedError(_("Only its author may change a contribution."))


def _locked(contribution: Contribution) -> Contribution:
    """The row as it is, if its author may still change it."""
    rows = Contribution.objects.select_for_update(of=("self",))
    kept = rows.select_related("session", "question").get(pk=contribution.pk)
    check_running(kept.session)
    _check_unlocked(kept.question)
    if kept.state not in {State.LIVE, State.HELD}:
        raise SessionStateError(_("This contribution cannot be changed any more."))
    return kept
