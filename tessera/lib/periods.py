"""Uncertain dates and periods in EDTF, levels 0 and 1 (https://www.loc.gov/standards/datetime/).

Records keep the text that a person typed (``2019?``, ``2015/2018``, ``2021-04``); the years that
search needs are derived from it. Read here: years, months, seasons and days, the marks ``?``,
``~`` and ``%``, unknown digits (``201X``), intervals, open and unknown ends. Years before 1 and
after 2999, and level 2, are refused: nothing that records describe needs them.

Decision 0009 tells why no library does this.
"""

import re
from calendar import monthrange
from dataclasses import dataclass

_DATE = re.compile(
    r"""(?P<year>\d{4}|\d{3}X|\d{2}XX)
        (?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?
        (?P<mark>[?~%])?""",
    re.VERBOSE,
)
_SEASONS = range(21, 25)
_LAST_YEAR = 2999


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
        InvalidDateError: when the text is no EDTF date of level 0 or 1, or has no first year.
    """
    start, slash, end = text.strip().partition("/")
    first = _years(start)
    if not slash:
        return first
    if end in {"", ".."}:
        return YearSpan(first.first, None)
    last = _years(end).last
    if last is None or last < first.first:
        raise InvalidDateError(text)
    return YearSpan(first.first, last)


def _years(text: str) -> YearSpan:
    match = _DATE.fullmatch(text)
    if not match or not text.isascii():
        raise InvalidDateError(text)
    first = int(match["year"].replace("X", "0"))
    last = int(match["year"].replace("X", "9"))
    if not 0 < first <= last <= _LAST_YEAR or not _is_in_calendar(first, match):
        raise InvalidDateError(text)
    return YearSpan(first, last)


def _is_in_calendar(year: int, match: re.Match[str]) -> bool:
    month, day = match["month"], match["day"]
    if month in {None, "XX"}:
        return day in {None, "XX"}
    number = int(month)
    if number in _SEASONS:
        return day is None
    if not 1 <= number <= 12:
        return False
    return day in {None, "XX"} or 1 <= int(day) <= monthrange(year, number)[1]
