"""Claiming an entry, and what becomes of the claim."""

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.network.claims.errors import ClaimStateError, decided, not_allowed, taken
from tessera.network.claims.joining import join_entries
from tessera.network.claims.links import notice_path, own_path
from tessera.network.claims.mails import DECIDED, NOTICE
from tessera.network.claims.rules import can_claim, can_decide_claim, has_address
from tessera.network.directory.entries import refresh_entries
from tessera.network.models import Claim, Message, Person
from tessera.network.people import person_of
from tessera.notifications.actions import send_mail

MOST_A_MONTH: Final = 5
_State, _Proof = Claim.State, Claim.Proof


def claim_entry(person: Person, *, by: User, text: str) -> Claim:
    """Say that an entry is one's own, to be shown by members who vouch or by an editor.

    Twice is once.

    Raises:
        NotAllowedError: the entry is not to be seen.
        ClaimStateError: it belongs to an account.
        LimitReachedError: too many claims in a month.
    """
    _check(person, by)
    count_attempt("network.claim", str(by.pk), most=MOST_A_MONTH, within=timedelta(days=30))
    with transaction.atomic():
        claim, is_new = Claim.objects.get_or_create(
            person=person, claimer=by, state=_State.OPEN, defaults={"text": text}
        )
        if is_new:
            log(by, "network.claim.open", user=by, data={"person": person.identifier})
    return claim


def claim_by_address(person: Person, *, by: User) -> Person:
    """Take an entry at once, because its address is one that the account has confirmed.

    Raises:
        NotAllowedError: the address is another, or the entry is not to be seen.
        ClaimStateError: it belongs to an account.
    """
    _check(person, by)
    if not has_address(by, person.mailbox):
        raise not_allowed()
    return take_entry(person, by=by)


def take_entry(person: Person, *, by: User) -> Person:
    """Give an entry to whoever holds its address; the caller has made sure of that.

    Raises:
        ClaimStateError: it belongs to an account.
    """
    with transaction.atomic():
        claim, _is_new = Claim.objects.get_or_create(
            person=person, claimer=by, state=_State.OPEN, defaults={"text": ""}
        )
        return accept_claim(claim, proof=_Proof.MAIL, by=by)


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


def revoke_claim(claim: Claim, *, answer: str, by: User) -> Claim:
    """Take an entry from an account that got it wrongly. Nobody sees it until it is claimed anew.

    Raises:
        NotAllowedError: no editor, or the editor's own claim.
        ClaimStateError: the claim is not an accepted one, or its entry was joined with another.
    """
    if not can_decide_claim(by, claim):
        raise NotAllowedError(_("You may not decide about this claim."))
    if claim.person.former_entries.exists():
        raise ClaimStateError(
            _("The entry became one with the member’s own profile. Hide the profile instead.")
        )
    with transaction.atomic():
        _end(claim, _State.REVOKED, by=by, answer=answer, before=_State.ACCEPTED)
        person = claim.person
        person.user = person.consent_until = person.consent_given_at = None
        person.save(update_fields=["user", "consent_until", "consent_given_at"])
        refresh_entries([person])
        _tell(claim, answer)
        log(by, "network.claim.revoke", user=by, data={"claim": claim.pk})
    return claim


def accept_claim(claim: Claim, *, proof: str, by: User, answer: str = "") -> Person:
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


def _accept(claim: Claim, proof: str, by: User, answer: str) -> Person:
    person, claimer = Person.objects.get(pk=claim.person_id), claim.claimer
    _end(claim, _State.ACCEPTED, by=by, answer=answer, proof=proof)
    own = person_of(User.objects.get(pk=claimer.pk))
    values = {"user": None if own else claimer, "changed_at": timezone.now()}
    if not Person.objects.filter(pk=person.pk, user=None).update(**values):
        raise taken()
    Message.objects.filter(person=person, recipient=None, thread=None).exclude(
        sender=claimer
    ).update(recipient=claimer)
    _refuse_others(claim, by)
    if proof != _Proof.MAIL and person.mailbox:
        context = {"name": person.display_name, "path": notice_path(claim)}
        send_mail(NOTICE, to=person.mailbox, context=context, language=person.language)
    _tell(claim, answer)
    log(by, "network.claim.accept", user=by,
        data={"claim": claim.pk, "person": person.identifier, "proof": str(proof)})  # fmt: skip
    if own:
        return join_entries(person, into=own)
    person.refresh_from_db()
    refresh_entries([person])
    return person


def _check(person: Person, user: User) -> None:
    if person.user_id:
        raise taken()
    if not can_claim(user, person):
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
    others = Claim.objects.filter(person=claim.person_id, state=_State.OPEN).exclude(pk=claim.pk)
    for other in others.select_related("claimer", "person"):
        _end(other, _State.REFUSED, by=by)
        _tell(other, "")


def _tell(claim: Claim, answer: str) -> None:
    context = {
        "name": claim.person.display_name,
        "state": str(claim.state),
        "answer": answer,
        "path": own_path(claim),
    }
    send_mail(DECIDED, to=claim.claimer, context=context)
