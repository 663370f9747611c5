"""Registration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link


class InteropConfig(AppConfig):
    """The room's application."""

    name = "tessera.interop"
    label = "interop"

    def ready(self) -> None:
        """Lead editors to the imports."""
        # Deferred: models can be imported only now.
        from tessera.interop.importing.actions import can_import

        add_account_link(AccountLink("imports", _("Imports"), 47, can_import))
