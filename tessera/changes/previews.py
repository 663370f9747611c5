"""Showing what is being written as readers would see it."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from tessera.lib.languages import INTERFACE_LANGUAGES, interface_language, own_name


def preview_modes() -> list[tuple[str, str]]:
    """One preview per interface language, each under its own name."""
    return [(tag, own_name(tag)) for tag in INTERFACE_LANGUAGES]


def show_as_published(
    thing: Any,
    request: HttpRequest,
    language: str,
    answer: Callable[[Any], HttpResponse],
) -> HttpResponse:
    """The public page of a draft, made by the very view that will show it.

    The draft is published inside a transaction that is always rolled back: lists, facts and
    relations are asked of the database, and a second way to put the page together would drift
    from the first. Nothing is announced, and nothing is kept.
    """
    with translation.override(interface_language(language)):
        try:
            with transaction.atomic():
                response = answer(_published(thing))
                transaction.set_rollback(True)
        except DatabaseError:  # a field that the database requires is still empty
            response = render(request, "changes/preview_incomplete.html")
    return response


def _published(thing: Any) -> Any:
    thing.live = True
    thing.save()
    kept = type(thing).objects.get(pk=thing.pk)
    kept.prepare_publication()
    kept.save(update_fields=kept.derived_fields)
    return kept
