"""Mails about teams."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.kinds import MailKind, register_mail


def _asked() -> dict[str, Any]:
    return {"organization": "Office for Newcomers", "name": "Nuria Salcedo", "path": "/en/"}


def _invited() -> dict[str, Any]:
    return {"organization": "Office for Newcomers", "path": "/en/"}


def _answer() -> dict[str, Any]:
    return {"organization": "Office for Newcomers", "is_accepted": True, "path": "/en/"}


ASKED = register_mail(MailKind("network.team-asked", _("Request to join a team"), False, _asked))
INVITED = register_mail(
    MailKind("network.team-invited", _("Invitation into a team"), False, _invited)
)
ANSWER = register_mail(MailKind("network.team-answer", _("Answer to a request to join a team"),
                                True, _answer))  # fmt: skip
