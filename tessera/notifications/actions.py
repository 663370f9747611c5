"""Writing mails, stopping them, and sending one again."""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.notifications.kinds import MailKind, mail_kind
from tessera.notifications.models import Bounce, Mail, StoppedMail
from tessera.notifications.rules import can_see_mails
from tessera.notifications.writing import language_for


class MailStateError(TesseraError):
    """The mail is not in a state in which this can be done."""


def send_mail(
    kind: MailKind,
    *,
    to: User | str,
    context: Mapping[str, Any],
    language: str = "",
    once: str = "",
) -> Mail | None:
    """Queue one mail in the caller's transaction; the worker sends it after the commit.

    ``context`` holds JSON values; addresses in it are paths. The mail is written when it is sent,
    in the user's language, else in ``language``, else in English. With ``once``, a second mail of
    the kind with the same word is not queued.

    Returns the mail; none if it was queued before, or if the address does not want it.

    Raises:
        RuntimeError: outside a transaction: a mail about what is rolled back must not be sent.
        ValueError: the kind was not registered.
    """
    if not connection.in_atomic_block:
        message = "A mail is queued in the transaction of what it tells about."
        raise RuntimeError(message)
    if mail_kind(kind.code) is None:
        message = f"The mail kind {kind.code} is not registered."
        raise ValueError(message)
    user, address = (to, to.email) if isinstance(to, User) else (None, to)
    address = address.strip().lower()
    if not address or (not kind.is_essential and is_unwanted(address, kind)):
        return None
    row = Mail(
        kind=kind.code,
        user=user,
        address=address,
        language=language_for(user, language),
        context=dict(context),
        once=once,
        due_at=timezone.now(),
        message_id=make_msgid(domain=urlsplit(settings.BASE_URL).hostname),
    )
    if not once:
        row.save()
        return row
    # The unique constraint decides, also between two processes.
    Mail.objects.bulk_create([row], ignore_conflicts=True)
    return Mail.objects.filter(message_id=row.message_id).first()


def is_unwanted(address: str, kind: MailKind) -> bool:
    """Whether an address stopped mails of this kind, or was refused by its server for good."""
    if Bounce.objects.filter(address=address).exists():
        return True
    return StoppedMail.objects.filter(address=address, kind=kind.code).exists()


def stop_mail(*, address: str, kind: str) -> None:
    """No more mails of a kind to an address; whoever holds the link in such a mail may say so."""
    StoppedMail.objects.get_or_create(address=address.lower(), kind=kind)


def resume_mail(*, address: str, kind: str) -> None:
    """Mails of a kind are wanted again."""
    StoppedMail.objects.filter(address=address.lower(), kind=kind).delete()


def stopped_kinds(user: User) -> list[MailKind]:
    """What somebody stopped, by a link in a mail. One query."""
    rows = StoppedMail.objects.filter(address=user.email.lower()).order_by("kind")
    kinds = [mail_kind(code) for code in rows.values_list("kind", flat=True)]
    return [kind for kind in kinds if kind and not kind.is_essential]


def bounce_of(user: User) -> Bounce | None:
    """That a server refused somebody's address. One query."""
    return Bounce.objects.filter(address=user.email.lower()).first()


def forget_bounce(*, by: User) -> None:
    """Whoever holds an address says that it works again; the next refusal is noted anew."""
    Bounce.objects.filter(address=by.email.lower()).delete()


def note_bounce(*, address: str, reason: str) -> None:
    """A server refused the address for good."""
    Bounce.objects.update_or_create(address=address.lower(), defaults={"reason": reason[:200]})


def send_again(mail: Mail, *, by: Actor) -> Mail:
    """Queue once more what failed or was perhaps not sent.

    Raises:
        NotAllowedError: the actor may not see mails.
        MailStateError: the mail is on its way, or was sent.
    """
    if not can_see_mails(by):
        raise NotAllowedError(_("You may not see mails."))
    changed = (
        Mail.objects.filter(pk=mail.pk)
        .wanting_attention()
        .order_by()
        .update(state=Mail.State.QUEUED, due_at=timezone.now(), attempts=0, problem="")
    )
    if not changed:
        raise MailStateError(_("This mail is on its way already."))
    log(mail, "notifications.mail.send_again", user=user_or_none(by))
    mail.refresh_from_db()
    return mail


def prune_mails(*, older_than: timedelta) -> int:
    """Delete mails that ended long ago, in whatever way: they hold addresses. How many."""
    before = timezone.now() - older_than
    done = [Mail.State.SENT, Mail.State.STOPPED, Mail.State.FAILED, Mail.State.UNCERTAIN]
    return Mail.objects.filter(state__in=done, created_at__lt=before).delete()[0]
