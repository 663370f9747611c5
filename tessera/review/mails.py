"""Mails about contributions: a receipt at each step, the link of those without account.

A mail is a task of the worker, written in the transaction of the change: it goes out when the
change stands, is tried again when the server does not answer, and its text is made when it is sent.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task

from tessera.lib.languages import INTERFACE_LANGUAGES, direction, html_tag
from tessera.lib.personal_links import make_token
from tessera.review.models import CoAuthor, Submission, SubmissionEvent, SubmissionMessage

State = Submission.State
#: The purposes of links in mails, and how long they open.
OPEN, OPEN_DAYS = "review.open", 180
JOIN, JOIN_DAYS = "review.join", 30
#: Steps of which an author is told; between two of them there is nothing to know.
_TOLD = frozenset(State) - {State.DRAFT, State.SCREENING}


def language_of(submission: Submission) -> str:
    """The language in which its author reads mail."""
    own = getattr(submission.author, "language", "") if submission.author else ""
    wanted = own or submission.language
    return wanted if wanted in INTERFACE_LANGUAGES else "en"


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
    """Queue a mail to the author about a message of the editors."""
    if message.is_from_editors:
        queue_mail("message", message.submission, text=message.text)


def tell_draft(submission: Submission) -> None:
    """Queue the link with which a draft is continued on another device."""
    queue_mail("draft", submission)


def invite(co_author: CoAuthor, *, inviter: str) -> None:
    """Queue an invitation to write along."""
    submission = co_author.submission
    with override(language_of(submission)):
        path = reverse("contribution_join", args=[make_token(JOIN, str(co_author.pk))])
    queue_mail("invitation", submission, to=co_author.email, path=path, inviter=inviter)


def queue_mail(name: str, submission: Submission, *, to: str = "", **context: Any) -> None:
    """Write the mail's task, in the caller's transaction; nothing when nobody can be reached."""
    author = submission.author.email if submission.author else submission.author_email
    if not (to or author):
        return
    send_contribution_mail.enqueue(
        name=name,
        to=to or author,
        language=language_of(submission),
        context={
            "path": own_path(submission),
            "title": submission.title,
            "identifier": submission.identifier,
            "due": submission.due_at.date().isoformat() if submission.due_at else "",
            **context,
        },
    )


@task()
def send_contribution_mail(name: str, to: str, language: str, context: Mapping[str, Any]) -> None:
    """Render a mail in the recipient's language, and send it."""
    with override(language):
        values = {
            **context,
            "base_url": settings.BASE_URL,
            "site_name": settings.SITE_NAME,
            "lang": html_tag(language),
            "dir": direction(language),
        }
        subject = render_to_string(f"review/mails/{name}.subject.txt", values)
        text = render_to_string(f"review/mails/{name}.txt", values)
        mail = EmailMultiAlternatives(" ".join(subject.split()), text.strip() + "\n", to=[to])
        mail.attach_alternative(render_to_string(f"review/mails/{name}.html", values), "text/html")
        mail.send()
