"""What this room keeps about a person, for taking away and erasing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate, register_personal_data, rows_by
from tessera.following.models import Follow, Follower, Notice

_AS_LONG = _("As long as you follow it.")


def _eraser(model: Any) -> Any:
    def erase(user: User, fate: Fate) -> None:
        model.objects.filter(user=user).delete()

    return erase


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Notice, export=rows_by(Notice, "user", "identifier", "what", "at", "read_at"),
        erase=_eraser(Notice), retention=_("Three months."),
    )  # fmt: skip
    register_personal_data(
        Follow, export=rows_by(Follow, "user", "kind", "target", "level", "created_at"),
        erase=_eraser(Follow), retention=_AS_LONG,
    )  # fmt: skip
    register_personal_data(
        Follower,
        export=rows_by(Follower, "user", "time_zone", "hour", "weekday", "quiet_from"),
        erase=_eraser(Follower), retention=_AS_LONG,
    )  # fmt: skip
