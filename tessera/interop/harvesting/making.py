"""From an item to the record that it would become."""

from dataclasses import dataclass, replace
from typing import Any, Final

from tessera.catalogue.bulk import NewRecord
from tessera.catalogue.models import RecordText
from tessera.interop.harvesting.choosing import Choice
from tessera.interop.harvesting.models import Source
from tessera.interop.harvesting.upstream import Upstream
from tessera.interop.importing.candidates import Candidate, Defaults, Words, candidate
from tessera.interop.importing.rows import LONGEST_KEY, SourceRow
from tessera.lib.languages import normalize_tag
from tessera.network.models import TextStatus

_COLUMNS: Final = frozenset(field.name for field in RecordText._meta.concrete_fields) - {
    "id", "record", "language", "status", "is_outdated",
}  # fmt: skip
_MOST_OF = {
    name: RecordText._meta.get_field(name).max_length or 6000  # type: ignore[union-attr]
    for name in _COLUMNS
}


@dataclass(frozen=True)
class Tools:
    """What makes records of a source's items; read once for a run."""

    source: Source
    choice: Choice
    words: Words
    defaults: Defaults

    @classmethod
    def of(cls, source: Source) -> "Tools":
        """The tools for a source."""
        defaults = Defaults(source.kind, source.language, source.name)
        return cls(source, Choice(source), Words(), defaults)


def made(item: Upstream, tools: Tools, themes: list[str]) -> Candidate:
    """The record that the item would become, or what speaks against it."""
    values = {name: list(each) for name, each in item.values.items()}
    values["themes"] = themes
    if not values.get("licence") and tools.source.licence:
        values["licence"] = [tools.source.licence]
    if not values.get("url") and item.address and not item.home:
        values["url"] = [item.address]
    values.pop("key", None)
    row = SourceRow(0, values)
    if len(item.key) > LONGEST_KEY:
        return Candidate(row, title=row.one("title")[:200], said=[("long-key", "", item.key[:60])])
    each = candidate(row, tools.defaults, tools.words)
    if each.record:
        each.record = _with_origin(each.record, item)
    return each


def again(kept: dict[str, Any], item: Upstream, tools: Tools) -> Candidate:
    """The same of what a link keeps: what the item said when it was last taken over."""
    before = replace(
        item, values=kept.get("values", {}), texts=tuple(kept.get("texts", ())), is_deleted=False
    )
    return made(before, tools, tools.choice.themes_of(before))


def _with_origin(new: NewRecord, item: Upstream) -> NewRecord:
    new.values["provenance_id"] = item.key
    if item.address and len(item.address) <= 500:
        new.values["provenance_url"] = item.address
    if item.home:
        new.values["home"] = item.home[:300]
        new.values["identifier"] = item.identifier
        if title := item.row.one("original_title"):
            new.values["original_title"] = title[:300]
    texts = [_text(each) for each in item.texts]
    own = new.values["original_language"]
    for text in texts:
        if text["language"] == own:
            new.text = {**new.text, **text}
        elif text.get("title"):
            new.translations.append({"status": TextStatus.MACHINE, **text})
    return new


def _text(given: dict[str, str]) -> dict[str, str]:
    """A text with the columns that we have, none longer than it may be."""
    text = {
        name: value[: _MOST_OF[name]] for name, value in given.items() if name in _COLUMNS and value
    }
    text["language"] = normalize_tag(given["language"])[:16]
    if given.get("status") in TextStatus.values:
        text["status"] = given["status"]
    return text
