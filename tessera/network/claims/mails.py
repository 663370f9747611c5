"""Mails about claims."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.kinds import MailKind, register_mail


def _entry() -> dict[str, Any]:
    return {"name": "Nuria Salcedo", "path": "/en/"}


def _vouch() -> dict[str, Any]:
    return {"name": "Inés Prado", "entry": "Nuria Salcedo", "is_organization": False,
            "path": "/en/"}  # fmt: skip


def _decided() -> dict[str, Any]:
    return {"name": "Nuria Salcedo", "state": "accepted", "is_organization": False, "answer": "",
            "path": "/en/"}  # fmt: skip


LINK = register_mail(MailKind("network.entry", _("Link to claim an entry"), True, _entry))
NOTICE = register_mail(MailKind("network.taken", _("An entry was claimed"), True, _entry))
VOUCH = register_mail(MailKind("network.vouch", _("Request to vouch for a claim"), False, _vouch))
DECIDED = register_mail(MailKind("network.claim", _("Decision on a claim"), True, _decided))
