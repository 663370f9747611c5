"""Who may know: the few members whom a question is sent to.

Asked is who is willing and available, shares a language, has the theme or the place, and was not
asked as often this month as they accept. One query ranks them; of equals, who was asked least.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from tessera.accounts.models import User
from tessera.communities.models.asking import PeerQuestion, PeerRequest
from tessera.network.models import Person, PersonLanguage, PersonText
from tessera.vocabularies.likeness import places_around, themes_around

PERIOD: Final = timedelta(days=30)
#: Between two questions to one person lie so many days at least.
REST: Final = timedelta(days=3)
_SPOKEN: Final = ("first", "fluent", "working")


@dataclass(frozen=True)
class Match:
    """Somebody to ask, with what fits: ``theme``, ``language``, ``region``, ``place_kind``."""

    person: Person
    why: tuple[str, ...]
    score: int


def find_peers(question: PeerQuestion, *, most: int, without: Iterable[int] = ()) -> list[Match]:
    """The best people to ask, best first; ``without`` are numbers of people. Three queries."""
    asker: User | None = question.asker
    if asker is None or most < 1:
        return []
    themes = themes_around(question.themes.values_list("pk", flat=True))
    places, alike = places_around(question.place_id)
    ranked = _ranked(asker, question.languages, themes, places, alike, set(without))
    rows = list(ranked[: most * 2])
    # Read whole people only when it is known who: the ranking looks at thousands.
    people = Person.objects.select_related("user").in_bulk([row["pk"] for row in rows])
    matches = [
        Match(person=people[row["pk"]], why=_reasons(row), score=row["score"])
        for row in rows
        if row["pk"] in people
    ]
    return matches[:most]


def _ranked(
    asker: User,
    languages: list[str],
    themes: set[int],
    places: set[int],
    alike: set[int],
    without: set[int],
) -> "QuerySet[Person, dict[str, Any]]":
    now = timezone.now()
    today = timezone.localdate()
    of_themes = Person.themes.through.objects.filter(concept_id__in=themes)
    of_places = Person.regions.through.objects.filter(place_id__in=places)
    like_places = Person.regions.through.objects.filter(place_id__in=alike)
    own = {"person_id": OuterRef("pk")}
    asked = PeerRequest.objects.filter(person=OuterRef("pk"), asked_at__gt=now - PERIOD)
    recent = asked.order_by().values("person").annotate(n=Count("pk")).values("n")
    month = F("questions_a_month")
    is_here = Q(availability__in=["open", "limited"]) & (
        Q(available_from__isnull=True) | Q(available_from__lte=today)
    )
    is_back = Q(availability="paused", available_from__lte=today)
    candidates = Person.objects.seen_by(asker).filter(
        Q(pk__in=of_themes.values("person_id")) | Q(pk__in=of_places.values("person_id")),
        _speaks(languages),
        is_here | is_back,
        user__isnull=False,
        willing__icontains='"peer"',
    )
    return (
        candidates.exclude(user=asker)
        .exclude(pk__in=without)
        .annotate(
            recent=Coalesce(Subquery(recent, output_field=IntegerField()), 0),
            has_theme=Exists(of_themes.filter(**own)),
            has_place=Exists(of_places.filter(**own)),
            is_alike=Exists(like_places.filter(**own)),
        )
        .filter(~Exists(PeerRequest.objects.filter(person=OuterRef("pk"), asked_at__gt=now - REST)))
        # Who can be asked “now and then” is asked half as often.
        .filter(
            Q(availability__in=["open", "paused"], recent__lt=month)
            | Q(availability="limited", recent__lt=(month + 1) / 2)
        )
        .annotate(
            score=Case(When(has_theme=True, then=4), default=0)
            + Case(When(has_place=True, then=3), default=0)
            + Case(When(is_alike=True, then=1), default=0)
            + Case(When(availability="open", then=1), default=0)
        )
        .order_by("-score", "recent", "-changed_at", "pk")
        .values("pk", "score", "has_theme", "has_place", "is_alike")
    )


def _speaks(languages: list[str]) -> Q:
    """Who says so; or, without any word on languages, who wrote their own words in one of them."""
    own = PersonLanguage.objects.filter(person=OuterRef("pk"))
    written = PersonText.objects.filter(person=OuterRef("pk"), language__in=languages)
    says_so = Exists(own.filter(language__in=languages, level__in=_SPOKEN))
    return Q(says_so) | (Q(~Exists(own)) & Q(Exists(written)))


def _reasons(row: Mapping[str, Any]) -> tuple[str, ...]:
    fits = {
        "theme": row["has_theme"],
        "language": True,
        "region": row["has_place"],
        "place_kind": row["is_alike"],
    }
    return tuple(code for code, does in fits.items() if does)
