"""Name and language."""

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.errors import AccountError, own_account_only
from tessera.accounts.models import User
from tessera.accounts.rules import can_change_account


def save_preferences(user: User, *, by: Actor, name: str, language: str) -> User:
    """Keep how somebody is called, and in which language we write.

    Raises:
        NotAllowedError: it is another person's account.
        AccountError: there is no such language.
    """
    if not can_change_account(by, user):
        raise own_account_only()
    if language not in dict(settings.LANGUAGES):
        raise AccountError(language)
    user.first_name, user.last_name, user.language = name.strip()[:150], "", language
    with transaction.atomic():
        user.save(update_fields=["first_name", "last_name", "language"])
        log(user, "accounts.user.preferences", user=user_or_none(by))
    return user
