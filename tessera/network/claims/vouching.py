"""Members who know a claimer vouch for the claim: two of them are enough."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.languages import interface_language
from tessera.network.blocks import is_blocked
from tessera.network.claims.claiming import accept_claim
from tessera.network.claims.errors import decided
from tessera.network.claims.links import vouch_path
from tessera.network.claims.mails import VOUCH
from tessera.network.claims.rules import is_verified
from tessera.network.models import Claim, Person, Vouch
from tessera.network.people import shown_name
from tessera.notifications.actions import send_mail

ENOUGH: Final = 2
MOST_ASKED: Final = 6


def ask_to_vouch(claim: Claim, member: Person, *, by: User) -> Vouch:
    """Ask a verified member whether the claim is true. Twice is once.

    Raises:
        NotAllowedError: it is somebody else's claim.
        TesseraError: the member cannot vouch, or enough were asked; ClaimStateError when decided.
    """
    if claim.claimer_id != by.pk or not by.is_active:
        raise NotAllowedError(_("This is somebody else’s claim."))
    user = member.user
    if user is None or user.pk == by.pk or is_blocked(user, by) or not is_verified(user):
        raise TesseraError(
            _(
                "This member cannot vouch for you. Ask one whose own entry was claimed and "
                "accepted, who is in the team of an organization, or an editor."
            )
        )
    count_attempt("network.vouch", str(by.pk), most=3 * MOST_ASKED, within=timedelta(days=30))
    with transaction.atomic():
        if not Claim.objects.select_for_update().get(pk=claim.pk).is_open:
            raise decided()
        if claim.vouches.exclude(member=user).count() >= MOST_ASKED:
            raise TesseraError(_("You have asked as many members as can be asked."))
        vouch, is_new = Vouch.objects.get_or_create(claim=claim, member=user)
        if is_new:
            with override(user.language or None):
                name = shown_name(by, user)
            context = {
                "name": name,
                "entry": claim.name_in(interface_language(user.language)),
                "is_organization": claim.person is None,
                "path": vouch_path(vouch),
            }
            send_mail(VOUCH, to=user, context=context)
            log(by, "network.claim.ask", user=by, data={"claim": claim.pk})
    return vouch


def answer_vouch(vouch: Vouch, *, is_true: bool, by: User) -> Vouch:
    """Say whether a claim is true. The second who vouches gives the entry to the claimer.

    While several members claim the same entry, vouches decide nothing: an editor does.

    Raises:
        NotAllowedError: somebody else was asked, or the member is no longer verified.
        ClaimStateError: the claim was decided already.
    """
    if vouch.member_id != by.pk or not is_verified(by):
        raise NotAllowedError(_("You cannot vouch for this claim."))
    with transaction.atomic():
        claim = Claim.objects.select_for_update().get(pk=vouch.claim_id)
        if not claim.is_open:
            raise decided()
        vouch.is_true, vouch.answered_at = is_true, timezone.now()
        vouch.save(update_fields=["is_true", "answered_at"])
        log(by, "network.claim.vouch", user=by, data={"claim": claim.pk, "is_true": is_true})
        if is_true and not is_contested(claim) and _has_enough(claim):
            accept_claim(claim, proof=Claim.Proof.VOUCHES, by=by)
    return vouch


def is_contested(claim: Claim) -> bool:
    """Whether somebody else claims the same entry. One query."""
    rows = Claim.objects.filter(**claim.of, state=Claim.State.OPEN)
    return rows.exclude(claimer=claim.claimer_id).exists()


def _has_enough(claim: Claim) -> bool:
    """Two who vouch, and nobody who says that it is not true."""
    answers = list(claim.vouches.exclude(is_true=None).values_list("is_true", flat=True))
    return answers.count(True) >= ENOUGH and all(answers)
