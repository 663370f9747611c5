"""Registration of the room."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The room's application."""

    name = "tessera.review"
    label = "review"
