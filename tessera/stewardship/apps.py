"""Registration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link


class StewardshipConfig(AppConfig):
    """The room's application."""

    name = "tessera.stewardship"
    label = "stewardship"

    def ready(self) -> None:
        """Show this room on records' pages, and to editors."""
        # Deferred: models can be imported only now.
        from tessera.catalogue.extras import add_record_banner, add_record_section
        from tessera.review.desk_rules import is_editor
        from tessera.review.signals import submission_moved
        from tessera.stewardship import mails, personal_data, queues  # noqa: F401 - registers a kind
        from tessera.stewardship.sections import age_banner, correction_invitation, tried_section
        from tessera.stewardship.tried import link_snapshot

        personal_data.register()
        queues.register()
        add_account_link(AccountLink("corrections", _("Corrections"), 45, is_editor))
        add_account_link(AccountLink("verifications", _("To verify"), 46, is_editor))
        add_record_banner("stewardship", age_banner)
        add_record_section("stewardship-tried", tried_section)
        submission_moved.connect(link_snapshot, dispatch_uid="stewardship.tried")
        add_record_section("stewardship", correction_invitation)
