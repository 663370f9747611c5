"""Wishes to be left alone are understood in each of their forms."""

from datetime import UTC, datetime, timedelta

import pytest

from tessera.lib.waiting import seconds_in


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120), (" 5 ", 5), ("0", 0), ("", None), ("soon", None), ("-5", None),
        ("9" * 30, None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("1 2 3", None),
    ],
)  # fmt: skip
def test_a_wish_is_understood(text, seconds):
    assert seconds_in(text) == seconds


def test_a_moment_is_counted_from_now():
    later = datetime.now(UTC) + timedelta(seconds=90)
    for form in ("%a, %d %b %Y %H:%M:%S GMT", "%a, %d %b %Y %H:%M:%S -0000"):
        assert 85 < (seconds_in(later.strftime(form)) or 0) <= 90
