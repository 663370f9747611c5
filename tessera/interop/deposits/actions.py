"""What administrators and operators do about DOIs; the rest happens by itself."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.interop.deposits.models import Deposit
from tessera.interop.deposits.queueing import queue_all
from tessera.interop.deposits.rules import can_manage_deposits, is_on
from tessera.lib.errors import NotAllowedError, TesseraError


class NotSetUpError(TesseraError):
    """No prefix, repository or secret is set."""


def try_again(deposit: Deposit, *, by: Actor) -> Deposit:
    """Queue what the registry refused or did not take, to be sent at once.

    Raises:
        NotAllowedError: the actor does not look after DOIs.
    """
    if not can_manage_deposits(by):
        raise NotAllowedError(_("You may not register DOIs."))
    with transaction.atomic():
        Deposit.objects.filter(pk=deposit.pk).update(
            asked=F("asked") + 1, due_at=timezone.now(), attempts=0, is_refused=False, problem="",
            digest="",
        )  # fmt: skip
        log(
            deposit,
            "interop.deposit.try_again",
            user=user_or_none(by),
            data={"record": deposit.identifier},
        )
    deposit.refresh_from_db()
    return deposit


def queue_earlier_records(*, again: bool) -> int:
    """Queue records that were published before DOIs were set up; how many. For the command line.

    Raises:
        NotSetUpError: nothing could be registered.
    """
    if not is_on():
        message = "Set TESSERA_DOI_PREFIX, TESSERA_DOI_REPOSITORY and TESSERA_DOI_SECRET first."
        raise NotSetUpError(message)
    return queue_all(again=again)
