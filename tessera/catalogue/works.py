"""What the catalogue shows on a person's page, if the person wishes: the works credited to them."""

from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.cards import cards
from tessera.catalogue.models import Creator, Record
from tessera.catalogue.querysets import RecordQuerySet
from tessera.network.models import Person

_MOST: Final = 20


def works_of_person(person: Person) -> SafeString:
    """The newest public records that name the person's ORCID iD among their creators.

    A name alone credits nobody: several people may have it. At most six queries, none without iD.
    """
    if not person.orcid:
        return mark_safe("")
    records = records_crediting(person).order_by("-year", "pk")
    found = list(records.values_list("identifier", flat=True)[:_MOST])
    if not found:
        return mark_safe("")
    context = {"cards": cards(found), "count": records.count(), "shown": len(found)}
    html = render_to_string("catalogue/_works.html", context)
    return mark_safe(html)  # noqa: S308 - rendered by a template


def records_crediting(person: Person) -> RecordQuerySet:
    """The public records that name the person's ORCID iD among their creators; none without iD."""
    if not person.orcid:
        return Record.objects.none()
    forms = [
        f"{before}{person.orcid}" for before in ("", "https://orcid.org/", "http://orcid.org/")
    ]
    credited = Creator.objects.filter(orcid__in=forms).values("record")
    return Record.objects.public().filter(pk__in=credited)
