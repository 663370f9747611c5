"""Registration of the room."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The room's application."""

    name = "tessera.pages"
    label = "pages"
