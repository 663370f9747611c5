"""Registration of the room."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The room's application."""

    name = "tessera.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Tell what is kept about people."""
        # Deferred: models can be imported only now.
        from tessera.notifications import personal_data, queueing  # noqa: F401 - registers a kind

        personal_data.register()
