"""Form fields for concepts, places and languages.

Their choices come from the picture of labels in memory, in the language of the page: a form with
fifty selects asks the database for none of them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageChoiceField, present_language_choices
from tessera.lib.languages import INTERFACE_LANGUAGES, own_name
from tessera.vocabularies.labels import ConceptEntry, PlaceEntry, current_language, labels
from tessera.vocabularies.widgets import (
    Checklist,
    ConceptChecklist,
    ConceptSelect,
    LabelsInput,
)

Choice = tuple[Any, Any]


class _Choices(ModelChoiceIterator):  # type: ignore[type-arg]
    """Choices made by the field itself, not by a question to the database."""

    field: Any

    def __iter__(self) -> Iterator[Choice]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.field.own_choices()

    def __len__(self) -> int:
        return sum(1 for _each in self)

    def __bool__(self) -> bool:
        return True


def _limit(field: Any, name: str) -> str:
    """One condition of the model field's ``limit_choices_to``; empty when it has none."""
    return str((field.get_limit_choices_to() or {}).get(name, ""))


def concept_choices(scheme: str) -> Iterator[Choice]:
    """The concepts of a scheme in their order, under the broader ones where it has such.

    Without a scheme, all concepts under the names of their schemes.
    """
    picture, language = labels(), current_language()
    if not scheme:
        for code in sorted({entry.scheme for entry in picture.concepts.values()}):
            options = [(each.pk, each.label(language)) for each in picture.scheme(code)]
            yield f"{code} · {picture.scheme_label(code)}", options
        return
    entries = sorted(picture.scheme(scheme), key=lambda entry: (entry.position, entry.code))
    narrower: dict[int | None, list[ConceptEntry]] = {}
    for entry in entries:
        narrower.setdefault(entry.broader, []).append(entry)
    for top in narrower.get(None, []):
        below = list(_below(top, narrower))
        if not below:
            yield top.pk, top.label(language)
            continue
        options = [(each.pk, each.label(language)) for each in (top, *below)]
        yield top.label(language), options


def _below(
    entry: ConceptEntry, narrower: dict[int | None, list[ConceptEntry]]
) -> Iterator[ConceptEntry]:
    for each in narrower.get(entry.pk, []):
        yield each
        yield from _below(each, narrower)


def place_choices(kind: str = "") -> Iterator[Choice]:
    """Places by name: countries; cities under their countries; or all under their regions."""
    picture, language = labels(), current_language()

    def named(entries: Iterable[PlaceEntry]) -> list[tuple[str, PlaceEntry]]:
        return sorted(((entry.label(language), entry) for entry in entries), key=_first)

    every = picture.places.values()
    countries = named(each for each in every if each.kind == "country")
    if kind == "country":
        yield from ((entry.pk, name) for name, entry in countries)
        return
    smaller: dict[int, list[PlaceEntry]] = {}
    for entry in every:
        if entry.kind in {"city", "subdivision"} and kind in {"", entry.kind}:
            country = picture.country_of(entry)
            smaller.setdefault(country.pk if country else 0, []).append(entry)
    if kind in {"city", "subdivision"}:
        for name, country in countries:
            options = [(each.pk, label) for label, each in named(smaller.get(country.pk, []))]
            if options:
                yield name, options
        return
    regions = named(each for each in every if each.kind == "region")
    yield _("Regions"), [(entry.pk, name) for name, entry in regions]
    for region_name, region in regions:
        options = []
        for name, country in countries:
            if country.parent == region.pk:
                options.append((country.pk, name))
                options += [
                    (each.pk, f"{label}, {name}")
                    for label, each in named(smaller.get(country.pk, []))
                ]
        if options:
            yield region_name, options


def places_by_name() -> Iterator[Choice]:
    """All places in three groups of the alphabet, for a list in which one types the first letters:
    countries, what lies in them, and regions of the world.
    """
    picture, language = labels(), current_language()
    countries, smaller, regions = [], [], []
    for entry in picture.places.values():
        name = entry.label(language)
        if entry.kind == "country":
            countries.append((name, entry.pk))
        elif entry.kind == "region":
            regions.append((name, entry.pk))
        else:
            country = picture.country_of(entry)
            where = f"{name}, {country.label(language)}" if country else name
            smaller.append((where, entry.pk))
    groups = (
        (_("Countries"), countries),
        (_("Cities and parts of countries"), smaller),
        (_("Regions"), regions),
    )
    for title, found in groups:
        yield title, [(pk, name) for name, pk in sorted(found, key=_first)]


def _first(pair: tuple[str, Any]) -> str:
    return pair[0].casefold()


class ConceptChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One concept of the scheme that the model field is limited to."""

    iterator = _Choices
    widget = ConceptSelect

    def own_choices(self) -> Iterator[Choice]:
        """The concepts of the scheme."""
        return concept_choices(_limit(self, "scheme__code"))


class ConceptsChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any number of concepts of the scheme."""

    iterator = _Choices
    widget = ConceptChecklist

    def own_choices(self) -> Iterator[Choice]:
        """The concepts of the scheme."""
        return concept_choices(_limit(self, "scheme__code"))


class PlaceChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One place of the kind that the model field is limited to."""

    iterator = _Choices

    def own_choices(self) -> Iterator[Choice]:
        """The places of the kind."""
        return place_choices(_limit(self, "kind"))


class PlacesChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any number of places."""

    iterator = _Choices
    widget = Checklist

    def own_choices(self) -> Iterator[Choice]:
        """All places."""
        return place_choices()


def _languages_without_none() -> list[Choice]:
    return list(present_language_choices())[1:]


class LanguagesChoiceField(forms.MultipleChoiceField):
    """Any number of languages, by their tags."""

    widget = Checklist

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_languages_without_none, **options)

    def valid_value(self, value: str) -> bool:
        """Any tag of a known language."""
        return LanguageChoiceField(required=False).valid_value(value)


class LabelsFormField(forms.MultiValueField):
    """One line of text per interface language, kept as a mapping without empty ones."""

    widget = LabelsInput

    def __init__(self, **options: Any) -> None:
        fields = [
            forms.CharField(max_length=80, required=False, label=own_name(tag))
            for tag in INTERFACE_LANGUAGES
        ]
        super().__init__(fields, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """The filled lines by language."""
        pairs = zip(INTERFACE_LANGUAGES, data_list or [], strict=False)
        return {tag: text for tag, text in pairs if text}
