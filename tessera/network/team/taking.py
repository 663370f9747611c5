"""An organization gets its first administrator by an accepted claim."""

from django.db import transaction

from tessera.accounts.models import User
from tessera.network.claims.errors import taken
from tessera.network.models import Claim, FundingProgramme, Organization, TeamMember
from tessera.network.team.belonging import confirm_affiliations
from tessera.network.team.rules import has_administrator

_Role, _State = TeamMember.Role, TeamMember.State


def make_room(organization: Organization) -> None:
    """Lock the organization for a new administrator; in the transaction that accepts the claim.

    Raises:
        ClaimStateError: somebody administers it by now.
    """
    Organization.objects.select_for_update().get(pk=organization.pk)
    if has_administrator(organization):
        raise taken()
    stale = Claim.objects.filter(organization=organization, state=Claim.State.ACCEPTED)
    stale.update(state=Claim.State.ENDED)


def make_administrator(organization: Organization, user: User) -> TeamMember:
    """Put the claimer into the team, as who looks after it."""
    with transaction.atomic():
        values = {"role": _Role.ADMINISTRATOR, "state": _State.ACTIVE}
        member, _is_new = TeamMember.objects.update_or_create(
            organization=organization, user=user, defaults=values
        )
        confirm_affiliations([user.pk], organization)
    return member


def remove_claimer(organization: Organization, user: User) -> None:
    """Take whoever claimed it wrongly out of the team; others stay."""
    TeamMember.objects.filter(organization=organization, user=user).delete()
    confirm_affiliations([user.pk], organization)


def move_team(organization: Organization, into: Organization) -> None:
    """Let the team of an organization that is merged go with it, and its funding programmes.

    Who is there already stays so. Where somebody administers the other one, those who come are no
    administrators.
    """
    present = into.team.values_list("user_id", flat=True)
    moving = organization.team.exclude(user__in=list(present))
    users = list(moving.values_list("user_id", flat=True))
    if has_administrator(into):
        moving.update(role=_Role.MEMBER)
    moving.update(organization=into)
    FundingProgramme.objects.filter(organization=organization).update(organization=into)
    confirm_affiliations(users, into)
