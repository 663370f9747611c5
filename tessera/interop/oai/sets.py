"""Sets: records of a kind, about a theme, with a text in a language, about a country.

Their names say what they are: ``kind:PRA``, ``theme:LAN.CRS``, ``language:zh-hans``,
``country:DE``. A theme holds its narrower ones, as in search; ``kind``, ``theme``, ``language``
and ``country`` hold all that have any.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q

from tessera.catalogue.gathering import linked_ids
from tessera.catalogue.models import Record, RecordText
from tessera.interop.oai.errors import NothingMatchesError
from tessera.lib.languages import is_tag, language_name
from tessera.vocabularies.labels import labels

_UNKNOWN = "There is no such set; see ListSets."
_ROOTS = {
    "kind": "By kind",
    "theme": "By theme",
    "language": "By language of a text",
    "country": "By country or territory",
}


def every_set() -> Iterator[tuple[str, str]]:
    """The name and title of each set that is not empty. Four queries."""
    public = Record.objects.public()
    picture = labels()
    yield "kind", _ROOTS["kind"]
    for kind in sorted(set(public.values_list("kind", flat=True).distinct())):
        entry = picture.concept("RT", kind)
        yield f"kind:{kind}", entry.label_for_many("en") if entry else kind
    yield "theme", _ROOTS["theme"]
    used = _used("themes", "concept_id")
    themes = {
        each.pk: each
        for pk in used
        if pk in picture.concepts
        for each in picture.lineage(picture.concepts[pk])
    }
    for entry in sorted(themes.values(), key=lambda entry: entry.code):
        yield f"theme:{entry.code}", entry.label("en")
    yield "language", _ROOTS["language"]
    texts = RecordText.objects.filter(record__live=True, record__withdrawn_at=None)
    for language in sorted(texts.order_by().values_list("language", flat=True).distinct()):
        yield f"language:{language}", language_name(language, "en")
    yield "country", _ROOTS["country"]
    countries = {
        country.code: country.label("en")
        for pk in _used("places", "place_id")
        if pk in picture.places and (country := picture.country_of(picture.places[pk]))
    }
    for code, name in sorted(countries.items()):
        yield f"country:{code}", name


def _used(name: str, column: str) -> Iterable[int]:
    through: Any = getattr(Record, name).through
    return through.objects.order_by().values_list(column, flat=True).distinct()


def sets_of(record: Record) -> list[str]:
    """The sets that a gathered record is in. No query."""
    picture = labels()
    found = ["kind", f"kind:{record.kind}"]
    themes = {
        each.code
        for pk in linked_ids(record, "themes")
        if pk in picture.concepts
        for each in picture.lineage(picture.concepts[pk])
    }
    found += ["theme", *(f"theme:{code}" for code in sorted(themes))] if themes else []
    languages = sorted({text.language for text in record.texts.all()})
    found += ["language", *(f"language:{tag}" for tag in languages)] if languages else []
    countries = {
        country.code
        for pk in linked_ids(record, "places")
        if pk in picture.places and (country := picture.country_of(picture.places[pk]))
    }
    found += ["country", *(f"country:{code}" for code in sorted(countries))] if countries else []
    return found


def in_set(name: str) -> Q:
    """The condition on entries of the change log whose record is in a set.

    Raises:
        NothingMatchesError: there is no such set.
    """
    root, _colon, code = name.partition(":")
    # What was deleted for good is told in every set that there is, since nobody knows its own.
    if root == "kind" and (not code or code in Record.Kind.values):
        codes = {"kind": code} if code else {}
        return _exists(Record.objects.filter(identifier=OuterRef("identifier"), **codes))
    if root == "language" and (not code or is_tag(code)):
        codes = {"language": code} if code else {}
        return _exists(
            RecordText.objects.filter(record__identifier=OuterRef("identifier"), **codes)
        )
    if root in {"theme", "country"}:
        relation, column = ("themes", "concept_id") if root == "theme" else ("places", "place_id")
        through: Any = getattr(Record, relation).through
        rows = through.objects.filter(record__identifier=OuterRef("identifier"))
        ids = _concepts(code) if root == "theme" else _places(code)
        if not ids:
            raise NothingMatchesError(_UNKNOWN)
        return _exists(rows.filter(**{f"{column}__in": ids}))
    raise NothingMatchesError(_UNKNOWN)


def _exists(rows: Any) -> Q:
    return Q(Exists(rows))


def _concepts(code: str) -> list[int]:
    picture = labels()
    return [
        entry.pk
        for entry in picture.scheme("TH")
        if not code or any(each.code == code for each in picture.lineage(entry))
    ]


def _places(code: str) -> list[int]:
    picture = labels()
    return [
        entry.pk
        for entry in picture.places.values()
        if (country := picture.country_of(entry)) and (not code or country.code == code)
    ]
