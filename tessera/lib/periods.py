"""Uncertain dates and periods as in EDTF (https://www.loc.gov/standards/datetime/).

Records keep the text that a person typed (``2019?``, ``2015/2018``, ``2021-04``); the years that
search needs are derived from it.
"""

from dataclasses import dataclass

import edtf


class InvalidDateError(ValueError):
    """The text is no date or period in EDTF."""


@dataclass(frozen=True)
class YearSpan:
    """First and last year that a text can mean; the last is ``None`` when the end is open."""

    first: int
    last: int | None


def parse_years(text: str) -> YearSpan:
    """The years that an EDTF text covers; “2019?” and “2019~” are taken as 2019.

    Raises:
        InvalidDateError: when the text is not EDTF level 0, 1 or 2.
    """
    try:
        parsed = edtf.parse_edtf(text.strip())
        first = parsed.lower_strict().tm_year
        open_end = text.strip().endswith(("/..", "/"))
        last = None if open_end else parsed.upper_strict().tm_year
    except Exception as error:  # the parser raises several unrelated types
        raise InvalidDateError(text) from error
    if not 0 < first < 3000:
        raise InvalidDateError(text)
    return YearSpan(first, last)
