"""Mails about corrections: a receipt, and the answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail
from tessera.stewardship.models import Correction


def _sample() -> dict[str, Any]:
    return {"path": "/en/", "title": "Language cafés", "due": "2026-12-09", "state": "accepted",
            "text": "…", "answer": "…"}  # fmt: skip


RECEIPT = register_mail(
    MailKind("stewardship.receipt", _("Receipt for a correction"), True, _sample)
)
ANSWER = register_mail(MailKind("stewardship.answer", _("Answer to a correction"), True, _sample))


def tell_sender(correction: Correction, kind: MailKind) -> None:
    """Queue a mail, if the sender left an address.

    A receipt repeats the text only to an account: an address that anybody may type must not
    carry a stranger's words to somebody else.
    """
    to = correction.sender or correction.email
    if not to:
        return
    context = {
        "path": correction.record.get_absolute_url(),
        "title": str(correction.record),
        "due": correction.due_at.date().isoformat(),
        "state": correction.state,
        "text": correction.text if correction.sender else "",
        "answer": correction.answer,
    }
    send_mail(kind, to=to, context=context, language=correction.language)
