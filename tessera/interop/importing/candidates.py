"""From a row to the record that it would become, with what was refused or left out."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tessera.catalogue.bulk import NewRecord
from tessera.catalogue.models import KIND_MODELS, Record
from tessera.interop.importing.dois import normal_doi
from tessera.interop.importing.rows import LONGEST_KEY, LONGEST_VALUE, REFUSING, SourceRow
from tessera.interop.importing.translations import add_texts
from tessera.lib.languages import normalize_tag
from tessera.lib.periods import InvalidDateError, parse_years
from tessera.network.models import OrganizationText
from tessera.vocabularies.labels import labels

_TAG: Final = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$")
_ADDRESS: Final = re.compile(r"^https?://[^\s/?#]+\.[^\s]+$", re.I)
_YEAR: Final = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_LONGEST_TITLE, _LONGEST_OWN_TITLE, _LONGEST_SUMMARY, _LONGEST_TEXT = 200, 300, 800, 6000
Said = tuple[str, str, str]
#: Kind → field and scheme of what a row calls its type.
_TYPES: Final[dict[str, tuple[str, str]]] = {
    Record.Kind.ACADEMIC: ("publication_type", "AT"),
    Record.Kind.LEARNING: ("learning_kind", "LK"),
}


@dataclass(frozen=True)
class Defaults:
    """What a batch says for rows that do not say it themselves."""

    kind: str
    language: str
    source: str


@dataclass
class Candidate:
    """A row as it would be added; ``said`` are code, field and value of each fault or note."""

    row: SourceRow
    title: str = ""
    record: NewRecord | None = None
    said: list[Said] = field(default_factory=list)
    keys: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be added."""
        return any(code in REFUSING for code, _field, _value in self.said)


class Words:
    """Finds concepts and places by code, and by any of their names in any language."""

    def __init__(self) -> None:
        picture = labels()
        self.concepts = {
            scheme: self._table(picture.scheme(scheme), lambda each: each.preferred.values())
            for scheme in ("TH", "TG", "LI", "AT", "LK", "RT")
        }
        languages = ("en", "fr", "es", "ar", "ru", "zh-hans", "tr")
        self.places = self._table(
            picture.places.values(), lambda place: [place.label(tag) for tag in languages]
        )
        names = OrganizationText.objects.filter(organization__live=True).order_by("-pk")
        self.organizations = {
            name.casefold(): pk for name, pk in names.values_list("name", "organization_id")
        }

    @staticmethod
    def _table(entries: Iterable[Any], names: Callable[[Any], Iterable[str]]) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for entry in entries:
            for name in (entry.code, *names(entry)):
                table.setdefault(name.casefold(), entry)
        return table


def candidate(row: SourceRow, defaults: Defaults, words: Words) -> Candidate:
    """Check a row and make of it what would be added."""
    made = Candidate(row, title=row.one("title")[:_LONGEST_TITLE])
    made.said.extend(_faults(row))
    if made.is_refused:
        return made
    kind = _kind(row, defaults, words, made.said)
    language = normalize_tag(row.one("language")) if row.one("language") else defaults.language
    language = _LANGUAGE_NAMES.get(language, language)
    if not _TAG.match(language):
        made.said.append(("bad-language", "language", row.one("language")[:60]))
    if made.is_refused:
        return made
    made.record = _new_record(row, kind, language, defaults, words, made.said)
    add_texts(made.record, row.texts)
    made.keys = keys_of(
        made.title,
        made.record.values.get("issued", ""),
        made.record.values.get("source_url", ""),
        [value for _scheme, value in made.record.identifiers],
    )
    return made


#: Some write a language's name, or its three letters.
_LANGUAGE_NAMES: Final = {
    "english": "en", "eng": "en", "french": "fr", "fre": "fr", "fra": "fr", "français": "fr",
    "spanish": "es", "spa": "es", "español": "es", "arabic": "ar", "ara": "ar", "russian": "ru",
    "rus": "ru", "chinese": "zh-hans", "zho": "zh-hans", "turkish": "tr", "tur": "tr",
    "german": "de", "deu": "de", "ger": "de", "ngerman": "de", "italian": "it", "ita": "it",
}  # fmt: skip


def _faults(row: SourceRow) -> Iterator[Said]:
    if row.fault:
        yield row.fault, "doi" if row.fault == "not-found" else "", row.one("doi")[:100]
        return
    if not row.one("title"):
        yield "no-title", "title", ""
    if len(row.one("key")) > LONGEST_KEY:
        yield "long-key", "key", row.one("key")[:60]
    for name, values in row.values.items():
        for value in values:
            if len(value) > LONGEST_VALUE:
                yield "too-long", name, ""
            elif value.startswith(("=", "@")):
                yield "formula", name, value[:60]


def _kind(row: SourceRow, defaults: Defaults, words: Words, said: list[Said]) -> str:
    text = row.one("kind")
    if not text:
        return defaults.kind
    entry = words.concepts["RT"].get(text.casefold())
    code = entry.code if entry else text.upper()
    if code not in KIND_MODELS:
        said.append(("bad-kind", "kind", text[:60]))
    return code


