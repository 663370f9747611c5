"""Mails about offers and seeks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.kinds import MailKind, register_mail


def _sample() -> dict[str, Any]:
    return {
        "path": "/en/exchange/",
        "title": "A study visit to a welcome desk",
        "other": "Three days at our welcome desk",
        "is_passed": True,
        "text": "…",
    }


def _mentoring() -> dict[str, Any]:
    return {"path": "/en/account/mentoring/", "name": "Nuria Salcedo", "what": "check"}


MENTOR_ASKED = register_mail(
    MailKind("exchange.mentor_asked", _("Somebody proposes mentoring"), False, _mentoring)
)
MENTORING = register_mail(
    MailKind("exchange.mentoring", _("Something about your mentoring"), True, _mentoring)
)
MATCH = register_mail(
    MailKind("exchange.match", _("Something fits what you offer or seek"), False, _sample)
)
DECIDED = register_mail(
    MailKind("exchange.decided", _("Decision about what you offer or seek"), True, _sample)
)
