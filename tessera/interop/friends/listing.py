"""Which friends are named, and to whom."""

from typing import Any, Final

from tessera.interop.friends.hello import MOST_SHOWN
from tessera.interop.friends.models import Friend

_MOST: Final = 50


def oai_addresses() -> list[str]:
    """The OAI-PMH addresses of friends, for ``Identify``. One query."""
    rows = Friend.objects.filter(state=Friend.State.FRIENDS, source__isnull=False)
    return list(rows.values_list("source__address", flat=True)[:_MOST])


def homes_shown() -> list[str]:
    """The homes of those whose records we take in, for our own document. One query."""
    rows = Friend.objects.filter(state=Friend.State.FRIENDS)
    return list(rows.order_by("pk").values_list("home", flat=True)[:MOST_SHOWN])


def on_page() -> Any:
    """What editors see: who asks appears once its own document said that it shows our records."""
    asks = Friend.State.ASKS
    unknown = Friend.objects.filter(state=asks).exclude(shows_us=True)
    return Friend.objects.exclude(pk__in=unknown.values("pk")).select_related("source")


def asking() -> int:
    """How many sites wait for an answer. One query."""
    return Friend.objects.filter(state=Friend.State.ASKS, shows_us=True).count()
