"""What keeps an event from being announced: the same for forms and for actions."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.communities.models.events import MOST_DAYS

#: An event may be so far ahead at most.
FURTHEST: Final = timedelta(days=3 * 366)


def faults_of(
    values: Mapping[str, Any], *, now: datetime, before: datetime | None = None
) -> Iterator[tuple[str, str]]:
    """Field of the form and what is wrong with it. What is not typed yet has no fault.

    ``before`` is when it began as it was shown: what has begun may be completed, not moved.
    """
    begins, ends = values.get("starts_at"), values.get("ends_at")
    if not values.get("place", "").strip() and not values.get("is_online"):
        yield "place", _("Say where it takes place, or that it is online.")
    if begins is None:
        return
    if begins <= now and begins != before:
        yield "begins", _("Choose a time to come.")
    elif begins > now + FURTHEST:
        yield "begins", _("Choose a day within the next three years.")
    if ends and ends <= begins:
        yield "ends", _("It must end after it begins.")
    elif ends and ends - begins > timedelta(days=MOST_DAYS):
        words = ngettext(
            "An event can last %(days)d day at most.",
            "An event can last %(days)d days at most.",
            MOST_DAYS,
        )
        yield "ends", words % {"days": MOST_DAYS}
    if values.get("register_by") and values["register_by"] > begins:
        yield "registration", _("Registration must end before the event begins.")
