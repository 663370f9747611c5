"""Texts in all languages of one record, as another Tessera has them."""

from collections.abc import Iterable, Mapping
from typing import Final

from tessera.catalogue.bulk import NewRecord
from tessera.catalogue.models import RecordText
from tessera.lib.languages import normalize_tag
from tessera.network.models import TextStatus

_COLUMNS: Final = frozenset(field.name for field in RecordText._meta.concrete_fields) - {
    "id", "record", "language", "status", "is_outdated",
}  # fmt: skip
_MOST_OF: Final = {
    name: RecordText._meta.get_field(name).max_length or 6000  # type: ignore[union-attr]
    for name in _COLUMNS
}


def add_texts(new: NewRecord, texts: Iterable[Mapping[str, str]]) -> None:
    """Give a new record its texts: its own language's, and the translations."""
    own = new.values["original_language"]
    for given in texts:
        text = _text(given)
        if text["language"] == own:
            new.text = {**new.text, **text}
        elif text.get("title"):
            new.translations.append({"status": TextStatus.MACHINE, **text})


def _text(given: Mapping[str, str]) -> dict[str, str]:
    """A text with the columns that we have, none longer than it may be."""
    text = {
        name: value[: _MOST_OF[name]] for name, value in given.items() if name in _COLUMNS and value
    }
    text["language"] = normalize_tag(given.get("language", ""))[:16]
    if given.get("status") in TextStatus.values:
        text["status"] = given["status"]
    return text
