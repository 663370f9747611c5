"""Registration of the room."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The room's application."""

    name = "tessera.pages"
    label = "pages"

    def ready(self) -> None:
        """Listen to what editors publish."""
        # Deferred: models can be imported only now.
        from tessera.pages import receivers  # noqa: F401 - connects when imported
