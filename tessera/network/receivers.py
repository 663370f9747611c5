"""What an account means for the entry that belongs to it."""

from collections.abc import Collection
from typing import Any

from tessera.accounts.models import User
from tessera.network.directory.entries import refresh_entries
from tessera.network.models import Person


def follow_account(
    sender: type[User],
    instance: User,
    created: bool,
    update_fields: Collection[str] | None = None,
    **kwargs: Any,
) -> None:
    """Whose account was suspended or is active again is not found, or found again."""
    if created or (update_fields is not None and "is_active" not in update_fields):
        return
    if people := list(Person.objects.filter(user=instance)):
        refresh_entries(people)
