"""Announcing funding, changing what was announced, and taking it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.network.models import FundingProgramme, Organization
from tessera.network.team.rules import can_manage_team

MOST_OPEN: Final = 100
_PLAIN: Final = ("language", "title", "summary", "website", "closes_on", "amount", "partner_rule")
_MANY: Final = ("themes", "applicants", "places")


class ProgrammeStateError(TesseraError):
    """The programme is not in a state in which this can be done."""


def announce_programme(
    organization: Organization, values: Mapping[str, Any], *, by: User
) -> FundingProgramme:
    """Announce a programme of an organization that one looks after. ``values`` are its fields.

    Raises:
        NotAllowedError: neither administrator nor editor.
        ProgrammeStateError: the day is past, or there are too many already.
    """
    _check(organization, values, by)
    with transaction.atomic():
        today = timezone.localdate()
        if FundingProgramme.objects.open(today).filter(organization=organization).count() >= (
            MOST_OPEN
        ):
            raise ProgrammeStateError(_("There are as many open programmes as this site keeps."))
        made = FundingProgramme(organization=organization)
        return _keep(made, values, by)


def change_programme(
    programme: FundingProgramme, values: Mapping[str, Any], *, seen: datetime, by: User
) -> FundingProgramme:
    """Change what was announced; ``seen`` is when it had last changed as the form was shown.

    Raises:
        NotAllowedError: neither administrator nor editor.
        ProgrammeStateError: the day is past, or somebody was faster.
    """
    _check(programme.organization, values, by)
    with transaction.atomic():
        present = FundingProgramme.objects.select_for_update().filter(pk=programme.pk).first()
        if present is None or present.updated_at != seen:
            raise ProgrammeStateError(
                _("Somebody changed this programme meanwhile. Look at it, and save again.")
            )
        return _keep(present, values, by)


def withdraw_programme(programme: FundingProgramme, *, by: User) -> None:
    """Take a programme back; its page is gone.

    Raises:
        NotAllowedError: neither administrator nor editor.
    """
    if not can_manage_team(by, programme.organization):
        raise NotAllowedError(_("Only administrators of the organization may do this."))
    with transaction.atomic():
        log(programme.organization, "network.funding.withdraw", user=by,
            data={"programme": programme.identifier})  # fmt: skip
        programme.delete()


def _check(organization: Organization, values: Mapping[str, Any], by: User) -> None:
    if not can_manage_team(by, organization):
        raise NotAllowedError(_("Only administrators of the organization may do this."))
    check_may_write(by)
    if values["closes_on"] < timezone.localdate():
        raise ProgrammeStateError(_("The last day to apply is past."))


def _keep(programme: FundingProgramme, values: Mapping[str, Any], by: User) -> FundingProgramme:
    for name in _PLAIN:
        setattr(programme, name, values[name])
    programme.save()
    for name in _MANY:
        getattr(programme, name).set(values[name])
    log(programme.organization, "network.funding.save", user=by,
        data={"programme": programme.identifier})  # fmt: skip
    return programme
