"""Beginning, saving, sending in and moving a submission."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import SYSTEM
from tessera.accounts.models import User
from tessera.catalogue.models import Record
from tessera.lib.errors import NotAllowedError
from tessera.lib.identifiers import new_identifier, normalize
from tessera.review.clocks import due_in
from tessera.review.content import clean_content, missing_fields
from tessera.review.errors import IncompleteError, StaleRevisionError, SubmissionStateError
from tessera.review.holding import hold_if_doubtful, is_held_back
from tessera.review.models import (
    TRANSITIONS,
    Submission,
    SubmissionCopy,
    SubmissionEvent,
    SubmissionMessage,
)
from tessera.review.recording import keep_record
from tessera.review.rules import (
    UNREACHED,
    Contributor,
    KeyHolder,
    can_move_submission,
    can_see_submission,
    can_write_submission,
    contributor_or_none,
    is_author,
)
from tessera.review.signals import message_sent, submission_moved

State = Submission.State
#: Most records that a contribution can be said not to be.
_MOST_DENIED = 50


def begin_submission(
    *,
    kind: str,
    language: str,
    by: Contributor,
    content: Mapping[str, Any] | None = None,
    origins: Mapping[str, Any] | None = None,
    record: Record | None = None,
    identifier: str = "",
) -> Submission:
    """Begin a draft. Anybody may; one without account gets the key from the caller's session.

    ``origins`` says where fields came from, see ``starting.filling``; a ``record`` that is no
    more than begun becomes what is written.
    """
    submission = Submission(
        kind=kind,
        language=language[:16],
        content=clean_content(content or {}),
        origins=dict(origins or {}),
        record=record,
        author=contributor_or_none(by),
        identifier=identifier or new_identifier(),
    )
    submission.save(force_insert=True)
    return submission


def save_draft(
    submission: Submission,
    *,
    changes: Mapping[str, Any],
    revision: int,
    by: Contributor,
    email: str = "",
) -> Submission:
    """Save typed fields over those that were there; the others stay. One update, no lock.

    ``email`` is where an author without account is reached; empty leaves it as it was.

    Raises:
        NotAllowedError: it is not theirs.
        SubmissionStateError: it is no longer with its authors.
        StaleRevisionError: ``revision`` is not the present one; what was typed is kept as a copy.
    """
    if not can_write_submission(by, submission):
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    if not submission.is_editable:
        raise SubmissionStateError(
            _("This contribution is with the editors and cannot be changed.")
        )
    typed = clean_content(changes)
    language = str(typed.get("language") or "")[:16] or submission.language
    address = email if email and submission.author_id is None else submission.author_email
    content = {**submission.content, **typed}
    content = {name: value for name, value in content.items() if value not in ("", [])}
    if submission.revision != revision:
        return _stale(submission, typed, revision)
    now = timezone.now()
    with transaction.atomic():
        saved = Submission.objects.filter(
            pk=submission.pk, revision=revision, state=submission.state
        ).update(
            content=content,
            language=language,
            author_email=address,
            revision=F("revision") + 1,
            updated_at=now,
        )
    if not saved:
        submission.refresh_from_db()
        return _stale(submission, typed, revision)
    submission.content, submission.language, submission.author_email = content, language, address
    submission.revision, submission.updated_at = revision + 1, now
    return submission


def _stale(submission: Submission, typed: dict[str, Any], revision: int) -> Submission:
    """Keep what a stale page typed, and say so; when it says what is there already, all is well.

    Raises:
        StaleRevisionError: what was typed differs from what is there.
    """
    if all(submission.content.get(name, "") == (value or "") for name, value in typed.items()):
        return submission
    copy, _made = SubmissionCopy.objects.get_or_create(
        submission=submission, based_on=revision, changes=typed
    )
    message = _(
        "This text was changed in another window or by somebody else. Both versions are kept."
    )
    raise StaleRevisionError(message, submission, copy)


def submit_submission(
    submission: Submission, *, by: Contributor, is_trapped: bool = False
) -> Submission:
    """Send it to the editors, as a record that is not public yet.

    Somebody without account confirms by mail first; until then it waits as *unconfirmed*, and
    sending it again sends the mail again.
    ``is_trapped`` says that a field was filled that no person sees.

    Raises:
        NotAllowedError: it is not theirs.
        SubmissionStateError: it was sent in already.
        IncompleteError: something needed is missing.
    """
    if not is_author(by, submission):
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if not submission.is_editable:
            raise SubmissionStateError(_("This contribution was sent in already."))
        missing = missing_fields(submission)
        if missing:
            raise IncompleteError(_("Something is still missing."), missing)
        hold_if_doubtful(submission, is_trapped=is_trapped)
        if isinstance(by, KeyHolder) and submission.state in UNREACHED and not by.is_reached:
            return move_submission(submission, to=State.UNCONFIRMED, by=by)
        keep_record(submission, user=contributor_or_none(by))
        if submission.submitted_at is None:
            submission.submitted_at = timezone.now()
            submission.save(update_fields=["submitted_at"])
        to = State.IN_REVIEW if submission.state == State.REVISE else State.SUBMITTED
        submission = move_submission(submission, to=to, by=by)
        if to == State.SUBMITTED and not is_held_back(submission):
            submission = move_submission(submission, to=State.SCREENING, by=SYSTEM)
    return submission


def move_submission(
    submission: Submission, *, to: str, by: Contributor, reason: str = ""
) -> Submission:
    """Move it to another state, write the step down, and set its clock.

    Raises:
        SubmissionStateError: its state does not lead there.
        NotAllowedError: the actor may not make this move.
    """
    with transaction.atomic():
        fresh = Submission.objects.select_for_update().get(pk=submission.pk)
        if to not in TRANSITIONS[fresh.state]:
            raise SubmissionStateError(
                _("From “%(from)s” there is no way to “%(to)s”.")
                % {"from": fresh.get_state_display(), "to": State(to).label}
            )
        if not can_move_submission(by, fresh, to):
            raise NotAllowedError(_("You may not decide about this contribution."))
        now = timezone.now()
        user = contributor_or_none(by)
        event = SubmissionEvent.objects.create(
            submission=fresh, from_state=fresh.state, to_state=to, by=user, at=now, reason=reason
        )
        keeps_clock = (fresh.state, to) == (State.SUBMITTED, State.SCREENING)
        fresh.state, fresh.state_since = to, now
        fresh.due_at = fresh.due_at if keeps_clock else due_in(to, now)
        fresh.save(update_fields=["state", "state_since", "due_at", "updated_at"])
        log(
            fresh,
            "review.submission.move",
            user=user,
            data={"from": event.from_state, "to": to, "reason": reason},
        )
        submission_moved.send(sender=Submission, submission=fresh, event=event)
    return fresh


def send_message(submission: Submission, *, text: str, by: Contributor) -> SubmissionMessage:
    """Write to the other side.

    Raises:
        NotAllowedError: neither its author nor one who decides about it.
    """
    if not can_see_submission(by, submission):
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    with transaction.atomic():
        message = SubmissionMessage.objects.create(
            submission=submission,
            author=contributor_or_none(by),
            is_from_editors=not is_author(by, submission),
            text=text.strip()[:4000],
        )
        log(submission, "review.submission.message", user=contributor_or_none(by))
        message_sent.send(sender=SubmissionMessage, message=message)
    return message


def discard_draft(submission: Submission, *, by: Contributor) -> None:
    """Throw away a draft that was never sent in, with all its files.

    Raises:
        NotAllowedError: it is not theirs; co-authors may not either.
        SubmissionStateError: editors have seen it.
    """
    owns = (
        is_author(by, submission)
        if isinstance(by, KeyHolder)
        else by.pk is not None and submission.author_id == by.pk
    )
    if not owns:
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if submission.submitted_at or submission.state not in {State.DRAFT, State.UNCONFIRMED}:
            raise SubmissionStateError(_("What was sent in cannot be thrown away."))
        log(submission, "review.submission.discard", user=contributor_or_none(by))
        submission.delete()


def choose_copy(copy: SubmissionCopy, *, keeps_copy: bool, by: Contributor) -> Submission:
    """Settle a conflict: the copy's fields replace the saved ones, or the copy goes.

    Raises:
        NotAllowedError: it is not theirs.
        SubmissionStateError: it is no longer with its authors.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=copy.submission_id)
        if not can_write_submission(by, submission):
            raise NotAllowedError(_("This contribution belongs to somebody else."))
        if keeps_copy:
            save_draft(submission, changes=copy.changes, revision=submission.revision, by=by)
        copy.delete()
    return submission


