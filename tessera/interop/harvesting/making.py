"""From an item to the record that it would become."""

from dataclasses import dataclass, replace
from typing import Any

from tessera.catalogue.bulk import NewRecord
from tessera.interop.harvesting.choosing import Choice
from tessera.interop.harvesting.models import Source
from tessera.interop.harvesting.upstream import Upstream
from tessera.interop.importing.candidates import Candidate, Defaults, Words, candidate
from tessera.interop.importing.rows import LONGEST_KEY, SourceRow
from tessera.interop.importing.translations import add_texts


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
    add_texts(new, item.texts)
    return new
