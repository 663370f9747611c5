"""What editors say of proposed identifiers."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.interop.ror.models import RorProposal
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.network.actions import can_publish_organization, publish_organization
from tessera.network.models import Organization


class ProposalStateError(TesseraError):
    """Somebody decided before, or the organization is gone."""


def confirm_proposal(proposal: RorProposal, *, by: Actor) -> Organization:
    """Give the organization the identifier, as a new version; a draft in work keeps its changes.

    Other proposals for it are closed.

    Raises:
        NotAllowedError: the actor may not publish organizations.
        ProposalStateError: it was decided already, the organization is not public, or another one
            has this identifier.
    """
    with transaction.atomic():
        proposal = _open(proposal, by)
        organization = Organization.objects.select_for_update().get(pk=proposal.organization_id)
        _check_can_have(organization, proposal.ror)
        draft = None
        if organization.has_unpublished_changes:
            draft = organization.get_latest_revision_as_object()
        organization.ror = proposal.ror
        organization = publish_organization(organization, by=by)
        if draft is not None:
            draft.ror = proposal.ror
            draft.save_revision(user=user_or_none(by), log_action=False)
        _decide(proposal, RorProposal.State.CONFIRMED, by)
        others = RorProposal.objects.filter(organization=organization, state=RorProposal.State.OPEN)
        others.update(state=RorProposal.State.REFUSED, decided_at=timezone.now())
    return organization


def refuse_proposal(proposal: RorProposal, *, by: Actor) -> RorProposal:
    """Say that it is another one; it is not proposed again.

    Raises:
        NotAllowedError: the actor may not publish organizations.
        ProposalStateError: it was decided already.
    """
    with transaction.atomic():
        proposal = _open(proposal, by)
        _decide(proposal, RorProposal.State.REFUSED, by)
    return proposal


def _open(proposal: RorProposal, by: Actor) -> RorProposal:
    if not can_publish_organization(by):
        raise NotAllowedError(_("You may not publish or withdraw organizations."))
    proposal = RorProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != RorProposal.State.OPEN:
        raise ProposalStateError(_("Somebody has decided this already."))
    return proposal


def _check_can_have(organization: Organization, ror: str) -> None:
    if not organization.live or organization.withdrawn_at:
        raise ProposalStateError(_("The organization is not public any more."))
    others = Organization.objects.public().filter(ror=ror).exclude(pk=organization.pk)
    if others.exists():
        raise ProposalStateError(
            _("Another organization here has this ROR ID: perhaps they are the same.")
        )


def _decide(proposal: RorProposal, state: RorProposal.State, by: Actor) -> None:
    """Keep what was decided; the audit log knows by whom."""
    user = user_or_none(by)
    proposal.state, proposal.decided_at = state, timezone.now()
    proposal.save(update_fields=["state", "decided_at"])
    log(
        proposal,
        f"interop.ror.{'confirm' if state == RorProposal.State.CONFIRMED else 'refuse'}",
        user=user,
        data={"organization": proposal.organization.identifier, "ror": proposal.ror},
    )
