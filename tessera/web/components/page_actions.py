"""Links that upper rooms put on the pages of lower ones, such as the one that follows a person.

The page knows only of what kind it is and its identifier; the room that adds the link knows the
rest.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class PageAction:
    """A link on every page of a ``kind``; ``address`` makes it from the identifier."""

    kind: str
    label: str | Promise
    address: Callable[[str], str]


_actions: dict[tuple[str, str], PageAction] = {}


def add_page_action(name: str, action: PageAction) -> None:
    """Show a link; again for the same name and kind replaces it."""
    _actions[(name, action.kind)] = action


def page_actions(kind: str, identifier: str) -> list[tuple[str, str | Promise]]:
    """Address and words of the links of one page."""
    found = [each for (_name, of), each in sorted(_actions.items()) if of == kind]
    return [(each.address(identifier), each.label) for each in found]
