"""The choices beside the results: facets with labels and counts in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.lib.languages import language_name
from tessera.network.names import organization_names
from tessera.search.parameters import SearchAddress
from tessera.vocabularies.labels import Labels, labels

#: Facet → its name, and the scheme of its codes where it has one.
HEADINGS: dict[str, tuple[str | Promise, str]] = {
    "kind": (_("Kind of record"), "RT"),
    "theme": (_("Theme"), "TH"),
    "target": (_("Target group"), "TG"),
    "country": (_("Country or territory"), ""),
    "region": (_("Region"), ""),
    "language": (_("Language of the source"), ""),
    "level": (_("Level of government"), "LV"),
    "evidence": (_("Evidence"), "EL"),
    "status": (_("Status"), "ST"),
    "population": (_("Population of the place"), "PB"),
    "cost": (_("Cost per participant"), "CO"),
    "organization": (_("Organization"), ""),
    "lane": (_("Checked"), ""),
}
_LANES = {"listed": _("Listed, not reviewed"), "reviewed": _("Peer reviewed")}
_SHOWN = 8
_MOST_SHOWN = 50
_OPEN = {"kind", "theme", "country", "target"}
#: Facets whose codes have an order that means something; others go by count.
_ORDERED = {"evidence", "population", "cost", "level", "kind"}


@dataclass(frozen=True)
class FacetChoice:
    """A value: ``count`` is what ticking it would give."""

    code: str
    label: str
    count: int
    is_selected: bool
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """A group of choices; those beyond the first few are folded away."""

    key: str
    heading: str | Promise
    choices: tuple[FacetChoice, ...]
    more: tuple[FacetChoice, ...]
    is_open: bool
    selected: int


def facets_of(
    counts: Mapping[str, Mapping[str, int]], address: SearchAddress, language: str
) -> list[Facet]:
    """Every facet that has something to choose. One query for organizations' names."""
    return [
        facet
        for key in HEADINGS
        if (facet := _facet(key, counts.get(key, {}), address, language)) is not None
    ]


def choice_label(key: str, code: str, language: str) -> str:
    """The name of one choice, for a chip."""
    return _labels(key, [code], labels(), language).get(code, code)


def _facet(
    key: str, counts: Mapping[str, int], address: SearchAddress, language: str
) -> Facet | None:
    picture = labels()
    selected = address.criteria.filters.get(key, ())
    codes = sorted(counts, key=lambda code: -counts[code])[: _MOST_SHOWN * 4]
    codes += [code for code in selected if code not in counts]
    names = _labels(key, codes, picture, language)
    found = [
        FacetChoice(
            code,
            names[code],
            counts.get(code, 0),
            code in selected,
            depth=code.count(".") if key == "theme" else 0,
        )
        for code in codes
        if code in names
    ]
    ordered = _ordered(key, found, picture)[:_MOST_SHOWN]
    if not ordered or (len(ordered) == 1 and not selected and key in {"lane", "evidence"}):
        return None
    further = ordered[_SHOWN:]
    chosen = [choice for choice in further if choice.is_selected]
    return Facet(
        key=key,
        heading=HEADINGS[key][0],
        choices=(*ordered[:_SHOWN], *chosen),
        more=tuple(choice for choice in further if not choice.is_selected),
        is_open=key in _OPEN or bool(selected),
        selected=len(selected),
    )


def _ordered(key: str, choices: list[FacetChoice], picture: Labels) -> list[FacetChoice]:
    if key in _ORDERED:
        scheme = HEADINGS[key][1]
        entries = {choice.code: picture.concept(scheme, choice.code) for choice in choices}
        positions = {code: entry.position for code, entry in entries.items() if entry}
        return sorted(choices, key=lambda choice: positions.get(choice.code, 0))
    if key == "theme":
        counts = {choice.code: choice.count for choice in choices}
        return sorted(
            choices,
            key=lambda choice: (
                -counts.get(choice.code.split(".")[0], 0),
                choice.code.split(".")[0],
                choice.depth,
                -choice.count,
            ),
        )
    return sorted(choices, key=lambda choice: (-choice.count, choice.label))


def _labels(key: str, codes: list[str], picture: Labels, language: str) -> dict[str, str]:
    """Code → label; codes that mean nothing are left out."""
    scheme = HEADINGS[key][1]
    if scheme:
        entries = {code: picture.concept(scheme, code) for code in codes}
        many = key == "kind"
        return {
            code: entry.label_for_many(language) if many else entry.label(language)
            for code, entry in entries.items()
            if entry
        }
    if key in {"country", "region"}:
        places = {code: picture.by_place_code.get(code) for code in codes}
        return {code: place.label(language) for code, place in places.items() if place}
    if key == "language":
        return {code: language_name(code, language) for code in codes if code}
    if key == "organization":
        return organization_names(codes, language)
    return {code: str(_LANES[code]) for code in codes if code in _LANES}
