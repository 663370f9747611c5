"""What the pages of editors ask for."""

from django.db.models import QuerySet

from tessera.catalogue.models import Record, RecordLink
from tessera.lib.link_states import LinkState

TROUBLED = (LinkState.DEAD, LinkState.SOFT_404, LinkState.ARCHIVED_ONLY, LinkState.REDIRECT)


def troubled_links() -> "QuerySet[RecordLink]":
    """Links of public records that want a new address, the longest known first."""
    return (
        RecordLink.objects.filter(record__in=Record.objects.public(), state__in=TROUBLED)
        .select_related("record")
        .prefetch_related("record__texts")
        .order_by("state", "last_ok_at", "pk")
    )
