"""Registration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link


class InteropConfig(AppConfig):
    """The room's application."""

    name = "tessera.interop"
    label = "interop"

    def ready(self) -> None:
        """Lead editors to the imports, and everybody to their tokens."""
        # Deferred: models can be imported only now.
        from tessera.accounts.personal_data import delete_by, register_personal_data, rows_by
        from tessera.catalogue.extras import add_record_banner
        from tessera.changes.signals import changes_announced
        from tessera.interop import checks  # noqa: F401 - registers itself
        from tessera.interop.deposits.queueing import follow_changes
        from tessera.interop.harvesting import mails  # noqa: F401 - registers itself
        from tessera.interop.harvesting.sections import origin_banner
        from tessera.interop.importing.actions import can_import
        from tessera.interop.models import ApiToken

        changes_announced.connect(follow_changes, dispatch_uid="interop.deposits")
        add_account_link(AccountLink("imports", _("Imports"), 47, can_import))
        add_account_link(AccountLink("sources", _("Sources of harvests"), 48, can_import))
        add_record_banner("origin", origin_banner)
        add_account_link(AccountLink("api_tokens", _("Tokens for programs"), 80))
        register_personal_data(
            ApiToken,
            export=rows_by(ApiToken, "user", "name", "scopes", "created_at", "expires_at"),
            erase=delete_by(ApiToken, "user"),
            retention=_("Until you end it, or your account is erased."),
        )
