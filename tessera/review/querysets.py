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

    def unfinished(self) -> "SubmissionQuerySet":
        """Of records that are being written, or that the editors have not decided about."""
        # The models use this query set.
        from tessera.review.models.submissions import BEFORE_A_DECISION, ORGANIZATION

        return self.filter(state__in=BEFORE_A_DECISION).exclude(kind=ORGANIZATION)

    def unpublished(self) -> "SubmissionQuerySet":
        """Those of them whose record nobody can read yet."""
        return self.unfinished().exclude(record__live=True)
