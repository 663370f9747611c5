"""Works that a web page describes in JSON-LD with the words of schema.org."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from tessera.interop.harvesting.oai_records import licence_in
from tessera.interop.harvesting.upstream import Upstream
from tessera.interop.importing.json_texts import is_work, schema_row, scripts_of, works_in
from tessera.lib.fetching import Fetched

_MOST: Final = 50


def works_of(page: Fetched) -> list[Upstream]:
    """The works of a page; the page's address is the identifier of its only one."""
    found: list[Mapping[str, Any]] = []
    for block in scripts_of(_decoded(page)):
        try:
            content = json.loads(block)
            found += [each for each in works_in(content) if is_work(each)]
        except (ValueError, RecursionError):
            continue
    works = found[:_MOST]
    return [_item(each, page.address, number, len(works)) for number, each in enumerate(works)]


def _item(thing: Mapping[str, Any], address: str, number: int, count: int) -> Upstream:
    values = {name: list(each) for name, each in schema_row(0, thing).values.items() if each}
    values.pop("key", None)
    own = values.get("url", [""])[0] if count > 1 else ""
    place = f"{address}#{number}" if count > 1 else address
    values["url"] = [own if own.startswith("http") else place]
    words = thing.get("keywords")
    listed = words if isinstance(words, list) else re.split(r"[,;]", str(words or ""))
    values["subjects"] = [str(each).strip() for each in listed if str(each).strip()][:50]
    licence = thing.get("license")
    values["licence"] = [
        each for each in [licence_in(str(licence.get("url") or licence.get("name"))
                                     if isinstance(licence, dict) else str(licence or ""))]
        if each
    ]  # fmt: skip
    named = thing.get("@id")
    key = named if count > 1 and isinstance(named, str) and named else place
    return Upstream(key, {name: each for name, each in values.items() if each}, address=address)


def _decoded(page: Fetched) -> str:
    try:
        return page.body.decode("utf-8")
    except UnicodeDecodeError:
        said = re.search(r"charset=[\"']?([\w-]{2,30})", page.headers.get("content-type", ""))
        try:
            return page.body.decode(said[1] if said else "latin-1", "replace")
        except LookupError:
            return page.body.decode("latin-1")
