"""Mails that other parts of the program wrote, libraries among them: into the same queue.

Django sends every mail through the backend that its settings name. This one writes the mail down in
the present transaction, and the worker hands it over like any other.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail


def _sample() -> dict[str, Any]:
    return {"subject": "123-456", "text": "123-456"}


#: About somebody's account, or about work in the back office: never unasked.
WRITTEN: Final = register_mail(
    MailKind("notifications.written", _("About accounts and the back office"), True, _sample)
)


class EmailBackend(BaseEmailBackend):
    """Queues subject and text of each mail, one for each recipient.

    Mails with files are handed over at once: the queue keeps words only.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the mails; how many."""
        for message in email_messages:
            if message.attachments:
                get_connection(settings.MAIL_SERVER_BACKEND).send_messages([message])
            else:
                self._queue(message)
        return len(email_messages)

    def _queue(self, message: EmailMessage) -> None:
        context = {"subject": str(message.subject), "text": str(message.body).strip()}
        language = get_language() or settings.LANGUAGE_CODE
        with transaction.atomic():
            for address in message.recipients():
                send_mail(WRITTEN, to=address, context=context, language=language)
