"""What an organization offers, seeks and does, kept up to date by its administrators."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.network.models import Organization
from tessera.network.team.errors import TeamStateError
from tessera.network.team.rules import can_manage_team

FIELDS: Final = ("offers", "seeks", "services")


def update_exchange(
    organization: Organization, values: Mapping[str, Iterable[Any]], *, version: int, by: User
) -> Organization:
    """Publish new offers, seeks and services; a draft that editors are writing gets them as well.

    ``values`` are concepts by the names of ``FIELDS``; ``version`` is what was open when the form
    was shown (``present_version``).

    Raises:
        NotAllowedError: neither administrator nor editor.
        TeamStateError: somebody published meanwhile.
    """
    if not can_manage_team(by, organization):
        raise NotAllowedError(_("Only administrators of the organization may do this."))
    check_may_write(by)
    with transaction.atomic():
        present = Organization.objects.select_for_update().get(pk=organization.pk)
        if present_version(present) != version:
            raise TeamStateError(
                _("Somebody changed the organization meanwhile. Look at it, and save again.")
            )
        draft = present.get_latest_revision_as_object() if present.has_unpublished_changes else None
        _set(present, values)
        revision = present.save_revision(user=by, changed=False, log_action=False)
        revision.publish(user=by, skip_permission_checks=True)
        if draft is not None:
            _set(draft, values)
            draft.save_revision(user=by, log_action=False)
        log(present, "network.organization.exchange", user=by)
    return present


def present_version(organization: Organization) -> int:
    """The published revision; 0 when there is none."""
    return organization.live_revision_id or 0


def _set(organization: Organization, values: Mapping[str, Iterable[Any]]) -> None:
    for name in FIELDS:
        setattr(organization, name, list(values[name]))
