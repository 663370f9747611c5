"""After every migration, the roles are given what the new tables brought."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from tessera.accounts.roles import ensure_roles


def follow_migrations(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Ensure the roles once, when the last application has its tables.

    Django makes each application's permissions after telling us about it, so those of the last
    one are made here first.
    """
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender is last and using == DEFAULT_DB_ALIAS:
        create_permissions(last, verbosity=0, using=using)
        ensure_roles()
