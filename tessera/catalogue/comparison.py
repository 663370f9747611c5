"""Reading kept versions, and comparing two of them."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from tessera.lib.languages import language_name
from tessera.vocabularies.labels import Labels, current_language, labels

Segments = tuple[tuple[str, bool], ...]
_HIDDEN = {
    "identifier", "kind", "provenance_kind", "provenance_id", "state", "year", "slug",
}  # fmt: skip
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class SnapshotRow:
    """A field of a version: the part it belongs to, its name, what it said."""

    group: str
    label: str
    value: str
    language: str = ""


@dataclass(frozen=True)
class Difference:
    """A field that differs; old and new cut into pieces, each with whether it changed."""

    group: str
    label: str
    old: Segments
    new: Segments
    language: str = ""


def readable_snapshot(model: type[models.Model], snapshot: Mapping[str, Any]) -> list[SnapshotRow]:
    """Every field of a version in the reader's words, in the order of the model."""
    return [row for _key, row in _rows(model, snapshot)]


def compare_snapshots(
    model: type[models.Model], old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[Difference]:
    """The fields that differ between two versions."""
    before, after = dict(_rows(model, old)), dict(_rows(model, new))
    differences = []
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        if (was and was.value) == (now and now.value):
            continue
        row = now or was
        assert row is not None
        pieces = _pieces(was.value if was else "", now.value if now else "")
        differences.append(Difference(row.group, row.label, *pieces, language=row.language))
    return differences


def _pieces(old: str, new: str) -> tuple[Segments, Segments]:
    """Both texts cut at words, with what was removed and what was added marked."""
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    if len(left) * len(right) > 4_000_000:  # a comparison by words would take seconds
        return ((old, True),), ((new, True),)
    was: list[tuple[str, bool]] = []
    now: list[tuple[str, bool]] = []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if first < last:
            was.append(("".join(left[first:last]), tag != "equal"))
        if start < end:
            now.append(("".join(right[start:end]), tag != "equal"))
    return tuple(was), tuple(now)


def _rows(
    model: type[models.Model], snapshot: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], SnapshotRow]]:
    picture, language = labels(), current_language()
    for name, value in snapshot.items():
        if name in _HIDDEN:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from _child_rows(model, name, value, picture, language)
            continue
        field = _field(model, name)
        if field is not None:
            shown = _shown(field, value, picture, language)
            yield (name,), SnapshotRow("", _capital(field.verbose_name), shown)


def _child_rows(
    model: type[models.Model],
    name: str,
    rows: list[dict[str, Any]],
    picture: Labels,
    language: str,
) -> Iterator[tuple[tuple[str, ...], SnapshotRow]]:
    child = _child_model(model, name)
    if child is None:
        return
    for number, row in enumerate(rows, start=1):
        tongue = row.get("language", "") if name == "texts" else ""
        if tongue:
            key, group = (
                tongue,
                _("Text in %(language)s") % {"language": language_name(tongue, language)},
            )
        else:
            key, group = str(number), _capital(child._meta.verbose_name)
        for column, value in row.items():
            field = _field(child, column)
            if field is None or (tongue and column == "language"):
                continue
            shown = _shown(field, value, picture, language)
            is_prose = bool(tongue) and column not in {"status", "is_outdated"}
            yield (
                (name, key, column),
                SnapshotRow(group, _capital(field.verbose_name), shown, tongue if is_prose else ""),
            )


def _child_model(model: type[models.Model], name: str) -> type[models.Model] | None:
    try:
        child = model._meta.get_field(name).related_model
    except FieldDoesNotExist:  # as below
        return None
    return child if isinstance(child, type) else None


def _field(model: type[models.Model], name: str) -> Any:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:  # a version may be older than the present fields
        return None
    return field if isinstance(field, models.Field) else None


def _shown(field: Any, value: Any, picture: Labels, language: str) -> str:
    if isinstance(value, list):
        return " · ".join(_shown(field, each, picture, language) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(field.flatchoices)
    if value in choices:
        return str(choices[value])
    limit = field.get_limit_choices_to() if field.is_relation else {}
    scheme = limit.get("scheme__code") if isinstance(limit, dict) else None
    if scheme:
        entry = picture.concept(scheme, str(value))
        return entry.label(language) if entry else str(value)
    if field.is_relation and field.related_model._meta.model_name == "place":
        place = picture.by_place_code.get(str(value))
        return place.label(language) if place else str(value)
    return str(value)


def _capital(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]
