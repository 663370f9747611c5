"""Registration of the room."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link


class NetworkConfig(AppConfig):
    """The room's application."""

    name = "tessera.network"
    label = "network"

    def ready(self) -> None:
        """Say what is kept about people, and hear of their accounts."""
        # Deferred: models can be imported only now.
        from tessera.accounts.models import User
        from tessera.accounts.naming import name_users_with
        from tessera.network import mails, moderating, personal_data  # noqa: F401 - registers kinds
        from tessera.network.claims import mails as claim_mails  # noqa: F401 - the same
        from tessera.network.claims import queues
        from tessera.network.funding.finding import latest_change
        from tessera.network.people import shown_name
        from tessera.network.receivers import follow_account
        from tessera.network.team import mails as team_mails  # noqa: F401 - the same
        from tessera.web.page_cache import add_generation

        name_users_with(shown_name)
        post_save.connect(follow_account, sender=User, dispatch_uid="network.follow_account")
        personal_data.register()
        moderating.register()
        queues.register()
        add_generation("funding", latest_change)
        add_account_link(AccountLink("own_profile", _("Your profile"), 15))
        add_account_link(AccountLink("own_messages", _("Messages"), 16))
