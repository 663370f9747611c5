"""What somebody pasted: an address, a DOI, an ISBN, or an entry of a bibliography."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from django.utils.translation import gettext as _

from tessera.review.errors import ReviewError
from tessera.review.starting.found import find_doi, find_isbn

MOST_LETTERS: Final = 60_000
_RESOLVERS: Final = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})


@dataclass(frozen=True)
class Pasted:
    """``form`` is one of ``address``, ``doi``, ``isbn``, ``bibtex``, ``ris``."""

    form: str
    value: str


def recognize(text: str) -> Pasted:
    """Tell what a text is.

    Raises:
        ReviewError: it is nothing that a contribution can start from; the message says what is.
    """
    text = text.replace("\x00", "").strip().lstrip("\ufeff")
    if not text:
        raise ReviewError(_("Paste an address, a DOI, an ISBN, or a BibTeX or RIS entry."))
    if len(text) > MOST_LETTERS:
        raise ReviewError(_("This is too long: one entry is enough."))
    if re.search(r"^\s*@\w+\s*[{(]", text, re.M):
        return Pasted("bibtex", text)
    if re.search(r"^TY  ?- ", text, re.M):
        return Pasted("ris", text)
    return _one_word(text)


def _one_word(text: str) -> Pasted:
    if re.match(r"https?://", text, re.I):
        parts = _split(text)
        if parts and parts.hostname in _RESOLVERS and (doi := find_doi(unquote(parts.path))):
            return Pasted("doi", doi)
        return _address(text)
    if re.match(r"(?:doi:\s*)?10\.\d{4,9}/", text, re.I) and (doi := find_doi(text)):
        return Pasted("doi", doi)
    if isbn := find_isbn(text):
        return Pasted("isbn", isbn)
    if re.match(r"(?:urn:)?isbn|(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]$", text, re.I):
        raise ReviewError(_("This ISBN has a wrong digit. Compare it with the book."))
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", text):
        return _address(f"https://{text}")
    raise ReviewError(
        _(
            "This is no address, DOI, ISBN, BibTeX or RIS entry that we can read. "
            "An address begins with https://, a DOI with 10."
        )
    )


def _address(text: str) -> Pasted:
    parts = _split(text)
    if parts is None or not parts.hostname or re.search(r"\s", text) or len(text) > 500:
        raise ReviewError(_("This address cannot be read. Copy it again from your browser."))
    return Pasted("address", text)


def _split(text: str) -> SplitResult | None:
    try:
        return urlsplit(text)
    except ValueError:
        return None
