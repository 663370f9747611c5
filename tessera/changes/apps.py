"""Registration of the room."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """The room's application."""

    name = "tessera.changes"
    label = "changes"

    def ready(self) -> None:
        """Pages kept in memory are forgotten at the next change."""
        # Deferred: models can be imported only now.
        from tessera.changes.actions import latest_sequence
        from tessera.web.page_cache import add_generation

        add_generation("changes", latest_sequence)
