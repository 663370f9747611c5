"""Dates may be uncertain, or have no end; the years that readers sort by follow from them."""

import pytest

from tessera.lib.periods import InvalidDateError, YearSpan, parse_years


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", 2019, 2019),
        ("2019?", 2019, 2019),
        ("2019~", 2019, 2019),
        ("2021-04", 2021, 2021),
        ("2021-04-30", 2021, 2021),
        ("2021-12-31", 2021, 2021),
        ("2015/2018", 2015, 2018),
        ("2015-03/2018?", 2015, 2018),
        ("2015/..", 2015, None),
        ("201X", 2010, 2019),
        (" 2016 ", 2016, 2016),
    ],
)
def test_years_of_a_date(text, first, last):
    assert parse_years(text) == YearSpan(first, last)


@pytest.mark.parametrize(
    "text", ["", "spring", "2021-13", "2021-02-30", "12.04.2021", "20211", "0000", "'; drop table"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(InvalidDateError):
        parse_years(text)
