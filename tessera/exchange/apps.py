"""Registration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link


class ExchangeConfig(AppConfig):
    """The room's application."""

    name = "tessera.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register mails and personal data."""
        # Deferred: models can be imported only now.
        from tessera.exchange import mails, personal_data, queues  # noqa: F401 - registers kinds
        from tessera.exchange.finding import latest_change
        from tessera.web.page_cache import add_generation

        personal_data.register()
        add_generation("listings", latest_change)
        queues.register()
        add_account_link(AccountLink("own_listings", _("Your offers and seeks"), 17))
        add_account_link(AccountLink("own_mentoring", _("Your mentoring"), 18))
