"""The header's links for people who are signed in; rooms add theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

_links: list["AccountLink"] = []


def everybody(user: Any) -> bool:
    """The link is for all who are signed in."""
    return True


@dataclass(frozen=True)
class AccountLink:
    """``url_name`` is a name in the URLconf, or an address; ``is_for`` may cost queries, which
    every page pays that a signed-in person opens.
    """

    url_name: str
    label: str | Promise
    order: int = 100
    is_for: Callable[[Any], bool] = everybody


def add_account_link(link: AccountLink) -> None:
    """Show a link in the account menu; again for the same name replaces it."""
    _links[:] = sorted(
        [*(each for each in _links if each.url_name != link.url_name), link],
        key=lambda each: each.order,
    )


def account_links(user: Any) -> list[AccountLink]:
    """The links for this person, in order."""
    return [link for link in _links if link.is_for(user)]
