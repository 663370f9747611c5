"""What this room keeps about a person, for taking away and erasing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Export, Fate, register_personal_data
from tessera.meetings.models import Invitation, Registration


def _own(user: User) -> Q:
    return Q(user=user) | Q(email__iexact=user.email)


def _export(model: type[Model], *fields: str) -> Export:
    def export(user: User) -> Iterator[Mapping[str, Any]]:
        rows = model._default_manager.filter(_own(user)).order_by("pk")
        yield from rows.values(*fields).iterator(chunk_size=500)

    return export


def _erase_registrations(user: User, fate: Fate) -> None:
    """A place in a session to come is free again when the waiting list is next looked at."""
    Registration.objects.filter(_own(user)).delete()


def _erase_invitations(user: User, fate: Fate) -> None:
    """Who sat on a panel in public stays named there; address and answers go."""
    Invitation.objects.filter(_own(user)).delete()


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Registration,
        export=_export(Registration, "session__identifier", "state", "name", "email",
                       "organization", "focus", "question", "access_needs", "created_at"),
        erase=_erase_registrations,
        retention=_("As long after the session as its form of registration says."),
        title=_("registrations for working sessions"),
    )  # fmt: skip
    register_personal_data(
        Invitation,
        export=_export(Invitation, "seat__session__identifier", "state", "name", "email",
                       "affiliation", "answer", "created_at"),
        erase=_erase_invitations,
        retention=_("As long after the session as its form of registration says."),
        title=_("invitations to seats of working sessions"),
    )  # fmt: skip
