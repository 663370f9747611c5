"""Being erased: asked for, thought better of, and carried out."""

import logging
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from tessera.accounts.actors import SYSTEM, Actor, SystemActor, user_or_none
from tessera.accounts.errors import AccountError, own_account_only
from tessera.accounts.mails import tell_about_erasure
from tessera.accounts.models import Erasure, User
from tessera.accounts.personal_data import Fate, registered
from tessera.accounts.rules import can_change_account
from tessera.lib.errors import NotAllowedError

logger = logging.getLogger(__name__)
COOLING_OFF: Final = timedelta(days=14)


def ask_erasure(user: User, *, by: Actor, fate: Fate) -> Erasure:
    """Have the account erased when the cooling-off period is over; its address is told.

    Raises:
        NotAllowedError: it is another person's account.
        AccountError: the last administrator would go.
    """
    if not can_change_account(by, user):
        raise own_account_only()
    with transaction.atomic():
        administrators = User.objects.filter(is_superuser=True, is_active=True)
        if user.is_superuser and not administrators.exclude(pk=user.pk).exists():
            message = gettext("You are the last administrator. Name another one first.")
            raise AccountError(message)
        now = timezone.now()
        erasure, _made = Erasure.objects.update_or_create(
            user=user, defaults={"fate": fate, "asked_at": now, "due_at": now + COOLING_OFF}
        )
        tell_about_erasure(erasure)
        log(user, "accounts.user.ask_erasure", user=user_or_none(by))
    return erasure


def cancel_erasure(user: User, *, by: Actor) -> None:
    """Keep the account after all.

    Raises:
        NotAllowedError: it is another person's account.
    """
    if not can_change_account(by, user):
        raise own_account_only()
    with transaction.atomic():
        if Erasure.objects.filter(user=user, done_at=None).delete()[0]:
            log(user, "accounts.user.cancel_erasure", user=user_or_none(by))


def carry_out_erasure(erasure: Erasure, *, by: Actor) -> None:
    """Erase the person from every room, in one transaction.

    Raises:
        NotAllowedError: somebody else than the system asks, or the time has not come.
    """
    if not isinstance(by, SystemActor) or erasure.due_at > timezone.now() or erasure.done_at:
        raise NotAllowedError(gettext("This account is not due for erasure."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=erasure.user_id)
        log(user, "accounts.user.erase")
        entries = sorted(registered(), key=lambda entry: entry.model is User)
        for entry in entries:  # The account itself comes last.
            entry.erase(user, Fate(erasure.fate))
        erasure.done_at = timezone.now()
        erasure.save(update_fields=["done_at"])


def carry_out_due_erasures() -> int:
    """For the clock: erase all who are due; how many there were. One failing keeps no other."""
    done = 0
    for erasure in Erasure.objects.filter(done_at=None, due_at__lte=timezone.now()):
        try:
            carry_out_erasure(erasure, by=SYSTEM)
            done += 1
        except Exception:
            logger.exception("An erasure failed", extra={"erasure": erasure.pk})
    return done
