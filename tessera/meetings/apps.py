"""Registration of the room."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """The room's application."""

    name = "tessera.meetings"
    label = "meetings"
