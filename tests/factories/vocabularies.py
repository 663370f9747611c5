"""Concepts and places: those of the product by their codes, and new ones."""

from tessera.changes.models import Change
from tessera.vocabularies.labels import forget_labels
from tessera.vocabularies.models import Concept, ConceptLabel, ConceptScheme, Place

_SCHEMES = {"RL": "relation", "TH": "theme", "OT": "organization-type"}


def concept(scheme: str, code: str, **names: str) -> Concept:
    """A concept by its scheme and code; made when there is none, labelled by ``names``.

    ``concept("TH", "BEE", en="Beekeeping")``; the English label is the code when none is given.
    """
    found = Concept.objects.filter(scheme__code=scheme, code=code).first()
    if found:
        return found
    home, _made = ConceptScheme.objects.get_or_create(
        code=scheme, defaults={"slug": _SCHEMES.get(scheme, scheme.lower()), "labels": {}}
    )
    made = Concept.objects.create(scheme=home, code=code)
    for language, name in (names or {"en": code}).items():
        ConceptLabel.objects.create(concept=made, language=language, preferred=name)
    forget_labels()
    return made


def relation_kind(code: str, label: str, inverse: str) -> Concept:
    """A kind of relation with its name from both ends."""
    made = concept("RL", code, en=label)
    ConceptLabel.objects.filter(concept=made, language="en").update(
        preferred=label, inverse=inverse
    )
    forget_labels()
    return made


def place(code: str) -> Place:
    """A region, country or city that comes with the product."""
    return Place.objects.get(code=code)


def last_sequence() -> int:
    """The newest number in the change log; 0 when it is empty."""
    newest = Change.objects.order_by("-sequence").first()
    return newest.sequence if newest else 0


def changes_after(sequence: int) -> list[tuple[str, str, str]]:
    """What was announced since: kind, identifier, what."""
    rows = Change.objects.filter(sequence__gt=sequence).order_by("sequence")
    return list(rows.values_list("kind", "identifier", "what"))
