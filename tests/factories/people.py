"""People, with and without accounts."""

from datetime import timedelta

from django.utils import timezone

from tessera.network.directory.entries import refresh_entries
from tessera.network.models import Person, PersonLanguage, PersonText
from tests.factories.vocabularies import concept, place


def person(name: str = "Nuria Salcedo", *, user=None, **fields: object) -> Person:
    """Somebody who agreed to be shown, with what is given.

    ``themes``, ``basis``, ``offers``, ``seeks`` and ``regions`` take codes, ``languages`` tags,
    ``words`` the fields of the English text.
    """
    words = fields.pop("words", None) or {"headline": "Head of licensing"}
    languages = fields.pop("languages", ())
    many = {
        key: [concept(scheme, code) for code in fields.pop(key, ())]
        for key, scheme in (("themes", "TH"), ("basis", "XB"), ("offers", "PX"), ("seeks", "PX"))
    }
    many["regions"] = [place(code) for code in fields.pop("regions", ())]
    if "stakeholder" in fields:
        fields["stakeholder"] = concept("SH", fields["stakeholder"])
    now = timezone.now()
    fields.setdefault("consent_given_at", now)
    fields.setdefault("consent_until", now.date() + timedelta(days=700))
    made = Person.objects.create(display_name=name, user=user, **fields)
    for key, values in many.items():
        getattr(made, key).set(values)
    PersonText.objects.create(person=made, language="en", **words)
    PersonLanguage.objects.bulk_create(
        PersonLanguage(person=made, language=tag) for tag in languages
    )
    refresh_entries([made])
    return made
