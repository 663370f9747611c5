"""Model fields that hold concepts of one scheme, places, languages, and labels per language.

In migrations each is the field that it refines, so that none names a class of ours.
"""

from typing import Any

from django.db import models
from django.utils.text import capfirst
from modelcluster.fields import ParentalManyToManyField

from tessera.vocabularies.form_fields import (
    ConceptChoiceField,
    ConceptsChoiceField,
    LabelsFormField,
    LanguagesChoiceField,
    PlaceChoiceField,
    PlacesChoiceField,
)


class ConceptField(models.ForeignKey):  # type: ignore[type-arg]
    """One concept; a plain select in forms."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A ``ForeignKey`` to migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, options

    def formfield(self, **options: Any) -> Any:
        """The concepts of the scheme, by their labels."""
        options.pop("widget", None)
        return super().formfield(**{**options, "form_class": ConceptChoiceField})


class ConceptsField(ParentalManyToManyField):
    """Any number of concepts; a list to tick in forms."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A ``ParentalManyToManyField`` to migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "modelcluster.fields.ParentalManyToManyField", args, options

    def formfield(self, **options: Any) -> Any:
        """The concepts of the scheme under the broader ones."""
        options.pop("widget", None)
        return super().formfield(**{**options, "form_class": ConceptsChoiceField})


class PlaceField(models.ForeignKey):  # type: ignore[type-arg]
    """One place; a select in forms, cities under their countries."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A ``ForeignKey`` to migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, options

    def formfield(self, **options: Any) -> Any:
        """The places, by their names."""
        options.pop("widget", None)
        return super().formfield(**{**options, "form_class": PlaceChoiceField})


class PlacesField(ParentalManyToManyField):
    """Any number of places; a list to tick in forms, countries and cities under regions."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A ``ParentalManyToManyField`` to migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "modelcluster.fields.ParentalManyToManyField", args, options

    def formfield(self, **options: Any) -> Any:
        """The places, by their names."""
        options.pop("widget", None)
        return super().formfield(**{**options, "form_class": PlacesChoiceField})


class LanguageTagsField(models.JSONField):
    """A list of language tags."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A ``JSONField`` to migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options

    def formfield(self, **options: Any) -> Any:
        """A list of languages to tick."""
        for unused in ("widget", "encoder", "decoder"):
            options.pop(unused, None)
        return LanguagesChoiceField(
            label=options.get("label", capfirst(self.verbose_name)),
            help_text=self.help_text,
            required=not self.blank,
        )


class LabelsField(models.JSONField):
    """One label per interface language."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A ``JSONField`` to migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options

    def formfield(self, **options: Any) -> Any:
        """One line for each language."""
        return LabelsFormField(
            label=options.get("label", capfirst(self.verbose_name)),
            help_text=self.help_text,
            required=not self.blank,
        )


def concept_field(scheme: str, label: Any, *, required: bool = False, **options: Any) -> Any:
    """One concept of a scheme. A concept in use cannot be deleted, only deprecated."""
    return ConceptField(
        "vocabularies.Concept",
        models.PROTECT,
        null=not required,
        blank=not required,
        related_name="+",
        limit_choices_to={"scheme__code": scheme},
        verbose_name=label,
        **options,
    )


def concepts_field(scheme: str, label: Any, **options: Any) -> Any:
    """Any number of concepts of a scheme."""
    return ConceptsField(
        "vocabularies.Concept",
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": scheme},
        verbose_name=label,
        **options,
    )
