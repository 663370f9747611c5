"""What editors are told of other sites: that one asks to be friends, and that a home is back."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tessera.interop.friends.models import Friend
from tessera.interop.friends.rules import can_adopt
from tessera.interop.importing.actions import can_import
from tessera.lib.languages import interface_language
from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail
from tessera.review.desk_views import editors_for


def _sample() -> dict[str, Any]:
    return {
        "path": "/en/desk/sources/friends/", "name": "Integration in the North",
        "home": "https://north.example.org", "is_back": False,
    }  # fmt: skip


FRIEND = register_mail(
    MailKind("interop.friend", _("Another Tessera waits for an answer"), False, _sample)
)


def tell_of(friend: Friend, *, is_back: bool = False) -> None:
    """Queue it for everybody who can answer; whoever asks again is not told of again."""
    can_answer = can_adopt if is_back else can_import
    since = f"{friend.back_at:%Y%m%d}" if is_back and friend.back_at else "asks"
    for person in editors_for():
        if not can_answer(person):
            continue
        with override(interface_language(person.language)):
            path = reverse("friends")
        context = {
            "path": path, "name": str(friend), "home": friend.home, "is_back": is_back,
        }  # fmt: skip
        send_mail(FRIEND, to=person, context=context, once=f"{friend.pk}-{since}-{person.pk}")
