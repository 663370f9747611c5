"""Registration of the room."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The room's application."""

    name = "tessera.network"
    label = "network"

    def ready(self) -> None:
        """Say what is kept about people."""
        # Deferred: models can be imported only now.
        from tessera.network import personal_data

        personal_data.register()
