"""What registries know of a DOI or an ISBN: Crossref, DataCite, Open Library.

Sources: https://api.crossref.org/swagger-ui/, https://support.datacite.org/docs/api,
https://openlibrary.org/dev/docs/api/books
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings

from tessera.lib.fetching import FetchError
from tessera.review.starting.asking import ask_json
from tessera.review.starting.found import Found, add_licence

_CROSSREF_TYPES: Final = {
    "journal-article": "ART", "proceedings-article": "ART", "book": "BOO", "monograph": "BOO",
    "edited-book": "BOO", "reference-book": "BOO", "book-chapter": "CHP", "book-section": "CHP",
    "report": "REP", "report-component": "REP", "dissertation": "THE", "posted-content": "WKP",
    "dataset": "DAT",
}  # fmt: skip
_DATACITE_TYPES: Final = {
    "JournalArticle": "ART", "DataPaper": "ART", "ConferencePaper": "ART", "Book": "BOO",
    "BookChapter": "CHP", "Report": "REP", "Dissertation": "THE", "Preprint": "WKP",
    "Dataset": "DAT",
}  # fmt: skip


def by_doi(doi: str) -> Found | None:
    """What Crossref or, when it has nothing, DataCite knows; ``None`` when neither does.

    Raises:
        FetchError: one is out of reach and the other knows nothing.
    """
    silence: FetchError | None = None
    for base, path, read in (
        (settings.CROSSREF_URL, "/works/", _crossref),
        (settings.DATACITE_URL, "/dois/", _datacite),
    ):
        if not base:
            continue
        try:
            answer = ask_json(f"{base.rstrip('/')}{path}{quote(doi, safe='')}")
        except FetchError as error:
            silence = error
            continue
        if answer is not None and (found := read(answer)).values.get("title"):
            found.add("doi", doi, "given")
            found.add("source_url", f"https://doi.org/{quote(doi, safe='/')}", "given")
            return found
    if silence:
        raise silence
    return None


def by_isbn(isbn: str) -> Found | None:
    """What Open Library knows; ``None`` when it does not.

    Raises:
        FetchError: it is out of reach.
    """
    if not settings.OPEN_LIBRARY_URL:
        return None
    base = settings.OPEN_LIBRARY_URL.rstrip("/")
    answer = ask_json(f"{base}/api/books?bibkeys=ISBN:{isbn}&format=json&jscmd=data")
    book = _dict((answer or {}).get(f"ISBN:{isbn}"))
    found = Found()
    origin = "openlibrary"
    title, subtitle = _text(book.get("title")), _text(book.get("subtitle"))
    found.add("title", f"{title}: {subtitle}" if subtitle else title, origin)
    if not found.values:
        return None
    found.add_authors((_dict(each).get("name") for each in _list(book.get("authors"))), origin)
    publishers = (_dict(each).get("name") for each in _list(book.get("publishers")))
    found.add("publisher", _first(publishers), origin)
    found.add("issued", book.get("publish_date"), origin)
    found.add("source_url", book.get("url"), origin)
    found.add("isbn", isbn, "given")
    found.add("type", "BOO", origin)
    return found


def _crossref(answer: dict[str, Any]) -> Found:
    work, found, origin = _dict(answer.get("message")), Found(), "crossref"
    title, subtitle = _first(_list(work.get("title"))), _first(_list(work.get("subtitle")))
    found.add("title", f"{title}: {subtitle}" if subtitle else title, origin)
    found.add("abstract", work.get("abstract"), origin)
    found.add("language", work.get("language"), origin)
    found.add("publisher", work.get("publisher"), origin)
    for name in ("published", "published-print", "published-online", "issued"):
        parts = _first_list(_dict(work.get(name)).get("date-parts"))
        found.add("issued", "-".join(str(each) for each in parts if each), origin)
    for licence in _list(work.get("license")):
        add_licence(found, _dict(licence).get("URL"), origin)
    found.add("container", _first(_list(work.get("container-title"))), origin)
    found.add("volume", work.get("volume"), origin)
    found.add("pages", work.get("page"), origin)
    found.add("isbn", _first(_list(work.get("ISBN"))), origin)
    found.add("type", _CROSSREF_TYPES.get(_text(work.get("type"))), origin)
    found.add_authors(_names(work.get("author"), "family", "given"), origin)
    return found


def _datacite(answer: dict[str, Any]) -> Found:
    work = _dict(_dict(answer.get("data")).get("attributes"))
    found, origin = Found(), "datacite"
    found.add("title", _first(_dict(each).get("title") for each in _list(work.get("titles"))),
              origin)  # fmt: skip
    for each in _list(work.get("descriptions")):
        if _dict(each).get("descriptionType") == "Abstract":
            found.add("abstract", _dict(each).get("description"), origin)
    found.add("language", work.get("language"), origin)
    publisher = work.get("publisher")
    found.add("publisher", _dict(publisher).get("name") or _text(publisher), origin)
    found.add("issued", work.get("publicationYear"), origin)
    for rights in _list(work.get("rightsList")):
        add_licence(found, _dict(rights).get("rightsUri") or _dict(rights).get("rights"), origin)
    found.add("container", _dict(work.get("container")).get("title"), origin)
    kind = _text(_dict(work.get("types")).get("resourceTypeGeneral"))
    found.add("type", _DATACITE_TYPES.get(kind), origin)
    found.add_authors(_names(work.get("creators"), "familyName", "givenName"), origin)
    return found


def _names(people: Any, family: str, given: str) -> Iterator[str]:
    for person in map(_dict, _list(people)):
        parts = [_text(person.get(family)), _text(person.get(given))]
        yield ", ".join(each for each in parts if each) or _text(person.get("name"))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value[:200] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _first(values: Any) -> str:
    return next((text for each in values if (text := _text(each))), "")


def _first_list(value: Any) -> list[Any]:
    return _list(next(iter(_list(value)), None))
