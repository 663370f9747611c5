"""People as other rooms ask for them: whose entry it is, what they are called, who sees what."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from tessera.network.models import Person
from tessera.network.visibility import is_open

if TYPE_CHECKING:
    from tessera.accounts.models import User


def person_of(user: Any) -> Person | None:
    """The entry that belongs to an account, shown or not. One query the first time."""
    if not user.is_authenticated:
        return None
    try:
        person: Person = user.person
    except Person.DoesNotExist:
        return None
    return person


def person_with_address(address: str) -> Person | None:
    """The entry of whoever holds an address: confirmed by an account, or kept with the entry."""
    if not address:
        return None
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True)
    of_account = Person.objects.filter(user__in=confirmed.values("user")).first()
    return of_account or Person.objects.filter(user=None, mailbox__iexact=address).first()


def may_see(person: Person, field: str, viewer: Any) -> bool:
    """Whether ``viewer`` may see a field: consent, blocks and the person's own choice. One query.

    Raises:
        KeyError: there is no such field; ``network.visibility.FIELDS`` names them.
    """
    is_visible = is_open(person, field, viewer)
    return is_visible and Person.objects.seen_by(viewer).filter(pk=person.pk).exists()


def shown_name(user: "User", viewer: Any) -> str:
    """What ``viewer`` may call a user; never an address. At most two queries."""
    return shown_names([user], viewer)[user.pk]


def shown_names(users: Iterable["User"], viewer: Any) -> dict[int, str]:
    """Number of the user → what ``viewer`` may call them. Two queries, however many.

    Who has an entry that may be seen is called as it says. The name given at registration is for
    members only; otherwise somebody is just a member.
    """
    users = list(users)
    met = Person.objects.seen_by(viewer).filter(user__in=[user.pk for user in users])
    names = dict(met.values_list("user_id", "display_name"))
    hidden = set(
        Person.objects.filter(user__in=[user.pk for user in users]).values_list("user", flat=True)
    ) - set(names)
    return {user.pk: names.get(user.pk) or _without_entry(user, viewer, hidden) for user in users}


def _without_entry(user: "User", viewer: Any, hidden: set[int]) -> str:
    if not user.is_active:
        return _("A former member")
    is_known = viewer.is_authenticated and user.pk not in hidden
    return (user.get_full_name() if is_known else "") or _("A member")


def entries_of(users: Iterable["User"], viewer: Any) -> dict[int, Person]:
    """Number of the user → their entry, where ``viewer`` may see it, for links. One query."""
    found = Person.objects.seen_by(viewer).filter(user__in=[user.pk for user in users])
    return {person.user_id: person for person in found}
