"""Mails of the network: messages passed on, decisions of moderators, and the end of consent."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail


def _message() -> dict[str, Any]:
    return {"name": "Nuria Salcedo", "text": "…", "path": "/en/", "is_answer": False}


def _decision() -> dict[str, Any]:
    return {"answer": "…", "is_upheld": True, "about": "Nuria Salcedo", "path": "/en/"}


def _hidden() -> dict[str, Any]:
    return {"answer": "…", "path": "/en/"}


def _consent() -> dict[str, Any]:
    return {"until": "2026-12-09", "path": "/en/"}


CONSENT = register_mail(MailKind("network.consent", _("End of an agreement"), True, _consent))
MESSAGE = register_mail(MailKind("network.message", _("Message to a person"), False, _message))
DECISION = register_mail(MailKind("network.decision", _("Decision on a report"), True, _decision))
HIDDEN = register_mail(MailKind("network.hidden", _("A profile was hidden"), True, _hidden))
REMOVED = register_mail(MailKind("network.removed", _("A message was taken away"), True, _hidden))


def tell_reporter(reporter: Any, *, about: str, is_upheld: bool, answer: str, path: str) -> None:
    """What became of a report, in whatever room; those who left are told nothing."""
    if reporter is not None and reporter.is_active:
        context = {"answer": answer, "is_upheld": is_upheld, "about": about, "path": path}
        send_mail(DECISION, to=reporter, context=context)
