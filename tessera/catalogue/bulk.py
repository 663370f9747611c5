"""Adding many records at once, as imports and harvests do: some hundred a second.

What is added is the same as what the forms make, without Wagtail's revision: the first edit makes
that. Published ones get their first version and are announced.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.models import KIND_MODELS, Creator, Record, RecordIdentifier, RecordText
from tessera.catalogue.models.rows import RecordLink
from tessera.catalogue.rules import can_publish_kind
from tessera.changes.actions import announce_many
from tessera.changes.models import Change, Version
from tessera.lib.errors import NotAllowedError
from tessera.lib.identifiers import new_identifier
from tessera.network.models import Organization, TextStatus
from tessera.vocabularies.models import Concept, Place

#: Fields of one concept; the others take many.
_SINGLE = frozenset({"licence", "publication_type", "learning_kind"})


@dataclass
class NewRecord:
    """A record to be added. ``concepts`` are ids by field, ``publisher`` an organization's id,
    ``translations`` texts in other languages, each with its language and status.
    """

    kind: str
    values: dict[str, Any]
    text: dict[str, str]
    translations: list[dict[str, str]] = field(default_factory=list)
    creators: list[tuple[str, bool]] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    concepts: dict[str, list[int]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    publisher: int | None = None


def add_records(
    news: Sequence[NewRecord], *, by: Actor, provenance: str, publish: bool
) -> list[Record]:
    """Add all of them or none, in a bounded number of queries; the records in the same order.

    Raises:
        NotAllowedError: the actor may not publish one of the kinds.
    """
    if not all(can_publish_kind(by, kind) for kind in {new.kind for new in news}):
        raise NotAllowedError(_("You may not add this kind of record."))
    with transaction.atomic():
        concepts = Concept.objects.in_bulk({key for new in news for key in _concept_keys(new)})
        places = Place.objects.in_bulk({key for new in news for key in new.places})
        publishers = Organization.objects.in_bulk({new.publisher for new in news if new.publisher})
        made = [_instance(new, provenance, publish, concepts, places) for new in news]
        for new, record in zip(news, made, strict=True):
            record.publisher = publishers.get(new.publisher or 0)
        _give_free_identifiers(made)
        _insert(made)
        if publish:
            _publish(made, by)
    return made


def _concept_keys(new: NewRecord) -> list[int]:
    return [key for some in new.concepts.values() for key in some]


def _instance(
    new: NewRecord,
    provenance: str,
    publish: bool,
    concepts: dict[int, Concept],
    places: dict[int, Place],
) -> Any:
    now = timezone.now()
    record: Any = KIND_MODELS[new.kind](
        kind=new.kind,
        live=publish,
        has_unpublished_changes=not publish,
        first_published_at=now if publish else None,
        last_published_at=now if publish else None,
        provenance_kind=provenance,
        provenance_at=now.date(),
        **new.values,
    )
    record._cluster_related_objects = _nothing(type(record))
    related = record._cluster_related_objects
    language = new.values["original_language"]
    related["texts"] = [
        RecordText(**{"language": language, "status": TextStatus.ORIGINAL, **new.text}),
        *(RecordText(**each) for each in new.translations),
    ]
    related["creators"] = [Creator(name=name, is_body=body) for name, body in new.creators]
    related["identifiers"] = [RecordIdentifier(scheme=s, value=v) for s, v in new.identifiers]
    if address := new.values.get("source_url"):
        related["links"] = [RecordLink(url=address)]
    for name, keys in new.concepts.items():
        if name in _SINGLE:
            setattr(record, name, concepts[keys[0]])
        else:
            related[name] = [concepts[key] for key in keys]
    related["places"] = [places[key] for key in new.places]
    record.prepare_publication()
    return record


def _nothing(model: type[models.Model]) -> dict[str, list[Any]]:
    """Empty lists for all that hangs on a record, so that nobody asks the database for it."""
    return {name: [] for name in _names_of_rows(model)}


@cache
def _names_of_rows(model: type[models.Model]) -> tuple[str, ...]:
    names = [each.get_accessor_name() for each in get_all_child_relations(model)]
    return (*filter(None, names), *(field.name for field in model._meta.many_to_many))


def _give_free_identifiers(made: Sequence[Any]) -> None:
    """Take no identifier that is, or ever was, somebody else's. Three queries.

    Random ones have 35 bits: in every fourth case two sets of 100,000 share one, and versions
    outlive what was deleted. What is at home elsewhere keeps its identifier; whoever brings it has
    looked whether it is free.
    """
    made = [each for each in made if not each.home]
    names = [each.identifier for each in made]
    taken: set[str] = set()
    for model in (Record, Organization, Version):
        there: Any = model._base_manager.filter(identifier__in=names)
        taken |= set(there.values_list("identifier", flat=True))
    for each in made:
        if each.identifier in taken:
            each.identifier = _free_identifier()
        taken.add(each.identifier)


def _free_identifier() -> str:
    while True:
        name = new_identifier()
        if not Version.objects.filter(identifier=name).exists() and not (
            Record.objects.filter(identifier=name).exists()
        ):
            return name


def _insert(made: Sequence[Any]) -> None:
    columns = [each for each in Record._meta.concrete_fields if not each.primary_key]
    parents = [Record(**{f.attname: getattr(each, f.attname) for f in columns}) for each in made]
    Record.objects.bulk_create(parents, batch_size=500)
    for each, parent in zip(made, parents, strict=True):
        each.pk = each.id = each.record_ptr_id = parent.pk
        for name in ("texts", "creators", "identifiers", "links"):
            for place, row in enumerate(each._cluster_related_objects[name]):
                row.record_id = parent.pk
                if name != "texts":
                    row.sort_order = place
    for kind, model in KIND_MODELS.items():
        children = [each for each in made if each.kind == kind]
        if children:
            manager: Any = model._base_manager
            fields = model._meta.local_concrete_fields
            # ``bulk_create`` refuses multi-table models; this inserts the child's row alone.
            manager.all()._insert(children, fields=fields, using=manager.db)
    for name, row_model in (
        ("texts", RecordText), ("creators", Creator), ("identifiers", RecordIdentifier),
        ("links", RecordLink),
    ):  # fmt: skip
        rows = [row for each in made for row in each._cluster_related_objects[name]]
        row_model._default_manager.bulk_create(rows, batch_size=500)
    for name, column in (
        ("themes", "concept_id"), ("target_groups", "concept_id"), ("places", "place_id"),
    ):  # fmt: skip
        through: Any = getattr(Record, name).through
        through.objects.bulk_create(
            [
                through(record_id=each.pk, **{column: value.pk})
                for each in made
                for value in each._cluster_related_objects[name]
            ],
            batch_size=500,
        )


def _publish(made: Sequence[Any], by: Actor) -> None:
    user = user_or_none(by)
    names = [each.identifier for each in made if each.home]
    # What comes again after it was taken back goes on counting.
    rows = Version.objects.filter(identifier__in=names).order_by().values_list("identifier")
    last: dict[str, int] = dict(rows.annotate(last=Max("number"))) if names else {}
    Version.objects.bulk_create(
        [
            Version(
                identifier=each.identifier,
                number=last.get(each.identifier, 0) + 1,
                snapshot=each.snapshot(),
                by=user,
            )
            for each in made
        ],
        batch_size=500,
    )
    announce_many(
        kind=Change.Kind.RECORD,
        identifiers=[each.identifier for each in made],
        what=Change.What.PUBLISHED,
    )
