"""Claiming an entry, and what becomes of the claim. An entry is a person's or an organization's."""

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.lib.languages import interface_language
from tessera.network.claims.errors import ClaimStateError, decided, not_allowed, taken
from tessera.network.claims.giving import give, give_back
from tessera.network.claims.joining import join_entries
from tessera.network.claims.links import notice_path, own_path
from tessera.network.claims.mails import DECIDED, NOTICE
from tessera.network.claims.rules import (
    can_claim,
    can_decide_claim,
    has_address,
    has_orcid,
    is_taken,
)
from tessera.network.models import Claim, Organization, Person
from tessera.network.team.domains import has_domain
from tessera.network.team.taking import make_administrator, make_room, remove_claimer
from tessera.notifications.actions import send_mail

MOST_A_MONTH: Final = 5
Entry = Person | Organization
_State, _Proof = Claim.State, Claim.Proof


def claim_entry(entry: Entry, *, by: User, text: str) -> Claim:
    """Say that an entry is one's own, to be shown by members who vouch or by an editor.

    Twice is once.

    Raises:
        NotAllowedError: the entry is not to be seen, or a moderator keeps the member from writing.
        ClaimStateError: it belongs to an account.
        LimitReachedError: too many claims in a month.
    """
    _check(entry, by)
    check_may_write(by)
    count_attempt("network.claim", str(by.pk), most=MOST_A_MONTH, within=timedelta(days=30))
    with transaction.atomic():
        claim, is_new = _open(entry, by, text)
        if is_new:
            log(by, "network.claim.open", user=by, data={"entry": entry.identifier})
    return claim


def claim_by_address(entry: Entry, *, by: User) -> Entry:
    """Take an entry at once: the account has confirmed the address that was kept with a person's,
    or one at the domain of the organization's website.

    Raises:
        NotAllowedError: the address is another, or the entry is not to be seen.
        ClaimStateError: it belongs to an account.
    """
    _check(entry, by)
    if isinstance(entry, Person):
        is_proven = has_address(by, entry.mailbox)
    else:
        is_proven = has_domain(by, entry)
    if not is_proven:
        raise not_allowed()
    return take_entry(entry, by=by)


def claim_by_orcid(person: Person, *, by: User) -> Entry:
    """Take a person's entry at once: the account signs in with the ORCID iD kept with it.

    Raises:
        NotAllowedError: the iD is another, or the entry is not to be seen.
        ClaimStateError: it belongs to an account.
    """
    _check(person, by)
    if not has_orcid(by, person.orcid):
        raise not_allowed()
    return _take(person, _Proof.ORCID, by)


def take_entry(entry: Entry, *, by: User) -> Entry:
    """Give an entry to whoever holds its address; the caller has made sure of that.

    Raises:
        ClaimStateError: it belongs to an account.
    """
    return _take(entry, _Proof.MAIL if isinstance(entry, Person) else _Proof.DOMAIN, by)


def _take(entry: Entry, proof: str, by: User) -> Entry:
    with transaction.atomic():
        claim, _is_new = _open(entry, by, "")
        return accept_claim(claim, proof=proof, by=by)


def decide_claim(claim: Claim, *, is_accepted: bool, answer: str, by: User) -> Claim:
    """Give the entry to the claimer, or not; the claimer is told the reason.

    Raises:
        NotAllowedError: no editor, or the editor's own claim.
        ClaimStateError: somebody was faster.
    """
    if not can_decide_claim(by, claim):
        raise NotAllowedError(_("You may not decide about this claim."))
    with transaction.atomic():
        if is_accepted:
            accept_claim(claim, proof=_Proof.EDITOR, by=by, answer=answer)
        else:
            _end(claim, _State.REFUSED, by=by, answer=answer)
            _tell(claim, answer)
            log(by, "network.claim.refuse", user=by, data={"claim": claim.pk})
    return claim


def withdraw_claim(claim: Claim, *, by: User) -> Claim:
    """Take one's own claim back.

    Raises:
        NotAllowedError: it is somebody else's.
        ClaimStateError: it was decided already.
    """
    if claim.claimer_id != by.pk:
        raise NotAllowedError(_("This is somebody else’s claim."))
    with transaction.atomic():
        _end(claim, _State.WITHDRAWN, by=by)
        log(by, "network.claim.withdraw", user=by, data={"claim": claim.pk})
    return claim


