"""What becomes of drafts that members show each other."""

from typing import Any

from tessera.catalogue.models import Record
from tessera.communities.actions.showing import forget_draft, forget_showing, put_on_shelf


def keep_published(identifier: str, record: Record, **kwargs: Any) -> None:
    """A draft became a public record."""
    put_on_shelf(identifier, record)


def forget_ended(identifier: str, **kwargs: Any) -> None:
    """A draft was thrown away, declined or erased."""
    forget_draft(identifier)


def forget_left(identifier: str, user: int, **kwargs: Any) -> None:
    """Somebody does not write along any more."""
    forget_showing(identifier, user)
