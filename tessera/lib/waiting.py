"""How long another site asks to be left alone: ``Retry-After`` (RFC 9110 §10.2.3), ``Backoff``."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_in(text: str) -> float | None:
    """The seconds that a header says, by number or by date, and never fewer than none; ``None``
    when it says nothing that can be read.
    """
    bare = text.strip()
    if re.fullmatch(r"\d{1,9}", bare):
        return float(bare)
    try:
        moment = parsedate_to_datetime(bare)
    except (TypeError, ValueError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
