"""Words of sessions in mails and on pages: labels of concepts and places."""

from django import template

from tessera.lib.texts import best_text
from tessera.meetings.models import Series
from tessera.vocabularies.labels import current_language, labels

register = template.Library()


@register.filter
def concept_name(pk: int) -> str:
    """A concept's label in the present language."""
    return labels().of(pk, current_language())


@register.filter
def place_name(pk: int) -> str:
    """A place's name in the present language."""
    return labels().place(pk, current_language())


@register.filter
def series_title(series: Series) -> str:
    """What a series is called in the present language, or its own."""
    text = best_text(series.texts.all(), current_language(), series.original_language)
    return text.title if text else series.identifier
