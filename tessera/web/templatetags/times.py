"""Moments in words.

Template tags of every page and mail (no ``load`` needed).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tessera.lib.time_zones import zone_label

register = template.Library()


@register.filter
def moment(iso: str, zone: str) -> str:
    """A moment in words of the present language: weekday, date, hour and time zone."""
    at = datetime.fromisoformat(iso).astimezone(ZoneInfo(zone))
    words = {
        "weekday": date_format(at, "l"),
        "date": date_format(at, "DATE_FORMAT"),
        "hour": date_format(at, "H:i"),
        "zone": zone_label(zone, at, get_language() or "en"),
    }
    return _("%(weekday)s, %(date)s, %(hour)s (%(zone)s)") % words
