"""Lists are bounded, and an address that was tampered with is no error."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from tessera.lib.pages import MOST_PAGES, page_number, page_of


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 1), ("page=3", 3), ("page=x", 1), ("page=-1", 1), ("page=٣", 1), ("page=9999999999", 1),
     ("page=", 1), ("page=2.5", 1)],
)  # fmt: skip
def test_page_asked_for(query, number):
    assert page_number(RequestFactory().get(f"/?{query}")) == number


@pytest.mark.parametrize("number", [0, 3, MOST_PAGES + 1])
def test_page_outside_the_list_is_not_found(number):
    with pytest.raises(Http404):
        page_of(range(20), number, 10)


def test_empty_list_has_one_page():
    assert list(page_of([], 1, 10)) == []
