"""Registration of the room."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The room's application."""

    name = "tessera.network"
    label = "network"
