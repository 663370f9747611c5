"""What is kept about people after a session."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate, register_personal_data
from tessera.meetings.models import SessionOutcome


def _export(user: User) -> Iterator[Mapping[str, Any]]:
    rows = SessionOutcome.objects.filter(owner_email__iexact=user.email).order_by("pk")
    yield from rows.values("session__identifier", "text", "owner", "owner_email").iterator()


def _erase(user: User, fate: Fate) -> None:
    """The outcome stays; nobody is asked any more."""
    SessionOutcome.objects.filter(owner_email__iexact=user.email).update(owner_email="")


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        SessionOutcome,
        export=_export,
        erase=_erase,
        retention=_("Your address until four months after the last question about it."),
        title=_("outcomes of working sessions that you are asked about"),
    )
