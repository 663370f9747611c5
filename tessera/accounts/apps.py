"""Registration of the room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link


class AccountsConfig(AppConfig):
    """The room's application."""

    name = "tessera.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Every installation has the roles."""
        # Deferred: models can be imported only now.
        from allauth.socialaccount.providers.orcid.provider import OrcidProvider

        from tessera.accounts import own_data, queues
        from tessera.accounts.receivers import follow_migrations
        from tessera.accounts.second_steps import needs_second_step
        from tessera.accounts.shared_memory import share_memory

        OrcidProvider.name = "ORCID"  # As its owner writes it.
        share_memory()
        own_data.register()
        queues.register()
        add_account_link(AccountLink("account_index", _("Your account"), order=10))
        add_account_link(AccountLink("moderation_queue", _("Moderation"), 44, queues.is_for))
        add_account_link(AccountLink("wagtailadmin_home", _("Back office"), 800, needs_second_step))
        add_account_link(AccountLink("account_logout", _("Sign out"), order=900))
        post_migrate.connect(follow_migrations, dispatch_uid="tessera.accounts.roles")
