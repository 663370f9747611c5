"""Changes to organizations."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.network.models import Organization
from tessera.network.rules import can_publish_organization
from tessera.network.team.taking import move_team


class OrganizationStateError(TesseraError):
    """The action does not fit the organization's state."""


def publish_organization(organization: Organization, *, by: Actor) -> Organization:
    """Publish an organization's present state as a revision and a version.

    Raises:
        NotAllowedError: the actor may not publish organizations.
    """
    if not can_publish_organization(by):
        raise NotAllowedError(_("You may not publish or withdraw organizations."))
    user = user_or_none(by)
    with transaction.atomic():
        if not organization.pk:
            organization.live = False
            organization.save()
        revision = organization.save_revision(user=user, changed=False, log_action=False)
        revision.publish(user=user, skip_permission_checks=True)
        organization.refresh_from_db()
        log(organization, "network.organization.publish", user=user)
    return organization


def withdraw_organization(
    organization: Organization,
    *,
    by: Actor,
    reason: str,
    merged_into: Organization | None = None,
) -> Organization:
    """Take an organization from the directory; its address keeps a tombstone or redirects.

    Raises:
        NotAllowedError: the actor may not withdraw organizations.
        OrganizationStateError: it is withdrawn already, was never public, no reason is given,
            or it would be merged into itself or into one that is not public.
    """
    if not can_publish_organization(by):
        raise NotAllowedError(_("You may not publish or withdraw organizations."))
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        _check_can_end(organization, reason, merged_into)
        organization.withdrawn_at = timezone.now()
        organization.withdrawal_reason = reason.strip()
        organization.replaced_by = merged_into.identifier if merged_into else ""
        organization.is_merged = merged_into is not None
        organization.live = False
        organization.save()
        organization.drop_schedule()
        if merged_into:
            move_team(organization, merged_into)
        log(
            organization,
            "network.organization.withdraw",
            user=user_or_none(by),
            data={"reason": reason, "successor": organization.replaced_by},
        )
        announce(
            kind=Change.Kind.ORGANIZATION,
            identifier=organization.identifier,
            what=Change.What.MERGED if merged_into else Change.What.WITHDRAWN,
        )
    return organization


def _check_can_end(
    organization: Organization, reason: str, merged_into: Organization | None
) -> None:
    if organization.withdrawn_at:
        raise OrganizationStateError(_("The organization is withdrawn already."))
    if not organization.first_published_at:
        raise OrganizationStateError(
            _("What was never public cannot be withdrawn; delete the draft.")
        )
    if not reason.strip():
        raise OrganizationStateError(_("Give the reason; readers will see it."))
    if merged_into and (merged_into.pk == organization.pk or not merged_into.live):
        raise OrganizationStateError(_("Choose another, public organization to merge into."))


__all__ = [
    "OrganizationStateError",
    "can_publish_organization",
    "publish_organization",
    "withdraw_organization",
]
