"""Words of sessions in mails and on pages: moments on the clocks of a time zone, and labels."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.lib.texts import best_text
from tessera.meetings.models import Series
from tessera.meetings.time_zones import zone_label
from tessera.vocabularies.labels import current_language, labels

register = template.Library()


@register.filter
def moment(iso: str, zone: str) -> str:
    """A moment in words of the present language: weekday, date, hour and time zone."""
    at = datetime.fromisoformat(iso).astimezone(ZoneInfo(zone))
    words = {
        "weekday": date_format(at, "l"),
        "date": date_format(at, "DATE_FORMAT"),
        "hour": date_format(at, "H:i"),
        "zone": zone_label(zone, at, current_language()),
    }
    return _("%(weekday)s, %(date)s, %(hour)s (%(zone)s)") % words


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
