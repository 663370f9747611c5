"""Entries that editors make for people who have no account, such as authors and panellists."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.network.contact import can_moderate
from tessera.network.directory.entries import refresh_entries
from tessera.network.models import Affiliation, Claim, Person, PersonText
from tessera.network.profiles import consent_end, find_organization

#: What nobody agreed to show and nobody claimed is kept for so long.
KEEP: Final = timedelta(days=365)


def add_known_person(values: Mapping[str, Any], *, has_agreed: bool, by: User) -> Person:
    """Make an entry without account. It is shown only if the person agreed, told to the editor.

    ``values``: ``display_name``, ``language``, ``headline``, ``organization``, ``role``,
    ``mailbox``, ``orcid``.

    Raises:
        NotAllowedError: no editor.
    """
    if not can_moderate(by):
        raise NotAllowedError(_("Only editors make entries for others."))
    plain = ("display_name", "language", "mailbox", "orcid")
    with transaction.atomic():
        person = Person(made_by=by, **{name: values[name] for name in plain})
        if has_agreed:
            now = timezone.now()
            person.consent_given_at, person.consent_until = now, consent_end(now.date())
        person.save()
        if values["headline"]:
            PersonText.objects.create(
                person=person, language=person.language, headline=values["headline"]
            )
        if values["organization"]:
            row = Affiliation(person=person, name=values["organization"], role=values["role"])
            find_organization(row)
            row.save()
        refresh_entries([person])
        log(by, "network.person.add", user=by, data={"person": person.identifier})
    return person


def prune_known_people() -> int:
    """Delete entries that nobody claimed and nobody agrees to show, after a year; how many."""
    before = timezone.now() - KEEP
    rows = Person.objects.filter(user=None, created_at__lt=before, changed_at__lt=before)
    hidden = rows.exclude(consent_until__gte=timezone.localdate())
    return len([person.delete() for person in hidden.iterator(chunk_size=200)])


def prune_claims() -> int:
    """Delete claims that came to nothing a year ago; how many rows."""
    rows = Claim.objects.exclude(state=Claim.State.ACCEPTED)
    return rows.filter(at__lt=timezone.now() - KEEP).delete()[0]
