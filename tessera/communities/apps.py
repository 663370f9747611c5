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
        from tessera.catalogue.drafts import (
            add_draft_section,
            draft_ended,
            draft_left,
            draft_published,
        )
        from tessera.communities import (  # noqa: F401 - registers kinds of mails
            mails,
            personal_data,
            queues,
            receivers,
        )
        from tessera.communities.models import Attachment
        from tessera.communities.rules import is_editor
        from tessera.communities.shared_drafts import draft_section
        from tessera.lib.uploads.stored import forget_with_rows

        personal_data.register()
        queues.register()
        forget_with_rows(Attachment)
        add_draft_section("communities", draft_section)
        draft_published.connect(receivers.keep_published, dispatch_uid="communities.published")
        draft_ended.connect(receivers.forget_ended, dispatch_uid="communities.ended")
        draft_left.connect(receivers.forget_left, dispatch_uid="communities.left")
        add_account_link(AccountLink("community_desk", _("Communities"), 46, is_editor))
