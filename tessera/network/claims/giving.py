"""A person's entry goes to an account, and back."""

from django.utils import timezone

from tessera.accounts.models import User
from tessera.network.claims.errors import taken
from tessera.network.directory.entries import refresh_entries
from tessera.network.models import Message, Person
from tessera.network.people import person_of


def give(person: Person, claimer: User) -> Person | None:
    """Give an entry to an account; the claimer's own profile, where there is one to join it to.

    Raises:
        ClaimStateError: an account has it by now.
    """
    own = person_of(User.objects.get(pk=claimer.pk))
    values = {"user": None if own else claimer, "changed_at": timezone.now()}
    if not Person.objects.filter(pk=person.pk, user=None).update(**values):
        raise taken()
    waiting = Message.objects.filter(person=person, recipient=None, thread=None)
    waiting.exclude(sender=claimer).update(recipient=claimer)
    person.refresh_from_db()
    refresh_entries([person])
    return own


def give_back(person: Person) -> None:
    """Take an entry from an account. Nobody sees it until somebody else has it."""
    person.user = person.consent_until = person.consent_given_at = None
    person.save(update_fields=["user", "consent_until", "consent_given_at"])
    refresh_entries([person])