def _new_record(
    row: SourceRow, kind: str, language: str, defaults: Defaults, words: Words, said: list[Said]
) -> NewRecord:
    title, summary = row.one("title"), row.one("summary")
    text = {"title": _short(title, _LONGEST_TITLE, said), "summary": ""}
    if len(summary) > _LONGEST_SUMMARY and kind == Record.Kind.ACADEMIC:
        text["abstract"] = _short(summary, _LONGEST_TEXT, said)
        text["summary"] = _short(summary, _LONGEST_SUMMARY, [])
    else:
        text["summary"] = _short(summary, _LONGEST_SUMMARY, said)
    values: dict[str, Any] = {
        "original_language": language,
        "source_language": language,
        "provenance_system": defaults.source[:80],
        "provenance_id": row.one("key"),
    }
    if len(title) > _LONGEST_TITLE:
        values["original_title"] = _short(title, _LONGEST_OWN_TITLE, [])
    if issued := _date(row, said):
        values["issued"] = issued
    if address := _address(row, said):
        values["source_url"] = address
    concepts = _linked(row, words, said)
    if kind == Record.Kind.ACADEMIC:
        values |= _of_academic(row)
    if kind in _TYPES:
        name, scheme = _TYPES[kind]
        if entry := words.concepts[scheme].get(row.one("type").casefold()):
            concepts[name] = [entry.pk]
    return NewRecord(
        kind=kind,
        values=values,
        text=text,
        creators=_creators(row),
        identifiers=list(_identifiers(row, said)),
        concepts=concepts,
        places=_places(row, words, said),
        publisher=words.organizations.get(row.one("publisher").casefold()),
    )


def _short(text: str, most: int, said: list[Said]) -> str:
    if len(text) <= most:
        return text
    said.append(("shortened", "", ""))
    return f"{text[: most - 1].rsplit(' ', 1)[0]}…"[:most]


def _date(row: SourceRow, said: list[Said]) -> str:
    text = row.one("issued").replace("/", "-").strip("- ")
    if not text:
        return ""
    try:
        parse_years(text[:40])
    except InvalidDateError:
        if year := _YEAR.search(text):
            return year[0]
        said.append(("bad-date", "issued", text[:60]))
        return ""
    return text[:40]


def _address(row: SourceRow, said: list[Said]) -> str:
    text = row.one("url")
    if not text and (doi := normal_doi(row.one("doi"))):
        return f"https://doi.org/{doi}"
    if text and (not _ADDRESS.match(text) or len(text) > 500):
        said.append(("bad-address", "url", text[:60]))
        return ""
    return text


def _identifiers(row: SourceRow, said: list[Said]) -> Iterator[tuple[str, str]]:
    if text := row.one("doi"):
        if doi := normal_doi(text):
            yield "doi", doi[:200]
        else:
            said.append(("bad-doi", "doi", text[:60]))
    if isbn := re.sub(r"[^0-9Xx-]", "", row.one("isbn"))[:20]:
        yield "isbn", isbn


def _linked(row: SourceRow, words: Words, said: list[Said]) -> dict[str, list[int]]:
    linked: dict[str, list[int]] = {}
    for name, scheme, code in (
        ("themes", "TH", "unknown-theme"), ("target_groups", "TG", "unknown-group"),
    ):  # fmt: skip
        for text in row.many(name)[:30]:
            entry = words.concepts[scheme].get(text.casefold())
            if entry is None:
                said.append((code, name, text[:60]))
            elif entry.pk not in linked.setdefault(name, []):
                linked[name].append(entry.pk)
    if licence := row.one("licence"):
        entry = words.concepts["LI"].get(licence.casefold())
        if entry:
            linked["licence"] = [entry.pk]
        else:
            said.append(("unknown-licence", "licence", licence[:60]))
    return linked


def _places(row: SourceRow, words: Words, said: list[Said]) -> list[int]:
    found: list[int] = []
    for text in row.many("places")[:30]:
        entry = words.places.get(text.casefold())
        if entry is None:
            said.append(("unknown-place", "places", text[:60]))
        elif entry.pk not in found:
            found.append(entry.pk)
    return found


def _of_academic(row: SourceRow) -> dict[str, Any]:
    own = {
        "container": row.one("container")[:300],
        "volume": row.one("volume")[:40],
        "pages": row.one("pages")[:40],
    }
    return {name: value for name, value in own.items() if value}


def _creators(row: SourceRow) -> list[tuple[str, bool]]:
    """Names, each with whether it is a body's; a work that nobody signed is its publisher's."""
    names = row.many("authors")[:100] or row.many("publisher")[:1]
    return [(name[:200], "," not in name) for name in names]


def keys_of(title: str, issued: str, address: str, identifiers: Iterable[str]) -> tuple[str, ...]:
    """What two descriptions of one work have in common: any of these."""
    words = unicodedata.normalize("NFKC", title).casefold()
    bare = "".join(each for each in words if each.isalnum())
    keys = [f"n:{value.lower()}" for value in identifiers if value]
    if address:
        keys.append(f"u:{address.casefold().split('://', 1)[-1].rstrip('/')}")
    if len(bare) >= 12:  # shorter ones, like “Report 2019”, are many works
        keys.append(f"t:{bare}:{issued[:4]}")
    return tuple(keys)
