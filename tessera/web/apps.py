"""Registration of the room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The room's application."""

    name = "tessera.web"
    label = "web"
