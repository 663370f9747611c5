"""Who may do what with claims."""

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from tessera.network.contact import can_moderate
from tessera.network.models import Claim, Organization, Person, TeamMember
from tessera.network.team.rules import can_claim_organization, has_administrator

if TYPE_CHECKING:
    from tessera.accounts.models import User


def can_claim(user: "User", entry: Person | Organization) -> bool:
    """Active members claim entries that they may see and that belong to nobody. One query."""
    if isinstance(entry, Organization):
        return can_claim_organization(user, entry)
    if not user.is_active or entry.user_id:
        return False
    return Person.objects.seen_by(user).filter(pk=entry.pk).exists()


def is_taken(entry: Person | Organization) -> bool:
    """Whether an account has the entry, or looks after it. One query for an organization."""
    if isinstance(entry, Person):
        return entry.is_claimed
    return has_administrator(entry)


def is_verified(user: "User") -> bool:
    """Whether somebody showed who they are: by a claim that was accepted, by the team of an
    organization that took them in, or as an editor.
    """
    if not user.is_active:
        return False
    proven = Claim.objects.filter(
        claimer=user, person__user=user, state=Claim.State.ACCEPTED, person__hidden_at=None
    )
    teams = TeamMember.objects.filter(user=user, state=TeamMember.State.ACTIVE)
    return can_moderate(user) or proven.exists() or teams.exists()


def can_decide_claim(who: Any, claim: Claim) -> bool:
    """Editors, but not about their own."""
    return can_moderate(who) and who.pk != claim.claimer_id


def has_address(user: "User", address: str) -> bool:
    """Whether an address is one that the account has confirmed. One query."""
    if not address:
        return False
    rows = EmailAddress.objects.filter(user=user, verified=True, email__iexact=address)
    return rows.exists()


def has_orcid(user: "User", orcid: str) -> bool:
    """Whether the account signs in with this very ORCID iD. One query.

    What somebody typed as their iD proves nothing; ORCID told us the one that is compared.
    """
    if not orcid:
        return False
    return SocialAccount.objects.filter(user=user, provider="orcid", uid=orcid).exists()


def can_sign_in_with_orcid() -> bool:
    """Whether the operator has set up signing in with ORCID."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS["orcid"]["APPS"])
