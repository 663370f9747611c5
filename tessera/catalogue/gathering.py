"""Everything that hangs on records, gathered at once: for pages of one, and exports of thousands.

A record has two dozen tables around it, most of them empty for most records. One question finds
which rows there are, with the ids of all concepts and places; then only the tables that have
something are read. What was gathered is put where the models look first, as the library keeps the
rows of a draft, so that ``record.creators.all()`` and the like ask nothing more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Any

from django.db import connection

from tessera.catalogue.models import KIND_MODELS, Record, RecordRelation, RecordText
from tessera.lib.kept_statements import KeptStatement
from tessera.network.models import Organization, OrganizationText


def _by_keys(model: Any, lookup: str, keys: Sequence[int]) -> Any:
    return model.objects.filter(**{lookup: keys})


_TEXTS = "texts"
_ROWS = (
    "creators", "identifiers", "parties", "relations", "outcomes", "results", "evaluations",
    "links",
)  # fmt: skip
#: What is read along with a row, where its page shows names.
_WITH = {
    "relations": ("target",),
    "outcomes": ("direction", "level", "confidence"),
    "evaluations": ("kind",),
}
_LINKED = ("themes", "target_groups", "levels", "audiences", "places")
_LINKED_OF_KIND = {
    Record.Kind.GUIDELINE: ("basis",),
    Record.Kind.ACADEMIC: ("methods",),
    Record.Kind.POLICY: ("covers", "excludes"),
}
_FROM_OTHERS = "relations_from_others"
_OF_KIND = {
    kind: KeptStatement(partial(_by_keys, model, "pk__in")) for kind, model in KIND_MODELS.items()
}
_OF_RECORDS = KeptStatement(partial(_by_keys, RecordText, "record_id__in"))


def gathered(records: Iterable[Record]) -> list[Record]:
    """The records as models of their kinds, with all their rows.

    Queries: one for each kind among them, one for the links, one for the texts, one for each
    further table that has rows of any of them, and two for the organizations in them.
    """
    specific = _specific(list(records))
    by_key = {record.pk: record for record in specific}
    linked, owners = _linked(specific)
    for record in specific:
        record.linked_ids = linked[record.pk]
        record._cluster_related_objects = {name: [] for name in (_TEXTS, *_ROWS)}
    for name in (_TEXTS, *_ROWS):
        keys = list(by_key) if name == _TEXTS else sorted(owners[name])
        if not keys:
            continue
        for row in _rows(name, keys):
            by_key[row.record_id]._cluster_related_objects[name].append(row)
    _add_organizations(specific)
    return specific


def _rows(name: str, keys: Sequence[int]) -> Iterable[Any]:
    if name == _TEXTS:
        return _OF_RECORDS.objects(keys)
    relation: Any = getattr(Record, name).rel
    rows = relation.related_model.objects.filter(record_id__in=keys)
    return rows.select_related(*_WITH[name]) if name in _WITH else rows


def _add_organizations(records: Sequence[Record]) -> None:
    """Give publishers and parties their organizations, and these their names."""
    holders = [record for record in records if record.publisher_id]
    parties = [party for record in records for party in record.parties.all()]
    keys = {record.publisher_id for record in holders}
    keys |= {party.organization_id for party in parties if party.organization_id}
    if not keys:
        return
    found = Organization.objects.in_bulk(keys)
    for organization in found.values():
        organization._cluster_related_objects = {_TEXTS: []}
    for text in OrganizationText.objects.filter(organization_id__in=keys):
        found[text.organization_id]._cluster_related_objects[_TEXTS].append(text)
    for record in holders:
        record.publisher = found[record.publisher_id]
    for party in parties:
        if party.organization_id:
            party.organization = found[party.organization_id]


def linked_ids(record: Record, name: str) -> Sequence[int]:
    """The ids of a record's concepts or places; one query unless it was gathered."""
    known: dict[str, list[int]] | None = getattr(record, "linked_ids", None)
    if known is not None:
        return known.get(name, [])
    return [each.pk for each in getattr(record, name).all()]


def has_relations_from_others(record: Record) -> bool:
    """Whether another record names this one; true without a question if it was not gathered."""
    known: dict[str, list[int]] | None = getattr(record, "linked_ids", None)
    return known is None or bool(known.get(_FROM_OTHERS))


def _specific(records: Sequence[Record]) -> list[Record]:
    keys: dict[str, list[int]] = defaultdict(list)
    for record in records:
        keys[record.kind].append(record.pk)
    found = {each.pk: each for kind, some in keys.items() for each in _OF_KIND[kind].objects(some)}
    return [found[record.pk] for record in records if record.pk in found]


def _linked(
    records: Sequence[Record],
) -> tuple[dict[int, dict[str, list[int]]], dict[str, set[int]]]:
    """Record → name → ids of what it is tagged with; and name of rows → records that have any."""
    linked: dict[int, dict[str, list[int]]] = {record.pk: {} for record in records}
    owners: dict[str, set[int]] = defaultdict(set)
    keys = [record.pk for record in records]
    if not keys:
        return linked, owners
    names = _statement_parts(frozenset(record.kind for record in records))
    marks = ", ".join(["%s"] * len(keys))
    statement = " UNION ALL ".join(part.replace("…", marks) for part in names)
    with connection.cursor() as cursor:
        cursor.execute(statement, keys * len(names))
        found = sorted(cursor.fetchall())
    for name, _row, owner, value in found:
        if name in _ROWS:
            owners[name].add(owner)
        else:
            linked[owner].setdefault(name, []).append(value)
    return linked, owners


@cache
def _statement_parts(kinds: frozenset[str]) -> tuple[str, ...]:
    """A SELECT for each table around records of these kinds; “…” stands for their ids."""
    parts = []
    for name in _ROWS:
        table = getattr(Record, name).rel.related_model._meta.db_table
        parts.append(_part(name, table, "record_id", "id"))
    table = RecordRelation._meta.db_table
    parts.append(_part(_FROM_OTHERS, table, "target_id", "record_id"))
    for name in _LINKED:
        parts.append(_part(name, *_through(Record, name)))
    for kind in sorted(kinds):
        for name in _LINKED_OF_KIND.get(Record.Kind(kind), ()):
            parts.append(_part(name, *_through(KIND_MODELS[kind], name)))
    return tuple(parts)


def _through(model: Any, name: str) -> tuple[str, str, str]:
    field = model._meta.get_field(name)
    return field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()


def _part(name: str, table: str, owner: str, value: str) -> str:
    quote = connection.ops.quote_name
    columns = f"'{name}', {quote('id')}, {quote(owner)}, {quote(value)}"
    return f"SELECT {columns} FROM {quote(table)} WHERE {quote(owner)} IN (…)"  # noqa: S608
