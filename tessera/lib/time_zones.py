"""Time zones by their names in the IANA database, and what readers may choose from."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import Locale
from babel.dates import get_timezone_location
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tessera.lib.enumerations import listed
from tessera.lib.languages import html_tag

#: One city or more for every usual offset, from west to east.
_OFFERED = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver",
    "America/Mexico_City", "America/Chicago", "America/Bogota", "America/New_York",
    "America/Caracas", "America/Santiago", "America/Sao_Paulo", "America/Argentina/Buenos_Aires",
    "Atlantic/Cape_Verde", "Africa/Dakar", "Europe/London", "Africa/Lagos", "Europe/Madrid",
    "Europe/Paris", "Europe/Berlin", "Africa/Cairo", "Europe/Athens", "Africa/Johannesburg",
    "Europe/Istanbul", "Europe/Moscow", "Asia/Beirut", "Africa/Nairobi", "Asia/Tehran",
    "Asia/Dubai", "Asia/Karachi", "Asia/Tashkent", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Dhaka", "Asia/Bangkok", "Asia/Jakarta", "Asia/Shanghai", "Asia/Manila", "Asia/Tokyo",
    "Asia/Seoul", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip


@dataclass(frozen=True)
class ZoneChoice:
    """A time zone to choose: its name in the database, and what a reader calls it."""

    name: str
    label: str


def is_time_zone(name: str) -> bool:
    """Whether the IANA database that we have knows the name."""
    return name in available_timezones()


def check_time_zone(name: str) -> None:
    """Refuse what is no time zone, tied to its field."""
    if not is_time_zone(name):
        raise ValidationError(_("Choose a time zone of the list, such as Europe/Istanbul."))


def zone_label(name: str, at: datetime, language: str) -> str:
    """A zone's city in a language with the offset at a moment: ``Istanbul, UTC+3``."""
    moment = at.astimezone(ZoneInfo(name))
    minutes = int((moment.utcoffset() or at - at).total_seconds() // 60)
    if name == "UTC":
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "−"
    offset = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
    return listed((_city(name, language), offset), language)


@lru_cache(maxsize=4096)
def _city(name: str, language: str) -> str:
    """Kept, because lists and printed programmes ask hundreds of times."""
    locale = Locale.parse(html_tag(language), sep="-")
    city: str = get_timezone_location(name, locale=locale, return_city=True)
    return city


def zone_choices(own: str, at: datetime, language: str) -> list[ZoneChoice]:
    """The session's own zone first, then UTC, then cities around the world."""
    names = dict.fromkeys((own, "UTC", *_OFFERED))
    return [ZoneChoice(name, zone_label(name, at, language)) for name in names]
