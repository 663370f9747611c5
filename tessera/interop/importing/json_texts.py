"""CSL-JSON and schema.org's JSON-LD, item by item."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from tessera.interop.importing.json_pieces import items_in
from tessera.interop.importing.rows import FileFaultError, SourceRow
from tessera.interop.importing.texts import lines_of

#: Lists in lists beyond this are nobody's description.
_DEEPEST: Final = 20
_CSL_TYPES: Final = {
    "article-journal": "ART", "article-magazine": "ART", "book": "BOO", "chapter": "CHP",
    "report": "REP", "thesis": "THE", "dataset": "DAT",
}  # fmt: skip
_CSL_FIELDS: Final = {
    "title": "title", "abstract": "summary", "language": "language", "publisher": "publisher",
    "URL": "url", "DOI": "doi", "ISBN": "isbn", "container-title": "container",
    "volume": "volume", "page": "pages", "id": "key",
}  # fmt: skip
_SCHEMA_TYPES: Final = {
    "ScholarlyArticle": "ART", "Article": "ART", "Book": "BOO", "Chapter": "CHP", "Report": "REP",
    "Thesis": "THE", "Dataset": "DAT",
}  # fmt: skip
#: Of what pages say, these are works.
_WORKS: Final = frozenset({
    "Article", "BlogPosting", "Book", "Chapter", "Course", "CreativeWork", "Dataset",
    "DigitalDocument", "Guide", "HowTo", "LearningResource", "Legislation", "NewsArticle",
    "Project", "Report", "ResearchProject", "ScholarlyArticle", "TechArticle", "Thesis",
    "VideoObject",
})  # fmt: skip


def csl_rows(path: Path, encoding: str) -> Iterator[SourceRow]:
    """CSL-JSON, as Zotero and others write it; also ``{"items": […]}`` and JSON Lines."""
    number = 0
    for item in items_in(lines_of(path, encoding)):
        nested = item.get("items") if isinstance(item, dict) else None
        for each in nested if isinstance(nested, list) else [item]:
            number += 1
            yield csl_row(number, each)


def csl_row(number: int, item: Any) -> SourceRow:
    """One item of CSL-JSON."""
    if not isinstance(item, dict):
        return SourceRow(number, {}, "unreadable")
    values: dict[str, list[str]] = {}
    for name, target in _CSL_FIELDS.items():
        value = item.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and str(value).strip():
            values[target] = [_without_tags(str(value))]
    people = item.get("author") or item.get("editor")
    names = [_csl_name(each) for each in people] if isinstance(people, list) else []
    values["authors"] = [name for name in names if name]
    if issued := _csl_date(item.get("issued")):
        values["issued"] = [issued]
    if kind := _CSL_TYPES.get(str(item.get("type"))):
        values["type"] = [kind]
    return SourceRow(number, values)


def _csl_name(person: Any) -> str:
    if not isinstance(person, Mapping):
        return ""
    if literal := person.get("literal") or person.get("name"):
        return str(literal)
    family, given = str(person.get("family") or ""), str(person.get("given") or "")
    particle = str(person.get("non-dropping-particle") or "")
    whole = f"{particle} {family}".strip()
    return f"{whole}, {given}" if given and whole else whole or given


def _csl_date(issued: Any) -> str:
    if not isinstance(issued, Mapping):
        return str(issued or "")
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first and first[0]:
        numbers = [str(each) for each in first[:3] if each]
        return "-".join([numbers[0], *(each.zfill(2) for each in numbers[1:])])
    return str(issued.get("raw") or issued.get("literal") or "")


def jsonld_rows(path: Path, encoding: str) -> Iterator[SourceRow]:
    """What a file of JSON-LD, or a saved web page with such a script, says of works."""
    text = "".join(lines_of(path, encoding))
    is_page = text.lstrip()[:1] == "<"
    blocks = scripts_of(text) if is_page else [text]
    if not blocks:
        raise FileFaultError("no-list")
    number = 0
    for block in blocks:
        for item in items_in([block]):
            for thing in works_in(item):
                if is_work(thing) or not is_page:
                    number += 1
                    yield schema_row(number, thing)


class _Scripts(HTMLParser):
    """Collects the blocks of JSON-LD in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.is_inside = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A script that holds data begins a block."""
        self.is_inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"
        if self.is_inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """The block is over."""
        self.is_inside = False

    def handle_data(self, data: str) -> None:
        """A part of the block."""
        if self.is_inside:
            self.found[-1] += data


def scripts_of(page: str) -> list[str]:
    """The blocks of JSON-LD in a page of HTML."""
    parser = _Scripts()
    parser.feed(page)
    return [each for each in parser.found if each.strip()]


def works_in(item: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The things that are works, also those inside a graph or a list."""
    if depth > _DEEPEST:
        return
    if isinstance(item, list):
        for each in item[:100_000]:
            yield from works_in(each, depth + 1)
    elif isinstance(item, Mapping):
        if "@graph" in item:
            yield from works_in(item["@graph"], depth + 1)
        elif item.get("name") or item.get("headline"):
            kinds = _texts(item.get("@type"))
            if not {"Organization", "Person", "WebSite", "BreadcrumbList"} & set(kinds):
                yield item