def deny_duplicates(
    submission: Submission, *, identifiers: Iterable[str], by: Contributor
) -> Submission:
    """Keep that its author says it is none of these records; the desk sees it.

    Raises:
        NotAllowedError: it is not theirs.
        SubmissionStateError: it is no longer with its authors.
    """
    if not can_write_submission(by, submission):
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    with transaction.atomic():
        present = Submission.objects.select_for_update().get(pk=submission.pk)
        if not present.is_editable:
            raise SubmissionStateError(
                _("This contribution is with the editors and cannot be changed.")
            )
        named = [name for name in map(normalize, identifiers) if name]
        known = list(dict.fromkeys([*present.not_same_as, *named]))[:_MOST_DENIED]
        # The revision stays: nothing that is typed changes by it.
        Submission.objects.filter(pk=present.pk).update(not_same_as=known)
        log(present, "review.submission.deny", user=contributor_or_none(by), data={"of": named})
    submission.not_same_as = known
    return submission


def claim_submissions(identifiers: Iterable[str], *, by: User) -> int:
    """Give drafts begun without account to the account that signed in in the same browser.

    Returns how many there were.
    """
    with transaction.atomic():
        mine = Submission.objects.filter(identifier__in=list(identifiers), author__isnull=True)
        return mine.update(author=by, author_email="")
