"""Registration of the room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room's application."""

    name = "tessera.search"
    label = "search"
