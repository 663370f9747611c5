"""Registration of the room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """The room's application."""

    name = "tessera.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Every installation has the roles."""
        # Deferred: models can be imported only now.
        from tessera.accounts.receivers import follow_migrations

        post_migrate.connect(follow_migrations, dispatch_uid="tessera.accounts.roles")
