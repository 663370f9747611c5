"""Times as people type them, on a clock that is put forward in spring and back in autumn."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def moment_of(typed: datetime, time_zone: str) -> datetime:
    """The moment of a time without zone on the clocks of a zone.

    Raises:
        ValidationError: the clocks of that zone never show the time, or show it twice; or it is
            at an end of what can be counted.
    """
    zone = ZoneInfo(time_zone)
    if not MINYEAR < typed.year < MAXYEAR:
        raise ValidationError(_("Choose another year."))
    earlier, later = (typed.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    words = {"time": f"{typed:%H:%M}", "zone": time_zone}
    if earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != typed:
        raise ValidationError(
            _(
                "Clocks are put forward then: %(time)s does not exist that day in %(zone)s. "
                "Choose a later time."
            )
            % words
        )
    if earlier.utcoffset() != later.utcoffset():
        raise ValidationError(
            _(
                "Clocks are put back then: %(time)s comes twice that day in %(zone)s. "
                "Choose an earlier or a later time."
            )
            % words
        )
    return earlier.astimezone(UTC)
