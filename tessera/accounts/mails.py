"""Mails of this room, in the recipient's language."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tessera.accounts.models import Erasure, Sanction, User
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


def tell_about_erasure(erasure: Erasure) -> None:
    """Say when the account will be erased, and where it is kept: it may have been somebody else."""
    with translation.override(_language_of(erasure.user)):
        context = {"erasure": erasure, "link": f"{settings.BASE_URL}{reverse('account_own_data')}"}
        _write("erasure_asked", context, to=erasure.user)


def appeal_path(sanction: Sanction) -> str:
    """Where somebody reads the reason and appeals, in the present language; without signing in."""
    return reverse("account_appeal", args=[make_token(APPEAL, str(sanction.pk))])


def _send(sanction: Sanction, name: str) -> None:
    with translation.override(_language_of(sanction.user)):
        context = {"sanction": sanction, "link": f"{settings.BASE_URL}{appeal_path(sanction)}"}
        _write(name, context, to=sanction.user)


def _language_of(user: User) -> str:
    return user.language or settings.LANGUAGE_CODE


def _write(name: str, context: dict[str, Any], *, to: User) -> None:
    context = {**context, "site_name": settings.SITE_NAME}
    subject = render_to_string(f"accounts/mails/{name}.subject.txt", context).strip()
    text = render_to_string(f"accounts/mails/{name}.txt", context)
    send_mail(subject, text, None, [to.email])


def sanction_of(token: str) -> Sanction | None:
    """The suspension that a link from a mail is about.

    Raises:
        InvalidLinkError: the link is not ours or too old.
    """
    number = read_token(APPEAL, token, days=_DAYS)
    return Sanction.objects.select_related("user").filter(pk=number).first()
