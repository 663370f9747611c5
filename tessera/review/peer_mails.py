"""Mails to reviewers, applicants, editors, and to authors whose appeal was decided.

None to an author speaks of a reviewer, and none to a reviewer of another.
"""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from tessera.accounts.models import User
from tessera.lib.languages import interface_language
from tessera.notifications.actions import send_mail
from tessera.review.mails import KINDS, language_of, own_path
from tessera.review.models import Appeal, Assignment, Reviewer, Submission

#: What happened to an assignment → whether its reviewer is told.
TOLD = frozenset({"invited", "due", "replaced", "submitted"})

#: After these the round lacks somebody.
LEAVES_A_SEAT = frozenset({"declined", "conflict"})


def _language(user: User) -> str:
    return interface_language(user.language)


def _send(what: str, to: str, language: str, path: str, **context: Any) -> None:
    if not to:
        return
    with transaction.atomic():
        send_mail(
            KINDS["peer"], to=to, language=language, context={"what": what, "path": path, **context}
        )


def tell_reviewer(assignment: Assignment, what: str) -> None:
    """An invitation, a reminder, that somebody else took over, or thanks with the certificate."""
    user = assignment.reviewer.user
    if what not in TOLD or user is None:
        return
    language = _language(user)
    name = "review_certificate" if what == "submitted" else "review_assignment"
    with override(language):
        path = reverse(name, args=[assignment.identifier])
        due = assignment.due_at.date().isoformat()
    _send(what, user.email, language, path, due=due)


def tell_of_free_seat(assignment: Assignment, what: str) -> None:
    """The contribution's editor learns that a reviewer said no or may not review."""
    submission = assignment.round.submission
    editor = submission.editor
    if what not in LEAVES_A_SEAT or editor is None:
        return
    language = _language(editor)
    with override(language):
        path = reverse("review_round", args=[submission.identifier])
    _send("free", editor.email, language, path)


def tell_applicant(reviewer: Reviewer) -> None:
    """Whether somebody is on the roster now."""
    if reviewer.user is None:
        return
    language = _language(reviewer.user)
    with override(language):
        path = reverse("reviewing")
    what = "accepted" if reviewer.state == Reviewer.State.ACTIVE else "refused"
    _send(what, reviewer.user.email, language, path)


def tell_editor(submission: Submission, to: User, note: str) -> None:
    """That a contribution was handed over."""
    language = _language(to)
    with override(language):
        path = reverse("desk_submission", args=[submission.identifier])
    _send("handed", to.email, language, path, note=note)


def tell_appellant(appeal: Appeal) -> None:
    """That the decision stands, and why."""
    submission = appeal.submission
    to = submission.author.email if submission.author else submission.author_email
    _send("stands", to, language_of(submission), own_path(submission), note=appeal.note)
