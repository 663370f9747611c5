"""Registration of the room."""

from django.apps import AppConfig


class InteropConfig(AppConfig):
    """The room's application."""

    name = "tessera.interop"
    label = "interop"
