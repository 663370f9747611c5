"""The facets: the ways in which results are divided and narrowed."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet.

    ``is_hierarchical``: documents carry the codes of all broader concepts or regions too, so that a
    filter on one finds what is below it. ``is_long``: there may be thousands of codes, of which
    only the most frequent (and the chosen ones) are counted.
    """

    name: str
    is_hierarchical: bool = False
    is_long: bool = False
    is_lower_case: bool = False


FACETS: Final = (
    Facet("kind"),
    Facet("theme", is_hierarchical=True),
    Facet("target"),
    Facet("country"),
    Facet("region", is_hierarchical=True),
    Facet("language", is_lower_case=True),
    Facet("level"),
    Facet("evidence"),
    Facet("status"),
    Facet("population"),
    Facet("cost"),
    Facet("organization", is_long=True),
    Facet("lane", is_lower_case=True),
)
FACETS_BY_NAME: Final = {facet.name: facet for facet in FACETS}
#: Counted like a facet (a code is a year in digits), but narrowed by a range.
YEAR: Final = "year"

#: Kinds may be typed as words; addresses and the index have their codes.
_KIND_WORDS: Final = {
    "APPROACH": "APP",
    "PRACTICE": "PRA",
    "GUIDELINE": "GUI",
    "POLICY": "POL",
    "ACADEMIC": "ACA",
    "LEARNING": "LRN",
    "ORGANIZATION": "ORG",
}
_CODE: Final = re.compile(r"[\w.\-]{1,40}")


@lru_cache(maxsize=16_384)
def normalize_code(facet: str, code: str) -> str | None:
    """A facet's code in the case in which it is indexed; ``None`` if it cannot be a code."""
    code = code.strip()
    if facet not in FACETS_BY_NAME or not _CODE.fullmatch(code):
        return None
    if FACETS_BY_NAME[facet].is_lower_case:
        return code.lower()
    code = code.upper()
    return _KIND_WORDS.get(code, code) if facet == "kind" else code
