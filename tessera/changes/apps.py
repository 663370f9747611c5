"""Registration of the room."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """The room's application."""

    name = "tessera.changes"
    label = "changes"
