"""Wagtail's pages for users, with our forms."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Stands in for ``wagtail.users``. A module of its own, because it is loaded before models."""

    user_viewset = "tessera.accounts.back_office_forms.UserViewSet"
