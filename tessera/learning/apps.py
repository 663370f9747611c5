"""Registration of the room."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """The room's application."""

    name = "tessera.learning"
    label = "learning"

    def ready(self) -> None:
        """Add courses to the starter collection; let kept pages follow courses."""
        # Deferred: models can be imported only now.
        from tessera.catalogue.starter.further import add_starter_part
        from tessera.learning.querysets import latest_change
        from tessera.learning.starter.loading import load_starter_courses
        from tessera.web.page_cache import add_generation

        add_starter_part("courses", load_starter_courses)
        add_generation("courses", latest_change)
