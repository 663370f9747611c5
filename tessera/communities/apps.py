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
        from tessera.communities import mails, personal_data, queues  # noqa: F401 - registers kinds
        from tessera.communities.models import Attachment
        from tessera.communities.rules import is_editor
        from tessera.lib.uploads.stored import forget_with_rows

        personal_data.register()
        queues.register()
        forget_with_rows(Attachment)
        add_account_link(AccountLink("community_desk", _("Communities"), 46, is_editor))
