"""What the home page shows."""

from dataclasses import dataclass

from django.db.models import Count

from tessera.catalogue.browsing import (
    Tally,
    country_counts,
    region_tallies,
    theme_tallies,
)
from tessera.catalogue.cards import Card, record_cards
from tessera.catalogue.models import Record, RecordText
from tessera.network.models import Organization
from tessera.vocabularies.labels import current_language, labels

_LATEST = 4
_THEMES = 10
_REGIONS = 12
_ORGANIZATION = "ORG"


@dataclass(frozen=True)
class KindTally:
    """A kind, its name in the plural, what it is, where its records are, and how many there are."""

    code: str
    label: str
    definition: str
    count: int


@dataclass(frozen=True)
class Home:
    """The home page's context.

    ``records`` counts public records, ``languages`` those in which there is a text, and
    ``verified`` the records that somebody has verified. ``latest`` are the newest practices.
    """

    kinds: tuple[KindTally, ...]
    records: int
    organizations: int
    countries: dict[str, int]
    languages: int
    verified: int
    practices: int
    latest: tuple[Card, ...]
    regions: tuple[Tally, ...]
    themes: tuple[Tally, ...]
    most: tuple[str, ...]


def home_page() -> Home:
    """Everything on the home page: a fixed number of queries for any number of records."""
    public = Record.objects.public()
    by_kind = dict(public.values_list("kind").annotate(count=Count("pk")).order_by())
    organizations = Organization.objects.public().count()
    practices = public.of_kind(Record.Kind.PRACTICE)
    countries = country_counts()
    by_count = sorted(countries, key=lambda code: -countries[code])
    picture, language = labels(), current_language()
    return Home(
        kinds=_kinds({**by_kind, _ORGANIZATION: organizations}),
        records=sum(by_kind.values()),
        organizations=organizations,
        countries=countries,
        languages=RecordText.objects.values("language").distinct().count(),
        verified=public.filter(verified_at__isnull=False).count(),
        practices=by_kind.get(Record.Kind.PRACTICE, 0),
        latest=tuple(
            record_cards(list(practices.newest().values_list("identifier", flat=True)[:_LATEST]))
        ),
        regions=tuple(region_tallies(countries)[:_REGIONS]),
        themes=tuple(
            sorted(theme_tallies(), key=lambda theme: (-theme.count, theme.label))[:_THEMES]
        ),
        most=tuple(
            entry.label(language)
            for code in by_count[:5]
            if (entry := picture.by_place_code.get(code))
        ),
    )


def _kinds(counts: dict[str, int]) -> tuple[KindTally, ...]:
    picture, language = labels(), current_language()
    tallies = []
    for code in (*Record.Kind.values, _ORGANIZATION):
        entry = picture.concept("RT", code)
        tallies.append(
            KindTally(
                code=code,
                label=entry.label_for_many(language) if entry else code,
                definition=entry.definitions.get(language, "") if entry else "",
                count=counts.get(code, 0),
            )
        )
    return tuple(tallies)
