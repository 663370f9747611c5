"""Writing one's own entry, agreeing to be shown, and no longer agreeing."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.network.directory.entries import refresh_entries
from tessera.network.models import Affiliation, Organization, Person, PersonLanguage, PersonText
from tessera.network.team.belonging import confirm_affiliations
from tessera.network.visibility import FIELDS, Audience

CONSENT_YEARS: Final = 2
_ORCID: Final = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_TEXTS: Final = ("headline", "ask_about", "not_about", "about")
_MANY: Final = ("regions", "basis", "themes", "offers", "seeks")
_PLAIN: Final = ("display_name", "stakeholder", "willing", "availability", "available_from",
                 "questions_a_month", "terms")  # fmt: skip


def can_write(user: User, person: Person) -> bool:
    """Everybody writes their own entry, and no other."""
    return user.is_active and (person.pk is None or person.user_id == user.pk)


def save_profile(
    person: Person,
    *,
    by: User,
    values: Mapping[str, Any],
    text: Mapping[str, str],
    language: str,
    visibility: Mapping[str, str],
    rows: Iterable[Any] = (),
    removed: Iterable[Any] = (),
    is_shown: bool,
) -> Person:
    """Keep what somebody says of themselves; ``is_shown`` is their consent, given anew.

    ``values`` are fields of the model, ``text`` the words in ``language`` (all empty removes them),
    ``rows`` and ``removed`` languages and affiliations. The first call makes the entry.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    if not can_write(by, person):
        raise NotAllowedError(_("This is somebody else’s profile."))
    now = timezone.now()
    with transaction.atomic():
        for name in _PLAIN:
            if name in values:
                setattr(person, name, values[name])
        person.user, person.changed_at = by, now
        person.orcid = person.orcid or orcid_of(by)
        person.visibility = {
            field: chosen
            for field, chosen in visibility.items()
            if field in FIELDS and chosen in Audience.__members__
        }
        if is_shown:
            person.consent_given_at, person.consent_until = now, consent_end(now.date())
        else:
            person.consent_given_at = person.consent_until = None
        person.save()
        for name in _MANY:
            if name in values:
                getattr(person, name).set(values[name])
        _save_text(person, language, text)
        rows = list(rows)
        for row in removed:
            if row.pk:
                row.delete()
        _make_room(rows)
        for row in rows:
            row.person = person
            if isinstance(row, Affiliation):
                find_organization(row)
            row.save()
            if isinstance(row, Affiliation) and row.organization:
                confirm_affiliations([by.pk], row.organization)
        refresh_entries([person])
        log(by, "network.person.change", user=by)
    return person


def _make_room(rows: Iterable[Any]) -> None:
    """Languages may change places, and each stands once at any moment: they are made anew."""
    for row in rows:
        if isinstance(row, PersonLanguage) and row.pk:
            row.delete()


def orcid_of(user: User) -> str:
    """The ORCID iD with which an account signs in; empty when it does not. One query."""
    rows = SocialAccount.objects.filter(user=user, provider="orcid")
    found: str = rows.values_list("uid", flat=True).first() or ""
    return found if _ORCID.fullmatch(found) else ""


def entry_of_orcid(user: User) -> Person | None:
    """The entry without account that has the user's own ORCID iD. At most two queries."""
    orcid = orcid_of(user)
    return Person.objects.seen_by(user).filter(user=None, orcid=orcid).first() if orcid else None


def consent_end(begin: date) -> date:
    """The last day of a consent given on a day."""
    year = begin.year + CONSENT_YEARS
    is_leap_day = (begin.month, begin.day) == (2, 29)
    return begin.replace(year=year, day=28) if is_leap_day else begin.replace(year=year)


def renew_consent(person: Person, *, by: User) -> Person:
    """Agree for another 24 months from today.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    if not can_write(by, person):
        raise NotAllowedError(_("This is somebody else’s profile."))
    with transaction.atomic():
        now = timezone.now()
        person.consent_given_at, person.consent_until = now, consent_end(now.date())
        person.changed_at = now
        person.save(update_fields=["consent_given_at", "consent_until", "changed_at"])
        refresh_entries([person])
        log(by, "network.person.agree", user=by)
    return person


def _save_text(person: Person, language: str, text: Mapping[str, str]) -> None:
    if not any(text.get(name) for name in _TEXTS):
        person.texts.filter(language=language).delete()
        return
    is_first = not person.texts.exclude(language=language).exists()
    values = {name: text.get(name, "") for name in _TEXTS}
    PersonText.objects.update_or_create(person=person, language=language, defaults=values)
    if is_first and person.language != language:
        person.language = language
        person.save(update_fields=["language"])


def find_organization(row: Affiliation) -> None:
    """Tie a name to the directory where exactly one public organization is called so."""
    name = row.name.strip()
    public = Organization.objects.public()
    found = list(public.filter(texts__name__iexact=name).distinct()[:2]) if name else []
    if not found and name:
        found = list(public.filter(acronym__iexact=name)[:2])
    organization = found[0] if len(found) == 1 else None
    if organization != row.organization:
        row.confirmed_at = None
    row.organization = organization
