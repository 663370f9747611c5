"""Mails of this room, in the recipient's language."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tessera.accounts.models import Sanction
from tessera.lib.personal_links import make_token, read_token

APPEAL: Final = "accounts.appeal"
#: As long as the longest suspension.
_DAYS: Final = timedelta(days=366).days


def tell_about_suspension(sanction: Sanction) -> None:
    """Say why, until when, and where to appeal."""
    _send(sanction, "muted" if sanction.is_mute else "suspended")


def tell_answer(sanction: Sanction) -> None:
    """Say that the suspension has ended, or why it goes on."""
    _send(sanction, "mute_answered" if sanction.is_mute else "suspension_answered")


def _send(sanction: Sanction, name: str) -> None:
    with translation.override(sanction.user.language or settings.LANGUAGE_CODE):
        path = reverse("account_appeal", args=[make_token(APPEAL, str(sanction.pk))])
        context: dict[str, Any] = {
            "sanction": sanction,
            "link": f"{settings.BASE_URL}{path}",
            "site_name": settings.SITE_NAME,
        }
        subject = render_to_string(f"accounts/mails/{name}.subject.txt", context).strip()
        text = render_to_string(f"accounts/mails/{name}.txt", context)
        send_mail(subject, text, None, [sanction.user.email])


def sanction_of(token: str) -> Sanction | None:
    """The suspension that a link from a mail is about.

    Raises:
        InvalidLinkError: the link is not ours or too old.
    """
    number = read_token(APPEAL, token, days=_DAYS)
    return Sanction.objects.select_related("user").filter(pk=number).first()
