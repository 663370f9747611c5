"""Registration of the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room's application."""

    name = "tessera.accounts"
    label = "accounts"
