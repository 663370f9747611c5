"""Handing mails over to the mail server, each once, whenever the worker is killed.

A mail is *taken*, written, and when the server has answered it is *handed* over; both are committed
before they happen. What was only taken is sent by the next worker. A worker killed while handing
over leaves a mail of which nobody can know whether the server took it: it is not sent twice, but
kept as *perhaps sent*, where an administrator sees it; so is one to which no answer came. Folders
take the same mail twice without harm, and are simply given it again (decision 13).
"""

import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from tessera.notifications.actions import is_unwanted, note_bounce
from tessera.notifications.kinds import mail_kind
from tessera.notifications.models import Mail
from tessera.notifications.writing import language_for, write_mail

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 8
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
LEASE: Final = timedelta(minutes=5)
#: Mails that are sent through one connection.
_AT_ONCE: Final = 50
#: States that the worker that took a mail may still end: it may hear late that it was sent.
_IN_OUR_HANDS: Final = (Mail.State.TAKEN, Mail.State.HANDED, Mail.State.UNCERTAIN)


def wait_before(attempt: int) -> timedelta:
    """How long to wait before the given attempt (2 is the first repetition): 1, 4, 16 min, …"""
    return min(FIRST_WAIT * 4 ** (attempt - 2), LONGEST_WAIT)


def deliver_mails() -> int:
    """Send what is due, over one connection; how many mails were sent."""
    release_mails()
    if not Mail.objects.due(at=timezone.now()).exists():
        return 0
    server = get_connection(settings.MAIL_SERVER_BACKEND)
    sent = 0
    try:
        for _number in range(_AT_ONCE):
            mail = _take(at=timezone.now())
            if mail is None:
                break
            sent += _send(mail, server)
    finally:
        server.close()
    return sent


def release_mails(*, lease: timedelta = LEASE) -> int:
    """Queue again what a killed worker had taken; how many mails there were."""
    left = Mail.objects.left_behind(before=timezone.now() - lease)
    again, perhaps = ["taken"], ["handed"]
    if getattr(get_connection(settings.MAIL_SERVER_BACKEND), "takes_twice", False):
        again, perhaps = ["taken", "handed"], []
    count = left.filter(state__in=again).update(state=Mail.State.QUEUED)
    uncertain = left.filter(state__in=perhaps).update(
        state=Mail.State.UNCERTAIN, problem="The worker ended while it handed the mail over."
    )
    if uncertain:
        logger.error("mails were perhaps not sent", extra={"count": uncertain})
    return count + uncertain


def _take(*, at: datetime) -> Mail | None:
    with transaction.atomic():
        due = Mail.objects.due(at=at).select_for_update(skip_locked=True)
        mail: Mail | None = due.first()
        if mail is not None:
            mail.state = Mail.State.TAKEN
            mail.taken_at = timezone.now()
            mail.attempts += 1
            mail.save(update_fields=["state", "taken_at", "attempts"])
    return mail


def _send(mail: Mail, server: Any) -> bool:
    kind = mail_kind(mail.kind)
    if kind is None:
        _end(mail, Mail.State.FAILED, "Nothing here writes this kind of mail any more.")
        return False
    if not kind.is_essential and is_unwanted(mail.address, kind):
        _end(mail, Mail.State.STOPPED)
        return False
    try:
        message = write_mail(
            kind,
            address=mail.address,
            language=language_for(mail.user, mail.language),
            context=mail.context,
            message_id=mail.message_id,
        )
        server.open()
        if not _settle(mail, Mail.State.HANDED):
            return False
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        _refused(mail, error)
        return False
    except (OSError, smtplib.SMTPException) as error:
        server.close()
        if mail.state == Mail.State.HANDED and not isinstance(error, smtplib.SMTPResponseException):
            _end(mail, Mail.State.UNCERTAIN, f"No answer to the mail: {type(error).__name__}.")
        else:
            _try_later(mail, type(error).__name__)
        return False
    except Exception as error:  # One mail's words must not stop the others.
        logger.exception("a mail could not be written", extra={"mail": mail.pk})
        _end(mail, Mail.State.FAILED, type(error).__name__)
        return False
    _end(mail, Mail.State.SENT)
    return True


def _refused(mail: Mail, error: smtplib.SMTPRecipientsRefused) -> None:
    code, answer = next(iter(error.recipients.values()), (0, b""))
    if code >= 500:
        words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
        note_bounce(address=mail.address, reason=f"{code} {words}")
        _end(mail, Mail.State.FAILED, f"The server refused the address ({code}).")
    else:
        _try_later(mail, f"The server refused the address for now ({code}).")


def _try_later(mail: Mail, problem: str) -> None:
    if mail.attempts >= MOST_ATTEMPTS:
        _end(mail, Mail.State.FAILED, problem)
        return
    due_at = timezone.now() + wait_before(mail.attempts + 1)
    _settle(mail, Mail.State.QUEUED, due_at=due_at, problem=problem[:200])
    logger.warning("mail will be tried again", extra={"mail": mail.pk, "attempts": mail.attempts})


def _end(mail: Mail, state: Mail.State, problem: str = "") -> None:
    """What was sent, or is not wanted, keeps no words: they may be about people."""
    values: dict[str, Any] = {"problem": problem[:200]}
    if state == Mail.State.SENT:
        values["sent_at"] = timezone.now()
    if state in (Mail.State.SENT, Mail.State.STOPPED):
        values["context"] = {}
    _settle(mail, state, **values)
    if state == Mail.State.FAILED:
        logger.error("mail was not delivered", extra={"mail": mail.pk, "problem": problem})


def _settle(mail: Mail, state: Mail.State, **values: Any) -> bool:
    """Note how far a mail is; false when it was not ours any more.

    A worker that was held up for longer than its lease finds its mail queued, or taken by another:
    it must neither send it nor change it.
    """
    ours = Mail.objects.filter(pk=mail.pk, taken_at=mail.taken_at, state__in=_IN_OUR_HANDS)
    mail.state = state
    return bool(ours.update(state=state, **values))
