"""What can be found of a person, and by whom: derived whenever the person changes."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils import timezone

from tessera.network.directory.words import words_of
from tessera.network.models import DirectoryEntry, Person
from tessera.network.visibility import Audience, audience_for
from tessera.vocabularies.labels import labels

#: Facet → the field of the person whose audience holds for it.
FACETS: Final = {
    "theme": "themes",
    "language": "languages",
    "place": "regions",
    "basis": "basis",
    "stakeholder": "stakeholder",
    "willing": "willing",
}
_MANY = ("texts", "languages", "affiliations", "regions", "basis", "themes")


def refresh_entries(people: Iterable[Person]) -> None:
    """Derive the entries of people anew. In the transaction of what changed them."""
    keys = [person.pk for person in people]
    rows = Person.objects.filter(pk__in=keys).select_related("user").prefetch_related(*_MANY)
    now = timezone.now()
    entries = [
        DirectoryEntry(
            person=person,
            changed_at=now,
            until=_last_day(person),
            terms=terms_of(person),
        )
        for person in rows
    ]
    DirectoryEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["changed_at", "until", "terms"],
    )


def _last_day(person: Person) -> date | None:
    """Until when the person is found at all; nobody whose account is not active."""
    is_gone = person.user is not None and not person.user.is_active
    return None if person.hidden_at or is_gone else person.consent_until


def terms_of(person: Person) -> dict[str, dict[str, list[str]]]:
    """Audience → facet → codes. What is private is in none of them.

    ``words`` holds words; those of the name stand there a second time after an equals sign.
    """
    found: dict[str, dict[str, list[str]]] = {}

    def add(field: str, facet: str, values: Iterable[str]) -> None:
        audience = Audience.PUBLIC if field == "name" else audience_for(person, field)
        if audience == Audience.PRIVATE:
            return
        known = found.setdefault(str(int(audience)), {}).setdefault(facet, [])
        known.extend(value for value in dict.fromkeys(values) if value not in known)

    name = words_of(person.display_name)
    add("name", "words", [*name, *(f"={word}" for word in name)])
    for text in person.texts.all():
        add("headline", "words", words_of(text.headline))
        add("words", "words", words_of(f"{text.ask_about} {text.about}"))
    for work in person.affiliations.all():
        add("affiliations", "words", words_of(f"{work.name} {work.role}"))
    for facet, values in _codes(person).items():
        add(FACETS[facet], facet, values)
    return found


def _codes(person: Person) -> dict[str, list[str]]:
    picture = labels()
    concepts, places = picture.concepts, picture.places

    def lineage(rows: Any) -> list[str]:
        entries = [concepts[row.pk] for row in rows if row.pk in concepts]
        return [each.code for entry in entries for each in picture.lineage(entry)]

    around = [
        each.code
        for row in person.regions.all()
        if row.pk in places
        for each in picture.place_lineage(places[row.pk])
    ]
    stakeholder = concepts.get(person.stakeholder_id or 0)
    return {
        "theme": lineage(person.themes.all()),
        "language": [each.language for each in person.languages.all()],
        "place": around,
        "basis": lineage(person.basis.all()),
        "stakeholder": [stakeholder.code] if stakeholder else [],
        "willing": list(person.willing),
    }
