"""Personal links about entries, and the paths that mails name."""

import hashlib
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.lib.personal_links import InvalidLinkError, make_token, read_token
from tessera.network.claims.errors import not_allowed, taken
from tessera.network.claims.mails import LINK
from tessera.network.claims.rules import can_claim
from tessera.network.contact import can_moderate
from tessera.network.models import Claim, Person, Vouch
from tessera.notifications.actions import send_mail

LINK_DAYS: Final = 30
_ENTRY: Final = "network.entry"
_NOTICE: Final = "network.entry-taken"
_A_DAY: Final = timedelta(days=1)


def mail_link(person: Person, *, by: User) -> None:
    """Send a link to the address kept with an entry. Who opens it, signed in, has the entry.

    The link is bound to the entry and not to who asked for it: somebody else who asks gains
    nothing by it.

    Raises:
        NotAllowedError: the entry is not to be seen, or has no address.
        ClaimStateError: it belongs to an account.
        LimitReachedError: too many mails in a day, from one member or to one entry.
    """
    if person.user_id:
        raise taken()
    if not person.mailbox or not (can_moderate(by) or can_claim(by, person)):
        raise not_allowed()
    count_attempt("network.claim-link", str(by.pk), most=5, within=_A_DAY)
    count_attempt("network.claim-link-to", str(person.pk), most=3, within=_A_DAY)
    language = person.language
    path = _path(language, "claim_link", make_token(_ENTRY, _subject(person)))
    with transaction.atomic():
        context = {"name": person.display_name, "path": path}
        send_mail(LINK, to=person.mailbox, context=context, language=language)
        log(by, "network.claim.mail", user=by, data={"person": person.identifier})


def person_of_link(token: str) -> Person:
    """The entry that a mailed link opens.

    Raises:
        InvalidLinkError: not ours, too old, the address was changed, or the entry has an owner.
    """
    number = read_token(_ENTRY, token, days=LINK_DAYS).partition(":")[0]
    person = Person.objects.filter(pk=int(number), user=None).first()
    if person is None or read_token(_ENTRY, token, days=LINK_DAYS) != _subject(person):
        raise InvalidLinkError(_("This link was used already, or the entry is gone."))
    return person


def remove_entry(token: str) -> None:
    """Erase an entry at the wish of whoever holds its address; works keep their printed names.

    Raises:
        InvalidLinkError: as ``person_of_link``.
    """
    with transaction.atomic():
        person = person_of_link(token)
        log(person, "network.person.remove", data={"person": person.identifier})
        person.delete()


def claim_of_notice(token: str) -> Claim:
    """The accepted claim that the holder of the entry's address was told of.

    Raises:
        InvalidLinkError: not ours, too old, or the claim is no longer accepted.
    """
    number = read_token(_NOTICE, token, days=LINK_DAYS)
    rows = Claim.objects.filter(pk=int(number), state=Claim.State.ACCEPTED)
    if claim := rows.select_related("person", "organization").first():
        return claim
    raise InvalidLinkError(_("This link was used already, or the entry is gone."))


def dispute_claim(token: str) -> Claim:
    """Say that an accepted claim is wrong: editors see it among those that wait. Twice is once.

    Raises:
        InvalidLinkError: as ``claim_of_notice``.
    """
    with transaction.atomic():
        claim = claim_of_notice(token)
        if claim.disputed_at is None:
            claim.disputed_at = timezone.now()
            claim.save(update_fields=["disputed_at"])
            log(claim.entry, "network.claim.dispute", data={"claim": claim.pk})
    return claim


def notice_path(claim: Claim, language: str) -> str:
    """The page on which the holder of the address says that it was not them."""
    return _path(language, "claim_notice", make_token(_NOTICE, str(claim.pk)))


def own_path(claim: Claim) -> str:
    """Where the claimer reads on: at their own once they have the entry, else at the claim."""
    language = claim.claimer.language
    if claim.state == Claim.State.ACCEPTED:
        return _path(language, "own_profile" if claim.person else "own_organizations")
    return _path(language, "own_claim", claim.pk)


def vouch_path(vouch: Vouch) -> str:
    """Where a member answers whether a claim is true."""
    return _path(vouch.member.language, "vouch", vouch.pk)


def _path(language: str, name: str, *values: Any) -> str:
    supported = {code for code, _name in settings.LANGUAGES}
    with override(language if language in supported else settings.LANGUAGE_CODE):
        return reverse(name, args=values)


def _subject(person: Person) -> str:
    """The number and the address, of which only a digest leaves the house."""
    digest = hashlib.sha256(person.mailbox.lower().encode()).hexdigest()[:16]
    return f"{person.pk}:{digest}"
