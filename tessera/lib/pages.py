"""Cutting lists into pages. Every list of the product is bounded by this."""

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404, HttpRequest

MOST_PAGES = 500


def page_number(request: HttpRequest) -> int:
    """The page asked for; 1 when it is missing or no number."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def page_of(rows: Any, number: int, size: int) -> "Page[Any]":
    """One page of rows.

    Raises:
        Http404: beyond the last page, or beyond the depth that is served.
    """
    if number > MOST_PAGES:
        raise Http404
    try:
        return Paginator(rows, size).page(number)
    except EmptyPage as error:
        raise Http404 from error
