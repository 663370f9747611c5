"""What this room keeps about a person, for taking away and erasing."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate, register_personal_data, rows_by
from tessera.stewardship.models import Correction


def _erase(user: User, fate: Fate) -> None:
    """What was said about a record stays with it, said by nobody."""
    own = Correction.objects.filter(Q(sender=user) | Q(email__iexact=user.email))
    own.update(sender=None, email="")


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Correction,
        export=rows_by(Correction, "sender", "reason", "text", "created_at", "state", "answer"),
        erase=_erase,
        retention=_("Your address until the answer; the correction as long as its record."),
    )
