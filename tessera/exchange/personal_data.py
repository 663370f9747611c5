"""What this room keeps about a person, for taking away and erasing."""

from django.utils.translation import gettext_lazy as _

from tessera.accounts.personal_data import delete_by, register_personal_data, rows_by
from tessera.exchange.models import Listing


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Listing,
        export=rows_by(
            Listing, "person__user", "identifier", "side", "kind__code", "title", "text",
            "language", "languages", "place__code", "until", "readers", "state", "created_at",
        ),
        erase=delete_by(Listing, "person__user"),
        retention=_("Seen until the day you set; kept until you erase your account."),
    )  # fmt: skip
