"""Questions over published things."""

from typing import Any

from django.db import transaction

from tessera.changes.actions import announce_many
from tessera.changes.models import Change


class AnnouncesDeletion:
    """Deleting many at once, as the lists of the back office do, is announced like deleting one."""

    model: Any

    def delete(self) -> Any:
        """Delete all of them, and say so."""
        with transaction.atomic():
            identifiers = list(self.values_list("identifier", flat=True))  # type: ignore[attr-defined]
            announce_many(
                kind=self.model.change_kind, identifiers=identifiers, what=Change.What.REMOVED
            )
            return super().delete()  # type: ignore[misc]

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]
