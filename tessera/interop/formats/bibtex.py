"""BibTeX entries, in UTF-8 as BibLaTeX and every present tool reads them."""

import re
import unicodedata

from tessera.interop.description import Description

MEDIA_TYPE = "application/x-bibtex"

_TYPES = {
    "ART": "article", "BOO": "book", "CHP": "incollection", "THE": "phdthesis",
    "REP": "techreport", "REV": "techreport", "WKP": "techreport",
}  # fmt: skip
_SPECIAL = re.compile(r"([&%$#_])")
#: BibTeX counts braces even behind a backslash, so that those of a text need names.
_BRACES = {ord("{"): "{\\textbraceleft}", ord("}"): "{\\textbraceright}"}
_BRACKETS = {ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}


def serialize(description: Description) -> str:
    """A record as one entry, ending with a line break."""
    text = description.text()
    kind = _TYPES.get(description.subtype, "misc")
    publisher = description.publisher.name if description.publisher else ""
    fields = {
        "title": "{" + _escaped(description.title) + "}",
        "author": " and ".join(
            _escaped(agent.name) if agent.is_person else "{" + _escaped(agent.name) + "}"
            for agent in description.creators
        ),
        "year": str(description.year or ""),
        "journal" if kind == "article" else "booktitle": _escaped(description.container),
        "volume": _escaped(description.volume),
        "pages": _escaped(description.pages),
        "institution" if kind == "techreport" else "publisher": _escaped(publisher),
        "number": _escaped(description.number),
        "doi": _verbatim(description.doi),
        "isbn": _verbatim(description.isbn),
        "url": _verbatim(description.source or description.uri),
        "language": description.title_language,
        "abstract": _escaped(text.summary),
        "note": f"Tessera record {description.identifier}, {description.uri}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{_key(description)},", *lines, "}", ""])


def _key(description: Description) -> str:
    return "tessera-" + description.identifier.replace("-", "")


def _escaped(text: str) -> str:
    plain = text.replace("\\", "").replace("~", " ").replace("^", " ")
    return _SPECIAL.sub(r"\\\1", _one_line(plain)).translate(_BRACES)


def _verbatim(text: str) -> str:
    """Addresses and numbers, in which nothing is escaped but what would end the field."""
    return _one_line(text).translate(_BRACKETS)


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    return "".join(each for each in words if unicodedata.category(each) != "Cc")
