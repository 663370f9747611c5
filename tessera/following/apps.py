"""Registration of the room."""

from collections.abc import Callable

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link
from tessera.web.components.page_actions import PageAction, add_page_action


class FollowingConfig(AppConfig):
    """The room's application."""

    name = "tessera.following"
    label = "following"

    def ready(self) -> None:
        """Offer to follow records, and show what is followed in the account menu."""
        # Deferred: models can be imported only now.
        from tessera.catalogue.extras import add_record_section
        from tessera.following import mails, personal_data  # noqa: F401 - registers a kind
        from tessera.following.sections import invitation_to_follow

        personal_data.register()
        add_account_link(AccountLink("following", _("Following"), order=15))
        add_record_section("following", invitation_to_follow)
        for kind in ("person", "community", "organization", "series"):
            add_page_action("follow", PageAction(kind, _("Follow"), _address_of(kind)))


def _address_of(kind: str) -> Callable[[str], str]:
    return lambda identifier: f"{reverse('follow')}?follow_{kind}={identifier}"
