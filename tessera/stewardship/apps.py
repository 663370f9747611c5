"""Registration of the room."""

from django.apps import AppConfig


class StewardshipConfig(AppConfig):
    """The room's application."""

    name = "tessera.stewardship"
    label = "stewardship"
