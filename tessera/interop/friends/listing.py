"""What harvesters are told of our friends."""

from typing import Final

from tessera.interop.friends.models import Friend

_MOST: Final = 50


def oai_addresses() -> list[str]:
    """The OAI-PMH addresses of friends, for ``Identify``. One query."""
    rows = Friend.objects.filter(state=Friend.State.FRIENDS, source__isnull=False)
    return list(rows.values_list("source__address", flat=True)[:_MOST])
