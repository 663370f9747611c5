"""Registration of the room."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The room's application."""

    name = "tessera.notifications"
    label = "notifications"
