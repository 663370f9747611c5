"""The list of offers and seeks: what was asked, what fits, and what each further choice gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Q, Sum
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tessera.exchange.models import Listing, Side
from tessera.exchange.querysets import ListingQuerySet
from tessera.lib.word_filters import LONGEST_TEXT, having_words
from tessera.vocabularies.choices import spoken_languages
from tessera.vocabularies.labels import current_language, labels

#: Parameter of the address → heading.
HEADINGS: Final[dict[str, str | Promise]] = {
    "side": _("Offer or seek"),
    "kind": _("What"),
    "theme": _("Theme"),
    "country": _("Country"),
    "language": _("Works in"),
}
_MOST_CODES: Final = 30


@dataclass(frozen=True)
class Wanted:
    """What a reader asks: words, and codes by facet; codes of one facet widen, facets narrow."""

    text: str = ""
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """A value that narrows or widens, with how many it would give."""

    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """The values of one facet."""

    key: str
    heading: str | Promise
    choices: tuple[Choice, ...]


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address asks. Unknown codes find nothing; too many are cut."""
    chosen = {
        key: frozenset(each[:24] for each in request.GET.getlist(key)[:_MOST_CODES] if each)
        for key in HEADINGS
    }
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    return Wanted(text, {key: codes for key, codes in chosen.items() if codes})


def find_listings(wanted: Wanted, viewer: Any) -> ListingQuerySet:
    """What fits, the newest first."""
    rows = _narrowed(_said(wanted, viewer), wanted)
    return rows.order_by("-passed_at", "-pk")


def latest_change() -> int:
    """A number that changes with what everybody may see, for kept pages. One query."""
    seen = Listing.objects.seen_by(AnonymousUser()).order_by()
    found = seen.aggregate(last=Max("changed_at"), keys=Sum("pk"), n=Count("pk"))
    changed = int(found["last"].timestamp() * 1_000_000) if found["last"] else 0
    return changed + int(found["keys"] or 0) * 31 + int(found["n"])


def facets_of(wanted: Wanted, viewer: Any) -> list[Facet]:
    """Each facet with the counts that the others leave. One query per facet."""
    rows = _said(wanted, viewer)
    found = []
    for key, heading in HEADINGS.items():
        counts = _COUNTERS[key](_narrowed(rows, wanted, without=key))
        chosen = wanted.chosen.get(key, frozenset())
        choices = [
            Choice(code, label, counts.get(code, 0), code in chosen)
            for code, label in _named({*counts, *chosen}, key)
            if counts.get(code) or code in chosen
        ]
        if choices:
            found.append(Facet(key, heading, tuple(choices)))
    return found


def _said(wanted: Wanted, viewer: Any) -> ListingQuerySet:
    return Listing.objects.seen_by(viewer).filter(having_words(wanted.text, ("title", "text")))


def _narrowed(rows: ListingQuerySet, wanted: Wanted, without: str = "") -> ListingQuerySet:
    for key, codes in wanted.chosen.items():
        if key != without:
            rows = rows.filter(_CONDITIONS[key](codes))
    return rows


def _of_themes(codes: Iterable[str]) -> Q:
    picture = labels()
    keys = {entry.pk for code in codes if (entry := picture.concept("TH", code))}
    keys |= {each.pk for each in picture.scheme("TH") if each.broader in keys}
    through = Listing.themes.through.objects.filter(concept_id__in=keys)
    return Q(pk__in=through.values("listing_id"))


def _of_countries(codes: Iterable[str]) -> Q:
    picture = labels()
    wanted = set(codes)
    keys = [
        each.pk
        for each in picture.places.values()
        if (country := picture.country_of(each)) and country.code in wanted
    ]
    return Q(place__in=keys)


def _of_languages(codes: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for tag in codes:
        found |= Q(languages__icontains=f'"{tag}"')
    return found


_CONDITIONS: Final[dict[str, Any]] = {
    "side": lambda codes: Q(side__in=codes),
    "kind": lambda codes: Q(kind__code__in=codes),
    "theme": _of_themes,
    "country": _of_countries,
    "language": _of_languages,
}


def _by_column(rows: ListingQuerySet, column: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk", distinct=True)))


def _count_themes(rows: ListingQuerySet) -> dict[str, int]:
    """By broad theme. Of a listing with two narrower themes of one broad theme each counts."""
    picture = labels()
    counts: dict[str, int] = {}
    for pk, count in _by_column(rows, "themes").items():
        entry = picture.concepts.get(pk or 0)
        if entry:
            top = list(picture.lineage(entry))[-1]
            counts[top.code] = counts.get(top.code, 0) + count
    return counts


def _count_countries(rows: ListingQuerySet) -> dict[str, int]:
    picture = labels()
    counts: dict[str, int] = {}
    for pk, count in _by_column(rows, "place").items():
        place = picture.places.get(pk or 0)
        country = picture.country_of(place) if place else None
        if country:
            counts[country.code] = counts.get(country.code, 0) + count
    return counts


def _count_languages(rows: ListingQuerySet) -> dict[str, int]:
    tags = [tag for tag, _name in spoken_languages()]
    names = {tag.replace("-", "_"): tag for tag in tags}
    counted = rows.order_by().aggregate(
        **{
            name: Count("pk", filter=Q(languages__icontains=f'"{tag}"'))
            for name, tag in names.items()
        }
    )
    return {names[name]: count for name, count in counted.items()}


_COUNTERS: Final[dict[str, Any]] = {
    "side": lambda rows: _by_column(rows, "side"),
    "kind": lambda rows: _by_column(rows, "kind__code"),
    "theme": _count_themes,
    "country": _count_countries,
    "language": _count_languages,
}


def _named(codes: set[str], key: str) -> list[tuple[str, str]]:
    """Codes with their names; what has none is left out."""
    picture, language = labels(), current_language()
    if key == "side":
        known = {side.value: str(capfirst(side.label)) for side in Side}
    elif key == "language":
        known = dict(spoken_languages())
    elif key == "country":
        known = {
            place.code: place.label(language)
            for code in codes
            if (place := picture.by_place_code.get(code))
        }
        return sorted(known.items(), key=lambda each: each[1])
    else:
        scheme = "PX" if key == "kind" else "TH"
        entries = sorted(picture.scheme(scheme), key=lambda each: (each.position, each.code))
        known = {entry.code: entry.label(language) for entry in entries}
    return [(code, label) for code, label in known.items() if code in codes]
