"""Keeping somebody away. A block holds everywhere and in both directions."""

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.network.models import Block

if TYPE_CHECKING:
    from tessera.accounts.models import User

_MOST = 500


def is_blocked(a: "User", b: "User") -> bool:
    """Whether one of two keeps the other away. One query."""
    pair = models.Q(by=a, blocked=b) | models.Q(by=b, blocked=a)
    return Block.objects.filter(pair).exists()


def blocked_ids(user: "User") -> frozenset[int]:
    """The users who do not meet ``user``, whoever of the two wished it. One query."""
    pairs = Block.objects.filter(models.Q(by=user) | models.Q(blocked=user))
    rows = pairs.values_list("by_id", "blocked_id")
    return frozenset(one for pair in rows for one in pair if one != user.pk)


def block_member(blocked: "User", *, by: "User") -> Block:
    """Keep a member away from now on; the other is not told. Twice is once.

    Raises:
        NotAllowedError: the account is not active.
        TesseraError: it is oneself, or there are too many blocks.
    """
    if not by.is_active:
        raise NotAllowedError(_("Your account is not active."))
    if by.pk == blocked.pk:
        raise TesseraError(_("You cannot block yourself."))
    if Block.objects.filter(by=by).count() >= _MOST:
        raise TesseraError(_("You have blocked as many members as this site keeps."))
    with transaction.atomic():
        block, is_new = Block.objects.get_or_create(by=by, blocked=blocked)
        if is_new:
            log(by, "network.member.block", user=by)
    return block


def unblock_member(blocked: "User", *, by: "User") -> None:
    """Meet a member again."""
    with transaction.atomic():
        if Block.objects.filter(by=by, blocked=blocked).delete()[0]:
            log(by, "network.member.unblock", user=by)
