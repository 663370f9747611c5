"""Questions over submissions."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from tessera.accounts.models import User


class SubmissionQuerySet(models.QuerySet[Any]):
    """Questions over submissions; each can be asked of another's answer."""

    def written_by(self, user: "User") -> "SubmissionQuerySet":
        """Those that a user began or writes along with."""
        accepted = Q(co_authors__user=user, co_authors__accepted_at__isnull=False)
        return self.filter(Q(author=user) | accepted).distinct()

    def in_states(self, *states: str) -> "SubmissionQuerySet":
        """Those in one of these states."""
        return self.filter(state__in=states)
