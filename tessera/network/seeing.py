"""A person as somebody else sees them: only what that reader may see ever gets in.

Pages, the directory, the API and feeds show ``SeenPerson``, never a ``Person``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tessera.lib.languages import language_name
from tessera.network.models import Availability, Person, Terms, WillingRole
from tessera.network.names import organization_names
from tessera.network.visibility import Audience, audience_for, audience_of
from tessera.vocabularies.labels import current_language, labels

_MANY = ("texts", "languages", "affiliations__organization", "regions", "basis", "themes", "offers",
         "seeks")  # fmt: skip


@dataclass(frozen=True)
class SeenAffiliation:
    """Where somebody works or worked; ``url`` when the organization is in the directory."""

    role: str
    name: str
    url: str
    identifier: str
    since: int | None
    until: int | None
    is_confirmed: bool


@dataclass(frozen=True)
class SeenCode:
    """A value with its name in the reader's language."""

    code: str
    label: str


@dataclass(frozen=True)
class SeenPerson:
    """What a reader sees. What they may not see is empty, as what was never said."""

    identifier: str
    name: str
    url: str
    is_own: bool
    is_claimed: bool
    user_id: int | None
    text_language: str = ""
    headline_language: str = ""
    headline: str = ""
    ask_about: tuple[str, ...] = ()
    not_about: str = ""
    about: str = ""
    languages: tuple[SeenCode, ...] = ()
    levels: tuple[str, ...] = ()
    regions: tuple[SeenCode, ...] = ()
    affiliations: tuple[SeenAffiliation, ...] = ()
    stakeholder: SeenCode | None = None
    basis: tuple[SeenCode, ...] = ()
    themes: tuple[SeenCode, ...] = ()
    offers: tuple[SeenCode, ...] = ()
    seeks: tuple[SeenCode, ...] = ()
    willing: tuple[SeenCode, ...] = ()
    availability: SeenCode | None = None
    available_from: date | None = None
    questions_a_month: int | None = None
    terms: str = ""
    orcid: str = ""
    shows_works: bool = False
    shows_sessions: bool = False

    @property
    def spoken(self) -> tuple[tuple[SeenCode, str], ...]:
        """Languages with their levels."""
        return tuple(zip(self.languages, self.levels, strict=True))

    @property
    def present(self) -> tuple[SeenAffiliation, ...]:
        """Where the person works now."""
        return tuple(each for each in self.affiliations if not each.until)


def see_people(people: Iterable[Any], viewer: Any) -> list[SeenPerson]:
    """People as ``viewer`` sees them, in their order; those whom nobody may meet are left out.

    ``people`` are rows or numbers. Eleven queries, however many.
    """
    keys = [each if isinstance(each, int) else each.pk for each in people]
    rows = Person.objects.seen_by(viewer).filter(pk__in=keys)
    found = {row.pk: row for row in rows.prefetch_related(*_MANY)}
    met = [found[key] for key in keys if key in found]
    language, audience = current_language(), audience_of(viewer)
    own = viewer.pk if viewer.is_authenticated else None
    names = _organization_names(met, language)
    return [
        _seen(row, Audience.PRIVATE if own and row.user_id == own else audience, language, names)
        for row in met
    ]


def see_person(person: Person, viewer: Any) -> SeenPerson | None:
    """A person as ``viewer`` sees them; ``None`` when they may not meet."""
    return next(iter(see_people([person], viewer)), None)


def _organization_names(people: Sequence[Person], language: str) -> dict[str, str]:
    found = {
        each.organization.identifier
        for person in people
        for each in person.affiliations.all()
        if each.organization
    }
    return organization_names(found, language) if found else {}


def _seen(person: Person, audience: Audience, language: str, names: dict[str, str]) -> SeenPerson:
    values: dict[str, Any] = {}
    for field, read in _READERS.items():
        if audience_for(person, field) <= audience:
            values.update(read(person, language, names))
    return SeenPerson(
        identifier=person.identifier,
        name=person.display_name,
        url=reverse("person_detail", args=[person.identifier]),
        is_own=audience == Audience.PRIVATE,
        is_claimed=person.is_claimed,
        user_id=person.user_id,
        **values,
    )


