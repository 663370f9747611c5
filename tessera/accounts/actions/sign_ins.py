"""Ending sign-ins: one, or all of them."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.errors import own_account_only
from tessera.accounts.models import User
from tessera.accounts.rules import can_change_account


def end_sign_in(sign_in: UserSession, *, by: Actor) -> None:
    """Sign one browser out.

    Raises:
        NotAllowedError: it is another person's sign-in.
    """
    if not can_change_account(by, sign_in.user):
        raise own_account_only()
    with transaction.atomic():
        Session.objects.filter(session_key=sign_in.session_key).delete()
        sign_in.delete()
        log(sign_in.user, "accounts.user.end_sign_in", user=user_or_none(by))


def sign_out_everywhere(user: User, *, by: Actor, keep: str = "") -> int:
    """Sign all browsers out but the one with the session key ``keep``; how many there were.

    Raises:
        NotAllowedError: it is another person's account.
    """
    if not can_change_account(by, user):
        raise own_account_only()
    with transaction.atomic():
        rows = UserSession.objects.filter(user=user).exclude(session_key=keep)
        keys = list(rows.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        rows.delete()
        log(user, "accounts.user.sign_out_everywhere", user=user_or_none(by))
    return len(keys)
