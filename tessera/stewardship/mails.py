"""Mails about corrections, and those that ask whether a record is still correct."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail
from tessera.stewardship.models import Correction


def _sample() -> dict[str, Any]:
    return {"path": "/en/", "title": "Language cafés", "due": "2026-12-09", "state": "accepted",
            "text": "…", "answer": "…", "record_path": "/en/", "verified": "2025-10-09",
            "is_last": True, "silent": 3, "stale": 12, "late": 2}  # fmt: skip


RECEIPT = register_mail(
    MailKind("stewardship.receipt", _("Receipt for a correction"), True, _sample)
)
ANSWER = register_mail(MailKind("stewardship.answer", _("Answer to a correction"), True, _sample))
ASK = register_mail(MailKind("stewardship.ask", _("Is a record still correct?"), False, _sample))
UPKEEP = register_mail(MailKind("stewardship.upkeep", _("What nobody answers for"), False, _sample))
OWED = register_mail(
    MailKind("stewardship.owed", _("Answers that readers are owed"), True, _sample)
)


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
