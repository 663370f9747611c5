"""The list of open funding: what was asked, what fits, and what each further choice gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.lib.word_filters import LONGEST_TEXT, having_words
from tessera.network.models import FundingProgramme, Organization, OrganizationText
from tessera.network.models.programmes import FundingProgrammeQuerySet
from tessera.network.names import organization_names
from tessera.vocabularies.labels import current_language, labels

HEADINGS: Final[dict[str, str | Promise]] = {
    "theme": _("Theme"),
    "applicant": _("Who may apply"),
}
_SCHEMES: Final = {"theme": "TH", "applicant": "OT"}
_COLUMNS: Final = {"theme": "themes", "applicant": "applicants"}
_WORDS: Final = ("title", "summary", "amount")
_MOST_CODES: Final = 30
_ON_A_PAGE: Final = 20


@dataclass(frozen=True)
class FundingWanted:
    """What a reader asks; codes of one facet widen, facets narrow. ``country`` is ISO 3166.

    ``text`` is looked for in the words of a programme and in the names of who gives the money.
    """

    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    country: str = ""
    text: str = ""


@dataclass(frozen=True)
class Choice:
    """A value that narrows or widens, with how many open programmes have it."""

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


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme with its names in the reader's language."""

    programme: FundingProgramme
    funder: str
    funder_url: str
    themes: tuple[str, ...]
    applicants: tuple[str, ...]
    places: tuple[str, ...]


def wanted_of(request: HttpRequest) -> FundingWanted:
    """What the address asks. Unknown codes find nothing; too many are cut."""
    chosen = {
        key: frozenset(each[:16].upper() for each in request.GET.getlist(key)[:_MOST_CODES] if each)
        for key in HEADINGS
    }
    country = request.GET.get("country", "")[:8].upper()
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    return FundingWanted({key: codes for key, codes in chosen.items() if codes}, country, text)


def open_programmes(wanted: FundingWanted) -> FundingProgrammeQuerySet:
    """Those that fit, the next deadline first; whoever may apply from anywhere, fits everywhere."""
    rows = _said(wanted)
    for key, codes in wanted.chosen.items():
        rows = rows.filter(_of_concepts(key, codes))
    if wanted.country:
        place = labels().by_place_code.get(wanted.country)
        around = [each.pk for each in labels().place_lineage(place)] if place else []
        rows = rows.filter(pk__in=_having("places", around)) | rows.filter(places=None)
    return rows


def _said(wanted: FundingWanted) -> FundingProgrammeQuerySet:
    rows = FundingProgramme.objects.open(timezone.localdate())
    if not wanted.text:
        return rows
    named = OrganizationText.objects.filter(having_words(wanted.text, ("name",)))
    is_of_funder = Q(organization__in=named.values("organization"))
    return rows.filter(having_words(wanted.text, _WORDS) | is_of_funder)


def programmes_of(organization: Organization) -> FundingProgrammeQuerySet:
    """The open programmes of one, for its page."""
    rows = FundingProgramme.objects.open(timezone.localdate()).filter(organization=organization)
    return with_all(rows)[:_ON_A_PAGE]


def facets_of(wanted: FundingWanted) -> list[Facet]:
    """The values that open programmes have. One query a facet."""
    return [Facet(key, heading, tuple(_choices(key, wanted))) for key, heading in HEADINGS.items()]


def countries() -> list[tuple[str, str]]:
    """Every country, by name in the language of the page."""
    language = current_language()
    found = [each for each in labels().places.values() if each.kind == "country"]
    return sorted(((each.code, each.label(language)) for each in found), key=lambda each: each[1])


def programme_cards(programmes: Iterable[Any]) -> list[ProgrammeCard]:
    """With the names of everything. The rows' many-to-many fields are prefetched; one query."""
    rows, language, picture = list(programmes), current_language(), labels()
    names = organization_names({each.organization.identifier for each in rows}, language)
    return [
        ProgrammeCard(
            programme=each,
            funder=names.get(each.organization.identifier, ""),
            funder_url=each.organization.get_absolute_url(),
            themes=tuple(picture.of(one.pk, language) for one in each.themes.all()),
            applicants=tuple(picture.of(one.pk, language) for one in each.applicants.all()),
            places=tuple(picture.place(one.pk, language) for one in each.places.all()),
        )
        for each in rows
    ]


def with_all(rows: FundingProgrammeQuerySet) -> FundingProgrammeQuerySet:
    """What ``programme_cards`` reads: three more queries."""
    with_many = rows.select_related("organization")
    return with_many.prefetch_related("themes", "applicants", "places")


def latest_change() -> int:
    """A number that changes with each programme and at midnight, for kept pages. One query."""
    found = FundingProgramme.objects.aggregate(last=Max("updated_at"), n=Count("pk"))
    changed = int(found["last"].timestamp() * 1_000_000) if found["last"] else 0
    return changed + int(found["n"]) + timezone.localdate().toordinal()


def _of_concepts(key: str, codes: Iterable[str]) -> Q:
    picture = labels()
    entries = [picture.concept(_SCHEMES[key], code) for code in codes]
    wide = {each.pk for each in entries if each}
    narrower = {
        each.pk
        for each in picture.scheme(_SCHEMES[key])
        if any(broader.pk in wide for broader in picture.lineage(each))
    }
    fits = Q(pk__in=_having(_COLUMNS[key], narrower))
    return fits | Q(applicants=None) if key == "applicant" else fits


def _having(column: str, keys: Iterable[int]) -> Any:
    return FundingProgramme.objects.filter(**{f"{column}__in": list(keys)}).values("pk")


def _choices(key: str, wanted: FundingWanted) -> list[Choice]:
    chosen, picture, language = wanted.chosen.get(key, frozenset()), labels(), current_language()
    column = _COLUMNS[key]
    rows = _said(wanted).order_by()
    counts = rows.exclude(**{column: None}).values_list(column).annotate(n=Count("pk"))
    found = [
        Choice(entry.code, entry.label(language), count, entry.code in chosen)
        for pk, count in counts
        if (entry := picture.concepts.get(pk))
    ]
    return sorted(found, key=lambda choice: (-choice.count, choice.label))[:40]
