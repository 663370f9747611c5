"""What an address of a group library of Zotero names: the group, and perhaps one collection."""

import re
from typing import Final

_GROUP: Final = re.compile(r"/groups/(\d{1,12})(?![\d])")
_COLLECTION: Final = re.compile(r"/collections/([A-Z0-9]{8})(?![A-Z0-9])")


def group_of(address: str) -> str:
    """The number of the group; empty when there is none."""
    found = _GROUP.search(address)
    return found[1] if found else ""


def is_collection(address: str) -> bool:
    """Whether it names one collection."""
    return _COLLECTION.search(address) is not None


def place_of(address: str) -> str:
    """Where below the group's address in the API the items stand."""
    found = _COLLECTION.search(address)
    return f"collections/{found[1]}/items/top" if found else "items/top"