def _text(person: Person, language: str, *fields: str) -> Any:
    """The text in the reader's language, else the person's first, else any that says something."""
    said = [each for each in person.texts.all() if any(getattr(each, name) for name in fields)]
    by_language = {each.language: each for each in said}
    for wanted in (language, person.language, "en"):
        if wanted in by_language:
            return by_language[wanted]
    return said[0] if said else None


def _headline(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    text = _text(person, language, "headline")
    return {"headline": text.headline, "headline_language": text.language} if text else {}


def _words(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    text = _text(person, language, "ask_about", "not_about", "about")
    if text is None:
        return {}
    asked = tuple(line.strip() for line in text.ask_about.splitlines() if line.strip())
    return {
        "ask_about": asked,
        "not_about": text.not_about,
        "about": text.about,
        "text_language": text.language,
    }


def _languages(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    rows = list(person.languages.all())
    return {
        "languages": tuple(
            SeenCode(each.language, language_name(each.language, language)) for each in rows
        ),
        "levels": tuple(each.get_level_display() for each in rows),
    }


def _affiliations(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    return {
        "affiliations": tuple(
            SeenAffiliation(
                role=each.role,
                name=names.get(identifier, each.name),
                url=reverse("organization_detail", args=[identifier, "-"])
                if identifier in names
                else "",
                identifier=identifier if identifier in names else "",
                since=each.since,
                until=each.until,
                is_confirmed=each.confirmed_at is not None,
            )
            for each in person.affiliations.all()
            for identifier in [each.organization.identifier if each.organization else ""]
        )
    }


def _concepts(rows: Iterable[Any], language: str) -> tuple[SeenCode, ...]:
    concepts = labels().concepts
    known = [concepts[row.pk] for row in rows if row.pk in concepts]
    ordered = sorted(known, key=lambda entry: (entry.position, entry.code))
    return tuple(SeenCode(entry.code, entry.label(language)) for entry in ordered)


def _regions(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    places = labels().places
    found = [places[row.pk] for row in person.regions.all() if row.pk in places]
    seen = [SeenCode(entry.code, entry.label(language)) for entry in found]
    return {"regions": tuple(sorted(seen, key=lambda each: each.label))}


def _stakeholder(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    entry = labels().concepts.get(person.stakeholder_id or 0)
    return {"stakeholder": SeenCode(entry.code, entry.label(language))} if entry else {}


def _exchange(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    return {
        "offers": _concepts(person.offers.all(), language),
        "seeks": _concepts(person.seeks.all(), language),
    }


def _willing(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    chosen = [role for role in WillingRole if role.value in person.willing]
    return {"willing": tuple(SeenCode(role.value, str(role.label)) for role in chosen)}


def _availability(person: Person, language: str, names: dict[str, str]) -> dict[str, Any]:
    state, is_back = Availability(person.availability), person.available_from
    if state == Availability.PAUSED and is_back and is_back <= timezone.localdate():
        state, is_back = Availability.OPEN, None
    return {
        "availability": SeenCode(state.value, str(state.label)),
        "available_from": is_back if state == Availability.PAUSED else None,
        "questions_a_month": person.questions_a_month,
        "terms": str(Terms(person.terms).label) if person.terms else "",
    }


_READERS: dict[str, Any] = {
    "headline": _headline,
    "words": _words,
    "languages": _languages,
    "regions": _regions,
    "affiliations": _affiliations,
    "stakeholder": _stakeholder,
    "basis": lambda person, language, names: {"basis": _concepts(person.basis.all(), language)},
    "themes": lambda person, language, names: {"themes": _concepts(person.themes.all(), language)},
    "exchange": _exchange,
    "willing": _willing,
    "availability": _availability,
    "orcid": lambda person, language, names: {"orcid": person.orcid},
    "works": lambda person, language, names: {"shows_works": True},
    "sessions": lambda person, language, names: {"shows_sessions": True},
}
