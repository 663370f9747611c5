"""Mails about contributions: a receipt at each step, the link of those without account."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tessera.lib.languages import interface_language
from tessera.lib.personal_links import make_token
from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail
from tessera.review.models import CoAuthor, Submission, SubmissionEvent, SubmissionMessage

State = Submission.State
#: The purposes of links in mails, and how long they open.
OPEN, OPEN_DAYS = "review.open", 180
JOIN, JOIN_DAYS = "review.join", 30
#: Steps of which an author is told; between two of them there is nothing to know.
_TOLD = frozenset(State) - {State.DRAFT, State.SCREENING}


def _sample() -> dict[str, Any]:
    return {
        "path": "/en/contribute/", "title": "Language cafés", "due": "2026-12-01",
        "step": State.RETURNED, "reason": "…", "text": "…", "inviter": "Ana",
        "what": "invited", "note": "…",
    }  # fmt: skip


KINDS = {
    name: register_mail(MailKind(f"review.{name}", title, True, _sample))
    for name, title in (
        ("step", _("A step of a contribution")),
        ("message", _("A message of the editors")),
        ("answer", _("A message of an author")),
        ("draft", _("The link of a draft")),
        ("invitation", _("An invitation to write along")),
        ("peer", _("Peer review")),
    )
}


def language_of(submission: Submission) -> str:
    """The language in which its author reads mail."""
    own = getattr(submission.author, "language", "") if submission.author else ""
    wanted = own or submission.language
    return interface_language(wanted)


def own_path(submission: Submission) -> str:
    """Where its author finds it: the own page, or the personal link of those without account."""
    with override(language_of(submission)):
        if submission.author_id:
            return reverse("my_contribution", args=[submission.identifier])
        return reverse("contribution_link", args=[make_token(OPEN, submission.identifier)])


def tell_step(submission: Submission, event: SubmissionEvent) -> None:
    """Queue the receipt of a step."""
    received_at_once = (event.from_state, event.to_state) == (State.SUBMITTED, State.SCREENING)
    if event.to_state in _TOLD and not received_at_once:
        queue_mail("step", submission, step=event.to_state, reason=event.reason)


def tell_message(message: SubmissionMessage) -> None:
    """Queue a mail to the author about a message of the editors; of the author, to the editor
    who has the contribution.
    """
    submission = message.submission
    if message.is_from_editors:
        queue_mail("message", submission, text=message.text)
    elif editor := submission.editor:
        language = interface_language(editor.language)
        with override(language):
            path = reverse("desk_submission", args=[submission.identifier])
        to = editor.email
        queue_mail("answer", submission, to=to, language=language, path=path, text=message.text)


def tell_draft(submission: Submission) -> None:
    """Queue the link with which a draft is continued on another device."""
    queue_mail("draft", submission)


def invite(co_author: CoAuthor, *, inviter: str) -> None:
    """Queue an invitation to write along."""
    submission = co_author.submission
    with override(language_of(submission)):
        path = reverse("contribution_join", args=[make_token(JOIN, str(co_author.pk))])
    queue_mail("invitation", submission, to=co_author.email, path=path, inviter=inviter)


def queue_mail(
    name: str, submission: Submission, *, to: str = "", language: str = "", **context: Any
) -> None:
    """Queue a mail with the change that it tells about; nothing when nobody can be reached.

    ``language`` is the author's unless the mail goes to somebody else.
    """
    author = submission.author.email if submission.author else submission.author_email
    if not (to or author):
        return
    with transaction.atomic():  # A link that was asked for has no change around it.
        send_mail(
            KINDS[name],
            to=to or author,
            language=language or language_of(submission),
            context={
                "path": own_path(submission),
                "title": submission.title,
                "identifier": submission.identifier,
                "due": submission.due_at.date().isoformat() if submission.due_at else "",
                **context,
            },
        )
