"""Model fields that hold concepts of one scheme."""

from typing import Any

from django.db import models
from modelcluster.fields import ParentalManyToManyField


def concept_field(scheme: str, label: Any, *, required: bool = False, **options: Any) -> Any:
    """One concept of a scheme. A concept in use cannot be deleted, only deprecated."""
    return models.ForeignKey(
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
    return ParentalManyToManyField(
        "vocabularies.Concept",
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": scheme},
        verbose_name=label,
        **options,
    )
