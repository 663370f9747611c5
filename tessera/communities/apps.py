"""Registration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link


class CommunitiesConfig(AppConfig):
    """The room's application."""

    name = "tessera.communities"
    label = "communities"

    def ready(self) -> None:
        """Register mails and personal data; show editors what waits for them."""
        # Deferred: models can be imported only now.
        from tessera.communities import (  # noqa: F401 - register themselves
            mails,
            personal_data,
            queues,
            receivers,
        )
        from tessera.communities.rules import is_editor

        personal_data.register()
        queues.register()
        add_account_link(AccountLink("community_desk", _("Communities"), 46, is_editor))
