"""Entries of a bibliography, BibTeX or RIS, one at a time."""

import codecs
import re
from collections.abc import Callable
from typing import Any, Final

import latexcodec  # noqa: F401 - gives Python the codec “ulatex”
import rispy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pybtex.database import BibliographyData, Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError
from pybtex.scanner import TokenRequired
from rispy.parser import ParseError

from tessera.review.errors import ReviewError
from tessera.review.starting.found import Found, add_licence

_BIBTEX_TYPES: Final = {
    "article": "ART", "inproceedings": "ART", "conference": "ART", "book": "BOO", "booklet": "BOO",
    "proceedings": "BOO", "incollection": "CHP", "inbook": "CHP", "techreport": "REP",
    "report": "REP", "phdthesis": "THE", "mastersthesis": "THE", "thesis": "THE",
    "unpublished": "WKP", "dataset": "DAT",
}  # fmt: skip
_RIS_TYPES: Final = {
    "JOUR": "ART", "MGZN": "ART", "CONF": "ART", "CPAPER": "ART", "BOOK": "BOO", "EDBOOK": "BOO",
    "EBOOK": "BOO", "CHAP": "CHP", "ECHAP": "CHP", "RPRT": "REP", "GOVDOC": "REP", "THES": "THE",
    "UNPB": "WKP", "DATA": "DAT",
}  # fmt: skip
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


def read_bibtex(text: str) -> Found:
    """The one entry in a text.

    Raises:
        ReviewError: it cannot be read, or holds no entry or several.
    """
    try:
        read: BibliographyData = Parser(encoding="utf-8").parse_string(text)
    except (PybtexError, TokenRequired, ValueError, RecursionError) as error:
        message = _("This BibTeX entry cannot be read. Look for a missing comma or brace.")
        raise ReviewError(message) from error
    entries = list(read.entries.values())
    _check_one(len(entries))
    return _of_bibtex(entries[0])


def _of_bibtex(entry: Entry) -> Found:
    found, origin = Found(), "bibtex"
    fields: dict[str, Any] = {name.lower(): value for name, value in entry.fields.items()}

    def field(*names: str) -> str:
        return next((_decode(str(fields[name])) for name in names if fields.get(name)), "")

    found.add("title", field("title"), origin)
    found.add("abstract", field("abstract"), origin)
    found.add("language", _language(field("langid", "language")), origin)
    found.add("publisher", field("publisher", "institution", "school", "organization"), origin)
    month = field("month").lower()[:3]
    number = f"-{_MONTHS.index(month) + 1}" if month in _MONTHS else ""
    found.add("issued", field("date") or f"{field('year')}{number}", origin)
    add_licence(found, field("license", "licence", "rights", "copyright"), origin)
    found.add("container", field("journal", "journaltitle", "booktitle", "series"), origin)
    found.add("volume", field("volume"), origin)
    found.add("pages", field("pages").replace("--", "–"), origin)
    found.add("doi", str(fields.get("doi", "")).replace("\\", ""), origin)
    found.add("isbn", field("isbn"), origin)
    address = str(fields.get("url", "")).replace("\\", "").strip("{} ")
    found.add("source_url", address, origin)
    found.add("type", _BIBTEX_TYPES.get(entry.type.lower(), "OTH"), origin)
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    found.add_authors((_person(each) for each in people), origin)
    return _finish(found)


def _person(person: Any) -> str:
    family = " ".join([*person.prelast_names, *person.last_names, *person.lineage_names])
    given = " ".join([*person.first_names, *person.middle_names])
    return _decode(f"{family}, {given}" if given else family)


def _decode(text: str) -> str:
    """Letters for LaTeX's commands, without the braces that protect capitals."""
    try:
        text = str(codecs.decode(text, "ulatex"))  # type: ignore[call-overload] # text to text
    except ValueError:
        pass
    return re.sub(r"[{}]", "", text)


def read_ris(text: str) -> Found:
    """The one entry in a text.

    Raises:
        ReviewError: it cannot be read, or holds no entry or several.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = re.sub(r"^([A-Z][A-Z0-9]) {1,2}-(?: |$)", r"\1  - ", lines, flags=re.M)
    if not re.search(r"^ER  - ?", lines, re.M):
        lines += "\nER  - \n"
    try:
        entries = rispy.loads(lines)
    except (ParseError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise ReviewError(_("This RIS entry cannot be read.")) from error
    _check_one(len(entries))
    return _of_ris(entries[0])


def _of_ris(entry: dict[str, Any]) -> Found:
    found, origin = Found(), "ris"

    def field(*names: str) -> str:
        values = (entry.get(name) for name in names)
        return next(
            (str(each[0] if isinstance(each, list) else each) for each in values if each), ""
        )

    found.add("title", field("title", "primary_title", "translated_title"), origin)
    found.add("abstract", field("abstract", "notes_abstract"), origin)
    found.add("language", _language(field("language")), origin)
    found.add("publisher", field("publisher"), origin)
    found.add("issued", field("date", "year", "publication_year"), origin)
    found.add("container", field("journal_name", "secondary_title", "alternate_title3"), origin)
    found.add("volume", field("volume"), origin)
    pages = [field("start_page"), field("end_page")]
    found.add("pages", "–".join(each for each in pages if each), origin)
    found.add("doi", field("doi"), origin)
    found.add("isbn", field("issn", "isbn"), origin)
    found.add("source_url", field("urls", "url"), origin)
    found.add("type", _RIS_TYPES.get(field("type_of_reference"), "OTH"), origin)
    found.add_authors(entry.get("authors") or entry.get("first_authors") or [], origin)
    return _finish(found)


def _finish(found: Found) -> Found:
    """A work with a DOI has an address.

    Raises:
        ReviewError: the entry has no title.
    """
    if "title" not in found.values:
        raise ReviewError(_("This entry has no title."))
    if doi := found.values.get("doi"):
        found.add("source_url", f"https://doi.org/{doi}", found.origins["doi"])
    return found


_LANGUAGES: Final = {
    "english": "en", "british": "en", "american": "en", "french": "fr", "spanish": "es",
    "arabic": "ar", "russian": "ru", "chinese": "zh", "turkish": "tr", "german": "de",
    "ngerman": "de", "italian": "it", "portuguese": "pt", "dutch": "nl", "greek": "el",
    "eng": "en", "fre": "fr", "fra": "fr", "spa": "es", "ara": "ar", "rus": "ru", "chi": "zh",
    "zho": "zh", "tur": "tr", "ger": "de", "deu": "de",
}  # fmt: skip


def _language(text: str) -> str:
    """Bibliographies write languages in words or in three letters."""
    return _LANGUAGES.get(text.strip().lower(), text)


def _check_one(count: int) -> None:
    if count == 0:
        raise ReviewError(_("There is no entry in this text."))
    if count > 1:
        raise ReviewError(
            ngettext(
                "There is %(count)d entry in this text. Paste one at a time.",
                "There are %(count)d entries in this text. Paste one at a time.",
                count,
            )
            % {"count": count}
        )


READERS: Final[dict[str, Callable[[str], Found]]] = {"bibtex": read_bibtex, "ris": read_ris}
