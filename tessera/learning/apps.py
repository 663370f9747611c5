"""Registration of the room."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """The room's application."""

    name = "tessera.learning"
    label = "learning"
