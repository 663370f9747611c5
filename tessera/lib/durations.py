"""How long something takes, in words that people use."""

from math import ceil

from django.utils.formats import number_format
from django.utils.translation import ngettext

#: Minutes from which hours say it better.
_HOURS_FROM = 120


def spoken_minutes(minutes: int) -> str:
    """“90 minutes”, “2 hours”, “2.5 hours”; hours are rounded to halves."""
    if minutes < _HOURS_FROM:
        words = ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes)
        return words % {"minutes": minutes}
    halves = round(minutes / 30)
    hours = number_format(halves / 2, decimal_pos=halves % 2, force_grouping=True)
    return ngettext("%(hours)s hour", "%(hours)s hours", ceil(halves / 2)) % {"hours": hours}
