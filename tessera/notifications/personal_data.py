"""What the room keeps about people: to be taken away, and to be erased."""

from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate, register_personal_data, rows_by
from tessera.notifications.models import Bounce, Mail, StoppedMail


def _erase_mails(user: User, fate: Fate) -> None:
    """Whatever was chosen: no mail follows an erased account, but for those on their way now."""
    Mail.objects.filter(user=user).delete()
    StoppedMail.objects.filter(address=user.email).delete()
    Bounce.objects.filter(address=user.email).delete()


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Mail,
        export=rows_by(Mail, "user", "kind", "address", "language", "created_at", "sent_at"),
        erase=_erase_mails,
        retention=_("Sixty days; the words of a mail only until it is sent."),
    )
