"""References written by the CSL processor (citeproc-py), made safe to stand in a page."""

import re
import warnings
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from json import dumps, loads
from typing import Any

import nh3

from tessera.interop.citations.styles import LOCALES, STYLES
from tessera.interop.description import Description
from tessera.interop.formats.csl import csl_item

#: The processor hands on what stands in a title as it is, and styles change its letters. What HTML
#: would read as markup travels as characters for private use, which no style touches.
_TRAVEL = {ord("<"): "\ue000", ord(">"): "\ue001", ord("&"): "\ue002"}
_ARRIVE = {0xE000: "&lt;", 0xE001: "&gt;", 0xE002: "&amp;"}
_NUMBER = re.compile(r"^(?:\[1\]|1\.)\s*")
_TAGS = {"i", "b", "sup", "sub"}


def reference(description: Description, style: str, language: str) -> str:
    """A record's reference as safe HTML, in a style and a language of the interface."""
    item = _item(description)
    return _rendered(dumps(item, ensure_ascii=False, sort_keys=True), style, LOCALES[language])


def plain_text(reference: str) -> str:
    """The same without markup, for a clipboard or a text file."""
    return unescape(re.sub(r"</?[a-z]+>", "", reference))


def _item(description: Description) -> dict[str, Any]:
    """The CSL item; a body that published something nobody signed stands for its author."""
    item = csl_item(description)
    if "author" not in item and item.get("publisher"):
        item["author"] = [{"literal": item["publisher"]}]
    item.pop("abstract", None)
    item.pop("note", None)
    return {key: _travelling(value) for key, value in item.items()}


def _travelling(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_TRAVEL)
    if isinstance(value, list):
        return [_travelling(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _travelling(each) for key, each in value.items()}
    return value


@lru_cache(maxsize=2048)
def _rendered(item: str, style: str, locale: str) -> str:
    content = loads(item)
    written = _written(content, style, locale)
    title = content.get("title", "")
    if "author" not in content and written.casefold().count(title.casefold()) > 1:
        # Where nobody signed, a style may put the title into the author's place. The processor
        # does not remember that it stands there already (CSL 1.0.2, "cs:substitute").
        signed = {**content, "author": [{"literal": title}]}
        del signed["title"]
        written = _written(signed, style, locale)
    cleaned = nh3.clean(_NUMBER.sub("", written), tags=_TAGS, attributes={})
    return cleaned.translate(_ARRIVE).strip()


def _written(content: dict[str, Any], style: str, locale: str) -> str:
    # Deferred: the processor is slow to load, and most pages have no references.
    import citeproc
    from citeproc.source.json import CiteProcJSON

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns of every field that it does not know.
        source = CiteProcJSON([content])
        chosen = citeproc.CitationStylesStyle(
            str(STYLES[style].path), validate=False, locale=locale
        )
        bibliography = citeproc.CitationStylesBibliography(chosen, source, citeproc.formatter.html)
        bibliography.register(citeproc.Citation([citeproc.CitationItem(content["id"])]))
        return "".join(str(part) for part in bibliography.bibliography())


def text_list(references: list[str]) -> str:
    """References as a text file, one a line."""
    return "".join(f"{plain_text(each)}\n" for each in references)
