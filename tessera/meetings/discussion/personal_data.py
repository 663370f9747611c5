"""What a discussion in writing keeps about a person, and how it goes."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate, register_personal_data
from tessera.meetings.attendance import key_of
from tessera.meetings.discussion.models import Contribution, Contributor
from tessera.meetings.models import Invitation, Registration, Session


def _own(user: User) -> "QuerySet[Contributor]":
    """By the account, and by places and seats under its address."""
    own = Q(user=user) | Q(email__iexact=user.email)
    places = Registration.objects.filter(own).order_by("pk")
    seats = Invitation.objects.filter(own).select_related("seat").order_by("pk")
    wanted = Q(user=user)
    for session, key in [
        *((each.session_id, key_of(each)) for each in places),
        *((each.seat.session_id, key_of(each)) for each in seats),
    ]:
        wanted |= Q(session=session, key=key)
    return Contributor.objects.filter(wanted)


def _export(user: User) -> Iterator[Mapping[str, Any]]:
    rows = Contribution.objects.filter(author__in=_own(user)).order_by("pk")
    fields = ("session__identifier", "number", "question__number", "name", "text", "state",
              "created_at")  # fmt: skip
    yield from rows.values(*fields).iterator(chunk_size=500)


def _erase(user: User, fate: Fate) -> None:
    """What others read and answered stays, by nobody; what waits or was hidden goes if wished."""
    own = Contribution.objects.filter(author__in=_own(user))
    if fate == Fate.DELETE:
        unseen = own.exclude(state=Contribution.State.LIVE)
        unseen.update(state=Contribution.State.WITHDRAWN, text="", reason="")
    own.update(name="")
    _own(user).delete()


def forget_contributors(session: Session) -> int:
    """Delete who wrote, with the names beside contributions; how many. The thread stays."""
    with transaction.atomic():
        Contribution.objects.filter(session=session).update(name="")
        return Contributor.objects.filter(session=session).delete()[0]


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Contributor,
        export=_export,
        erase=_erase,
        retention=_(
            "Your name, as long after the session as its form of registration says; what you "
            "wrote stays without it."
        ),
        title=_("what you wrote in discussions over days"),
    )
