"""Keeping somebody away. A block holds everywhere and in both directions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

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


def blocked_pairs(users: Iterable[int]) -> dict[int, set[int]]:
    """User → those who do not meet them, for each of ``users`` who has any. One query."""
    some = set(users)
    rows = Block.objects.filter(models.Q(by__in=some) | models.Q(blocked__in=some))
    apart: dict[int, set[int]] = {}
    for one, other in rows.values_list("by_id", "blocked_id"):
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    return {user: apart[user] for user in some & apart.keys()}


def blocked_by(user: Any) -> frozenset[int]:
    """Whom a reader keeps away; nobody for strangers, and one query for others."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(Block.objects.filter(by=user).values_list("blocked_id", flat=True))


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
