"""Registration of the room."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link
from tessera.web.components.page_actions import PageAction, add_page_action


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
        add_page_action("offer", PageAction("team", _("Offer or seek something"), _offer_for))


def _offer_for(organization: str) -> str:
    return f"{reverse('listing_new')}?for={organization}"
