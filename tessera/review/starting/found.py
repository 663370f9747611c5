"""What was read about a work, in one vocabulary whatever it was read from."""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.lib.languages import is_tag, normalize_tag

MOST_AUTHORS: Final = 60
#: Where a value may come from: code → the sentence beside the field.
ORIGINS: Final[dict[str, str | Promise]] = {
    "json-ld": _("Read from the page’s own data (JSON-LD)."),
    "highwire": _("Read from the page’s citation data (Highwire)."),
    "dublin": _("Read from the page’s Dublin Core data."),
    "opengraph": _("Read from the page’s sharing data (OpenGraph)."),
    "html": _("Read from the page itself."),
    "address": _("The address that you gave."),
    "given": _("As you gave it."),
    "crossref": _("Read from Crossref."),
    "datacite": _("Read from DataCite."),
    "openlibrary": _("Read from Open Library."),
    "bibtex": _("Read from your BibTeX entry."),
    "ris": _("Read from your RIS entry."),
    "template": _("Read from your template."),
}
#: Most letters that are kept of a text.
_MOST: Final = {"summary": 4000, "abstract": 8000, "title": 400, "source_url": 500}
_SPACE: Final = re.compile(r"\s+")
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_DOI: Final = re.compile(r"10\.\d{4,9}/[^\s\"<>{}|\\^`]+")
_DAY: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_CC: Final = re.compile(
    r"(?:creativecommons\.org/licen[cs]es/|\bcc[ -])(by(?:-nc|-sa|-nd){0,2})(?![a-z-])", re.I
)
_KNOWN_LICENCES: Final = {"by": "CC-BY", "by-sa": "CC-BY-SA", "by-nc": "CC-BY-NC"}


@dataclass
class Found:
    """Values by name, and the code of the origin of each. The first value of a name stays.

    Names: ``title``, ``summary``, ``abstract``, ``language``, ``publisher``, ``issued`` (EDTF),
    ``licence`` (code of vocabulary LI), ``licence_text`` (a licence that has no code),
    ``source_url``, ``doi``, ``isbn``, ``container``, ``volume``, ``pages``, ``type`` (code of
    vocabulary AT), ``authors`` (lines).
    """

    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: object, origin: str) -> None:
        """Keep a value unless there is one already or nothing is left of it when cleaned."""
        if name in self.values or value is None:
            return
        clean = _CLEANERS.get(name, clean_text)(str(value))[: _MOST.get(name, 300)]
        if clean:
            self.values[name], self.origins[name] = clean, origin

    def add_authors(self, names: Iterable[object], origin: str) -> None:
        """Keep authors, one a line; all from the same origin."""
        lines = dict.fromkeys(clean_text(str(name))[:200] for name in names if name)
        lines.pop("", None)
        if lines and "authors" not in self.values:
            self.values["authors"] = "\n".join(list(lines)[:MOST_AUTHORS])
            self.origins["authors"] = origin


def clean_text(text: str) -> str:
    """Plain words on one line: no markup, no control or direction characters, no double spaces."""
    plain = html.unescape(_TAG.sub(" ", html.unescape(text[:40_000])))
    kept = "".join(each for each in plain if each.isspace() or unicodedata.category(each)[0] != "C")
    return _SPACE.sub(" ", kept).strip()


def clean_day(text: str) -> str:
    """An EDTF date from what others write: a year, a month or a day; empty for anything else."""
    found = _DAY.search(text)
    if found is None:
        return ""
    year, month, day = found[1], int(found[2] or 0), int(found[3] or 0)
    if not "1500" <= year <= "2199":
        return ""
    if not 1 <= month <= 12:
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"


def clean_language(text: str) -> str:
    """The language's tag; empty when it is none that we know."""
    tag = clean_text(text).replace("_", "-")
    for candidate in (normalize_tag(tag), normalize_tag(tag.split("-")[0])):
        if candidate and len(candidate) <= 16 and is_tag(candidate):
            return candidate
    return ""


def clean_address(text: str) -> str:
    """A web address; empty for anything else."""
    address = text.strip()
    return address if re.match(r"https?://[^\s/]+", address) and " " not in address else ""


def find_doi(text: str) -> str:
    """The DOI in a text, in small letters; empty when there is none."""
    found = _DOI.search(text[:2000])
    return found[0].rstrip(".,;:)]}'").lower() if found else ""


def find_isbn(text: str) -> str:
    """The ISBN in a text, as 13 digits; empty when its check digit is wrong."""
    digits = re.sub(r"[\s-]|^(?:urn:)?isbn(?:-1[03])?:?", "", text.strip(), flags=re.I).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        body = digits[:12]
        return digits if _check_digit(body) == digits[12] else ""
    if re.fullmatch(r"\d{9}[\dX]", digits):
        weights = range(10, 0, -1)
        values = [10 if each == "X" else int(each) for each in digits]
        if sum(weight * value for weight, value in zip(weights, values, strict=True)) % 11:
            return ""
        return f"978{digits[:9]}{_check_digit('978' + digits[:9])}"
    return ""


def _check_digit(body: str) -> str:
    total = sum(int(each) * (3 if place % 2 else 1) for place, each in enumerate(body))
    return str(-total % 10)


def licence_code(text: str) -> str:
    """The code of a licence (vocabulary LI) that is named exactly; empty for any other."""
    if re.search(r"publicdomain/zero|\bcc0\b", text, re.I):
        return "CC0"
    if re.search(r"open[- ]government[- ]licen[cs]e", text, re.I):
        return "OGL"
    found = _CC.search(text)
    return _KNOWN_LICENCES.get(found[1].lower(), "") if found else ""


def add_licence(found: Found, text: object, origin: str) -> None:
    """Keep a licence by its code; one without code in its own words."""
    if not text or "licence" in found.values:
        return
    code = licence_code(str(text))
    found.add("licence" if code else "licence_text", code or text, origin)


_CLEANERS: Final = {
    "issued": clean_day,
    "language": clean_language,
    "source_url": clean_address,
    "doi": find_doi,
    "isbn": find_isbn,
}