def settle_dispute(claim: Claim, *, is_accepted: bool, answer: str, by: User) -> Claim:
    """Let an accepted claim stand, or take the entry from an account that got it wrongly.

    Nobody sees a person's entry then until it is claimed anew; the others in an organization's
    team stay.

    Raises:
        NotAllowedError: no editor, or the editor's own claim.
        ClaimStateError: the claim is not an accepted one, or its entry was joined with another.
    """
    if not can_decide_claim(by, claim):
        raise NotAllowedError(_("You may not decide about this claim."))
    with transaction.atomic():
        if is_accepted:
            Claim.objects.filter(pk=claim.pk).update(disputed_at=None)
        else:
            _revoke(claim, answer, by)
        log(by, "network.claim.settle", user=by, data={"claim": claim.pk, "stands": is_accepted})
    claim.refresh_from_db()
    return claim


def _revoke(claim: Claim, answer: str, by: User) -> None:
    if claim.person and claim.person.former_entries.exists():
        raise ClaimStateError(
            _("The entry became one with the member’s own profile. Hide the profile instead.")
        )
    _end(claim, _State.REVOKED, by=by, answer=answer, before=_State.ACCEPTED)
    Claim.objects.filter(pk=claim.pk).update(disputed_at=None)
    if claim.person:
        give_back(claim.person)
    if claim.organization:
        remove_claimer(claim.organization, claim.claimer)
    _tell(claim, answer)


def accept_claim(claim: Claim, *, proof: str, by: User, answer: str = "") -> Entry:
    """Give the entry to the claimer, whose own it joins where there is one; others are refused.

    Who may was asked by the caller. Who comes second gets a clear answer, also in a race: the
    account of an entry and its accepted claim are each unique in the database.

    Raises:
        ClaimStateError: the claim was decided, or the entry belongs to an account.
    """
    try:
        with transaction.atomic():
            return _accept(claim, proof, by, answer)
    except IntegrityError as error:  # The claimer's other page was faster.
        raise taken() from error


def _accept(claim: Claim, proof: str, by: User, answer: str) -> Entry:
    if claim.organization:
        make_room(claim.organization)
    _end(claim, _State.ACCEPTED, by=by, answer=answer, proof=proof)
    if claim.organization:
        make_administrator(claim.organization, claim.claimer)
    own = give(claim.person, claim.claimer) if claim.person else None
    _refuse_others(claim, by)
    _tell_its_address(claim, proof)
    _tell(claim, answer)
    log(by, "network.claim.accept", user=by,
        data={"claim": claim.pk, "entry": claim.entry.identifier, "proof": str(proof)})  # fmt: skip
    if own and claim.person:
        return join_entries(claim.person, into=own)
    return claim.entry


def _open(entry: Entry, user: User, text: str) -> tuple[Claim, bool]:
    of = {"person": entry} if isinstance(entry, Person) else {"organization": entry}
    return Claim.objects.get_or_create(
        **of, claimer=user, state=_State.OPEN, defaults={"text": text}
    )


def _check(entry: Entry, user: User) -> None:
    if is_taken(entry):
        raise taken()
    if not can_claim(user, entry):
        raise not_allowed()


def _end(
    claim: Claim,
    state: str,
    *,
    by: User,
    answer: str = "",
    proof: str = "",
    before: str = _State.OPEN,
) -> None:
    """Change the state, if nobody was faster."""
    now = timezone.now()
    changes = {"state": state, "answer": answer, "decided_by": by, "decided_at": now}
    if proof:
        changes["proof"] = proof
    if not Claim.objects.filter(pk=claim.pk, state=before).update(**changes):
        raise decided()
    claim.refresh_from_db()


def _refuse_others(claim: Claim, by: User) -> None:
    others = Claim.objects.filter(**claim.of, state=_State.OPEN).exclude(pk=claim.pk)
    for other in others.select_related("claimer", "person", "organization"):
        _end(other, _State.REFUSED, by=by)
        _tell(other, "")


def _tell_its_address(claim: Claim, proof: str) -> None:
    """Whoever holds the address that was kept with the entry hears of it, and may dispute it."""
    address = language = ""
    if claim.person:
        address, language = claim.person.mailbox, claim.person.language
    elif claim.organization:
        office = claim.organization
        address, language = office.contact_mailbox, office.original_language
    if address and proof != _Proof.MAIL:
        name = claim.name_in(interface_language(language))
        context = {"name": name, "path": notice_path(claim, language)}
        send_mail(NOTICE, to=address, context=context, language=language)


def _tell(claim: Claim, answer: str) -> None:
    context = {
        "name": claim.name_in(interface_language(claim.claimer.language)),
        "state": str(claim.state),
        "is_organization": claim.person is None,
        "answer": answer,
        "path": own_path(claim),
    }
    send_mail(DECIDED, to=claim.claimer, context=context)