def is_work(thing: Mapping[str, Any]) -> bool:
    """Whether it is a work of the field, and not the page itself, a picture or a firm."""
    return any(each.rpartition("/")[2] in _WORKS for each in _texts(thing.get("@type")))


def schema_row(number: int, thing: Mapping[str, Any]) -> SourceRow:
    """One work of schema.org."""
    part = thing.get("isPartOf")
    fields = {
        "title": thing.get("name") or thing.get("headline"),
        "summary": thing.get("abstract") or thing.get("description"),
        "language": thing.get("inLanguage"),
        "issued": thing.get("datePublished") or thing.get("dateCreated"),
        "publisher": thing.get("publisher"),
        "url": thing.get("url") or thing.get("@id"),
        "isbn": thing.get("isbn"),
        "container": part if isinstance(part, Mapping) else None,
        "key": thing.get("@id"),
    }
    values = {name: found for name, value in fields.items() if (found := _texts(value)[:1])}
    if doi := next((each for each in _texts(thing.get("identifier")) if "10." in each), ""):
        values["doi"] = [doi]
    values["authors"] = _authors(thing.get("author") or thing.get("creator"))
    places = thing.get("spatialCoverage") or thing.get("contentLocation")
    values["places"] = _texts(places)
    kinds = (_SCHEMA_TYPES.get(each) for each in _texts(thing.get("@type")))
    if kind := next((each for each in kinds if each), ""):
        values["type"] = [kind]
    if "issued" in values:
        values["issued"] = [values["issued"][0][:10]]
    return SourceRow(number, values)


def _authors(value: Any) -> list[str]:
    """People as “Family, Given” where the parts are told, all else by its name."""
    found: list[str] = []
    for each in (value if isinstance(value, list) else [value])[:200]:
        parts = each if isinstance(each, Mapping) else {}
        family, given = (_texts(parts.get(name))[:1] for name in ("familyName", "givenName"))
        found += [", ".join([*family, *given])] if family else _texts(each)
    return found


def _texts(value: Any, depth: int = 0) -> list[str]:
    """The texts of a value, of a list of values, or of things with a name."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        return [text for each in value[:200] for text in _texts(each, depth + 1)]
    if isinstance(value, Mapping):
        inner = value.get("name") or value.get("@value") or value.get("value") or value.get("@id")
        return _texts(inner, depth + 1)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        text = _without_tags(str(value))
        return [text] if text else []
    return []


def _without_tags(text: str) -> str:
    return " ".join(re.sub(r"</?[a-zA-Z][^<>]{0,200}>", " ", text).split())
