"""Which offers fit a seek, and which seeks an offer: by kind, theme, place, language and time.

One query ranks them; every match says why in words. Nobody meets anybody here whom they do not meet
elsewhere: consent, blocks and readers hold, and what a person does not show is no reason.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.exchange.models import Listing, Mentorship, Side
from tessera.lib.languages import language_name
from tessera.network.models import Availability, Person
from tessera.network.visibility import audience_for, audience_of
from tessera.vocabularies.labels import current_language, labels
from tessera.vocabularies.likeness import places_around, themes_around

TWINNING: Final = "TWI"
_MOST: Final = 20


@dataclass(frozen=True)
class Match:
    """A listing that fits, with the reasons as sentences in the reader's language."""

    listing: Listing
    why: tuple[str, ...]
    score: int


def find_matches(listing: Listing, *, viewer: Any, most: int = _MOST) -> list[Match]:
    """What fits a listing, best first, as far as ``viewer`` may see it. Six queries."""
    own_themes = set(listing.themes.values_list("pk", flat=True))
    themes = themes_around(own_themes)
    near, alike = places_around(listing.place_id)
    sides = [Side.OFFER, Side.SEEK] if _is_twinning(listing) else [_opposite(listing.side)]
    of_themes = Listing.themes.through.objects.filter(
        concept_id__in=themes, listing_id=OuterRef("pk")
    )
    wanted = Q(has_theme=True) | Q(place__in=near)
    if _is_twinning(listing):
        wanted |= Q(place__in=alike)
    rows = (
        Listing.objects.seen_by(viewer)
        .filter(_shares_language(listing), side__in=sides, kind=listing.kind_id)
        .exclude(person=listing.person_id)
        .filter(person__in=_available())
        .exclude(person__in=_met_already(listing))
        .annotate(has_theme=Exists(of_themes))
        .filter(wanted, _has_room(listing))
        .annotate(
            score=Case(When(has_theme=True, then=4), default=0)
            + Case(When(place__in=near, then=3), default=0)
            + Case(When(place__in=alike, then=2), default=0)
            + Case(When(place__isnull=True, then=1), default=0)
        )
        .order_by("-score", "until", "-pk")
        .select_related("person__user", "organization")
        .prefetch_related("themes")[:most]
    )
    return [
        Match(each, _reasons(listing, each, themes, near, alike, viewer), each.score)
        for each in rows
    ]


def _is_twinning(listing: Listing) -> bool:
    entry = labels().concepts.get(listing.kind_id)
    return entry is not None and entry.code == TWINNING


def _opposite(side: str) -> str:
    return Side.OFFER if side == Side.SEEK else Side.SEEK


def _shares_language(listing: Listing) -> Q:
    """A list of tags in JSON has no portable "contains"; tags are quoted, so this is exact."""
    shared = Q(pk__in=[])
    for tag in listing.languages:
        shared |= Q(languages__icontains=f'"{tag}"')
    return shared


def _has_room(listing: Listing) -> Q:
    """Of mentors, those who can take on somebody."""
    if not listing.is_mentoring or listing.side == Side.OFFER:
        return Q()
    active = Mentorship.objects.filter(mentor=OuterRef("person"), state=Mentorship.State.ACTIVE)
    taken = active.order_by().values("mentor").annotate(n=Count("pk")).values("n")
    return Q(capacity__gt=Coalesce(Subquery(taken, output_field=IntegerField()), 0))


def _met_already(listing: Listing) -> Any:
    """Of mentoring, the people with whom it runs, was not taken up, or did not fit."""
    if not listing.is_mentoring:
        return Person.objects.none()
    over = Mentorship.objects.exclude(state=Mentorship.State.ENDED)
    mentors = over.filter(mentee=listing.person_id).values("mentor")
    mentees = over.filter(mentor=listing.person_id).values("mentee")
    return Person.objects.filter(Q(pk__in=mentors) | Q(pk__in=mentees)).values("pk")


def _available() -> Any:
    """People who are not away."""
    is_back = Q(available_from__isnull=False, available_from__lte=timezone.localdate())
    return Person.objects.filter(~Q(availability=Availability.PAUSED) | is_back).values("pk")


def _reasons(
    own: Listing, found: Listing, themes: set[int], near: set[int], alike: set[int], viewer: Any
) -> tuple[str, ...]:
    picture, language = labels(), current_language()
    separator = _(", ")
    reasons = [_kind_reason(own, picture.of(found.kind_id, language))]
    shared = [picture.of(each.pk, language) for each in found.themes.all() if each.pk in themes]
    if shared:
        reasons.append(_("The same theme: %(themes)s") % {"themes": separator.join(shared)})
    place = picture.place(found.place_id, language)
    if found.place_id in near:
        reasons.append(_("The same place or near it: %(place)s") % {"place": place})
    elif found.place_id in alike:
        reasons.append(_("A place about as large: %(place)s") % {"place": place})
    elif found.place_id is None:
        reasons.append(_("It can be anywhere"))
    tags = [tag for tag in own.languages if tag in found.languages]
    names = separator.join(language_name(tag, language) for tag in tags)
    reasons.append(_("You can work in: %(languages)s") % {"languages": names})
    if own.is_mentoring and own.side == Side.SEEK:
        reasons.append(_("Has room for somebody"))
    person = found.person
    if person.availability == Availability.OPEN and audience_for(
        person, "availability"
    ) <= audience_of(viewer):
        reasons.append(_("Can be asked at present"))
    return tuple(reasons)


def _kind_reason(own: Listing, kind: str) -> str:
    if _is_twinning(own):
        return _("Both look for another city")
    if own.side == Side.SEEK:
        return _("Offers what you seek: %(kind)s") % {"kind": kind}
    return _("Seeks what you offer: %(kind)s") % {"kind": kind}
