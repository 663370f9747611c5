"""What a source says anew, taken over field by field, unless a person has changed the field here.

The measure is what the source said the last time: a field that still says so was touched by nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tessera.catalogue.bulk import NewRecord
from tessera.catalogue.models import Creator, RecordIdentifier, RecordText
from tessera.catalogue.models.rows import RecordLink
from tessera.network.models import Organization
from tessera.vocabularies.models import Concept, Place

#: Facts of identity and origin are no matter of merging.
_NOT_MERGED: Final = frozenset({
    "identifier", "home", "original_language", "source_language", "provenance_system",
    "provenance_id", "provenance_url",
})  # fmt: skip
#: Names of the report for fields that are called otherwise.
_CALLED: Final = {
    "source_url": "url", "original_title": "title", "publication_type": "type",
    "learning_kind": "type", "abstract": "summary",
}  # fmt: skip


@dataclass
class Merge:
    """Fields that took over what the source says, and those where a person's words were kept."""

    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def decide(
        self, name: str, now: Any, before: Any, after: Any, take: Callable[[], None]
    ) -> None:
        """Take one field over when nobody has touched it."""
        if after in (before, now):
            return
        shown = _CALLED.get(name, name)
        if now == before:
            take()
            self.taken.append(shown)
        else:
            self.kept.append(shown)


def merge(record: Any, before: NewRecord, after: NewRecord, *, force: bool = False) -> Merge:
    """Change the record (not saved) where the source did; ``force`` overrides people's words."""
    done = Merge()

    def settle(name: str, now: Any, old: Any, new: Any, take: Callable[[], None]) -> None:
        done.decide(name, now, now if force and old != new else old, new, take)

    for name in sorted({*before.values, *after.values} - _NOT_MERGED):
        if hasattr(record, name):
            old, new = before.values.get(name, ""), after.values.get(name, "")
            settle(name, getattr(record, name), old, new, _setter(record, name, new))
    _merge_links(record, before, after)
    _merge_texts(record, before, after, settle)
    _merge_rows(record, before, after, settle)
    _merge_concepts(record, before, after, settle)
    return done


def _setter(record: Any, name: str, value: Any) -> Callable[[], None]:
    return lambda: setattr(record, name, value)


def _merge_links(record: Any, before: NewRecord, after: NewRecord) -> None:
    """The link that came with the address of the source follows it."""
    old, new = before.values.get("source_url", ""), after.values.get("source_url", "")
    if old != new and [each.url for each in record.links.all()] == ([old] if old else []):
        record.links = [RecordLink(url=new)] if new else []


def _merge_texts(record: Any, before: NewRecord, after: NewRecord, settle: Any) -> None:
    language = after.values["original_language"]
    texts = {each.language: each for each in record.texts.all()}
    old_texts = {language: before.text, **{each["language"]: each for each in before.translations}}
    new_texts = {language: after.text, **{each["language"]: each for each in after.translations}}
    added: list[RecordText] = []
    for tag, new in new_texts.items():
        text = texts.get(tag)
        if text is None:
            if tag not in old_texts:  # else somebody here took it out
                own = {name: value for name, value in new.items() if name != "language"}
                settle("language", None, None, tag, _adder(added, RecordText(language=tag, **own)))
            continue
        old = old_texts.get(tag, {})
        for name in sorted({*old, *new} - {"language", "status"}):
            was, now, becomes = old.get(name, ""), getattr(text, name), new.get(name, "")
            settle(name, now, was, becomes, _setter(text, name, becomes))
    record.texts = [*texts.values(), *added]


def _adder(rows: list[Any], row: Any) -> Callable[[], None]:
    return lambda: rows.append(row)


def _merge_rows(record: Any, before: NewRecord, after: NewRecord, settle: Any) -> None:
    creators = [(each.name, each.is_body) for each in record.creators.all()]
    rows = [Creator(name=name, is_body=body) for name, body in after.creators]
    settle("authors", creators, _pairs(before.creators), _pairs(after.creators),
           _setter(record, "creators", rows))  # fmt: skip
    identifiers = [(each.scheme, each.value) for each in record.identifiers.all()]
    own = [RecordIdentifier(scheme=scheme, value=value) for scheme, value in after.identifiers]
    settle("doi", identifiers, _pairs(before.identifiers), _pairs(after.identifiers),
           _setter(record, "identifiers", own))  # fmt: skip


def _pairs(rows: list[Any]) -> list[tuple[Any, Any]]:
    return [(first, second) for first, second in rows]


def _merge_concepts(record: Any, before: NewRecord, after: NewRecord, settle: Any) -> None:
    for name in ("themes", "target_groups"):
        now = {each.pk for each in getattr(record, name).all()}
        old, new = set(before.concepts.get(name, [])), set(after.concepts.get(name, []))
        settle(name, now, old, new, _setter(record, name, list(Concept.objects.filter(pk__in=new))))
    for name in ("licence", "publication_type", "learning_kind"):
        if hasattr(record, f"{name}_id"):
            before_id, after_id = _single(before, name), _single(after, name)
            settle(name, getattr(record, f"{name}_id"), before_id, after_id,
                   _setter(record, f"{name}_id", after_id))  # fmt: skip
    places = {each.pk for each in record.places.all()}
    old_places, new_places = set(before.places), set(after.places)
    chosen = list(Place.objects.filter(pk__in=new_places))
    settle("places", places, old_places, new_places, _setter(record, "places", chosen))
    publisher = Organization.objects.filter(pk=after.publisher).first() if after.publisher else None
    settle("publisher", record.publisher_id, before.publisher, after.publisher,
           _setter(record, "publisher", publisher))  # fmt: skip


def _single(new: NewRecord, name: str) -> int | None:
    return next(iter(new.concepts.get(name, [])), None)
