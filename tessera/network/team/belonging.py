"""Joining a team, being invited into it, leaving it, and who administers it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import is_blocked
from tessera.network.models import Affiliation, Claim, Organization, Person, TeamMember
from tessera.network.names import organization_names
from tessera.network.people import shown_name
from tessera.network.rules import can_publish_organization
from tessera.network.team.errors import TeamStateError
from tessera.network.team.mails import ANSWER, ASKED, INVITED
from tessera.network.team.rules import can_manage_team, member_of
from tessera.notifications.actions import send_mail

MOST_IN_A_TEAM: Final = 500
_MOST_TOLD: Final = 20
_Role, _State = TeamMember.Role, TeamMember.State


def ask_to_join(organization: Organization, *, by: User) -> TeamMember:
    """Ask the administrators to be in the team. Twice is once.

    Raises:
        NotAllowedError: the account is not active, or the organization is not public.
        LimitReachedError: too many requests in a day.
    """
    if not by.is_active or not organization.live or organization.withdrawn_at:
        raise NotAllowedError(_("You cannot join this organization."))
    count_attempt("network.team", str(by.pk), most=10, within=timedelta(days=1))
    with transaction.atomic():
        member, is_new = TeamMember.objects.get_or_create(organization=organization, user=by)
        if is_new:
            _tell_administrators(organization, by)
            log(organization, "network.team.ask", user=by)
    return member


def invite_to_team(organization: Organization, person: Person, *, by: User) -> TeamMember:
    """Invite the member behind an entry; they answer on their own page.

    Who has asked already is taken in at once.

    Raises:
        NotAllowedError: neither administrator nor editor.
        TeamStateError: there is nobody to invite, or nobody who is not there yet, or the team is
            full.
    """
    _check(by, organization)
    user = person.user
    if user is None or not user.is_active or is_blocked(user, by):
        raise TeamStateError(_("This member cannot be invited."))
    count_attempt("network.team-invite", str(by.pk), most=50, within=timedelta(days=1))
    with transaction.atomic():
        if organization.team.count() >= MOST_IN_A_TEAM:
            raise TeamStateError(_("The team is as large as this site keeps."))
        member, is_new = TeamMember.objects.get_or_create(
            organization=organization, user=user, defaults={"state": _State.INVITED}
        )
        if is_new:
            send_mail(INVITED, to=user, context=_context(organization, user))
            log(organization, "network.team.invite", user=by)
            return member
    if member.state == _State.ACTIVE:
        raise TeamStateError(_("This member is in the team already."))
    if member.state == _State.INVITED:
        raise TeamStateError(_("This member was invited already, and has not answered yet."))
    return answer_request(member, is_accepted=True, by=by)


def answer_request(member: TeamMember, *, is_accepted: bool, by: User) -> TeamMember:
    """Take somebody in who asked, or not; they are told.

    Raises:
        NotAllowedError: neither administrator nor editor.
        TeamStateError: somebody answered already.
    """
    organization = member.organization
    _check(by, organization)
    with transaction.atomic():
        rows = TeamMember.objects.filter(pk=member.pk, state=_State.ASKED)
        done = rows.update(state=_State.ACTIVE) if is_accepted else rows.delete()[0]
        if not done:
            raise TeamStateError(_("Somebody answered already."))
        member.state = _State.ACTIVE if is_accepted else _State.ASKED
        confirm_affiliations([member.user_id], organization)
        context = {**_context(organization, member.user), "is_accepted": is_accepted}
        send_mail(ANSWER, to=member.user, context=context)
        log(organization, "network.team.answer", user=by, data={"accepted": is_accepted})
    return member


def answer_invitation(member: TeamMember, *, is_accepted: bool, by: User) -> None:
    """Follow an invitation, or decline it.

    Raises:
        NotAllowedError: it is somebody else's.
        TeamStateError: it was answered, or taken back.
    """
    if member.user_id != by.pk:
        raise NotAllowedError(_("This invitation is for somebody else."))
    with transaction.atomic():
        rows = TeamMember.objects.filter(pk=member.pk, state=_State.INVITED)
        done = rows.update(state=_State.ACTIVE) if is_accepted else rows.delete()[0]
        if not done:
            raise TeamStateError(_("This invitation was answered already, or taken back."))
        confirm_affiliations([by.pk], member.organization)
        log(member.organization, "network.team.join", user=by, data={"accepted": is_accepted})


def set_team_role(member: TeamMember, *, role: str, by: User) -> TeamMember:
    """Make somebody an administrator, or an administrator a member.

    Raises:
        NotAllowedError: neither administrator nor editor.
        TeamStateError: nobody would administer it, or they are not in the team yet.
    """
    _check(by, member.organization)
    with transaction.atomic():
        found = _locked(member)
        if found.state != _State.ACTIVE:
            raise TeamStateError(_("This person is not in the team yet."))
        if role != _Role.ADMINISTRATOR:
            _keep_an_administrator(found, by)
        found.role = _Role(role)
        found.save(update_fields=["role"])
        _end_without_administrator(found.organization)
        log(found.organization, "network.team.change", user=by, data={"role": str(role)})
    return found


def remove_from_team(member: TeamMember, *, by: User) -> None:
    """Take somebody out of the team, or back an invitation.

    Raises:
        NotAllowedError: neither administrator nor editor.
        TeamStateError: nobody would administer it; only an editor may do that.
    """
    _check(by, member.organization)
    _take_out(member, by, "network.team.remove")


def leave_team(organization: Organization, *, by: User) -> None:
    """Leave, or take back that one asked.

    Raises:
        TeamStateError: the last administrator, before another took over.
    """
    if member := member_of(by, organization):
        _take_out(member, by, "network.team.leave")


def confirm_affiliations(users: Iterable[int], organization: Organization) -> None:
    """Let affiliations say whether the organization confirms them; whenever a team changes."""
    for user in users:
        rows = Affiliation.objects.filter(organization=organization, person__user=user)
        active = TeamMember.objects.filter(
            organization=organization, user=user, state=_State.ACTIVE
        ).exists()
        if active:
            rows.filter(confirmed_at=None, until=None).update(confirmed_at=timezone.now())
        else:
            rows.update(confirmed_at=None)


def _take_out(member: TeamMember, by: User, action: str) -> None:
    with transaction.atomic():
        found = _locked(member)
        _keep_an_administrator(found, by)
        organization, user = found.organization, found.user_id
        found.delete()
        confirm_affiliations([user], organization)
        _end_without_administrator(organization)
        log(organization, action, user=by)


def _locked(member: TeamMember) -> TeamMember:
    """The row as it is now, with the organization locked: of two who leave, one is the last.

    Raises:
        TeamStateError: it is gone.
    """
    Organization.objects.select_for_update().get(pk=member.organization_id)
    found = TeamMember.objects.filter(pk=member.pk).select_related("organization", "user").first()
    if found is None:
        raise TeamStateError(_("This person is not in the team any more."))
    return found


def _keep_an_administrator(member: TeamMember, by: User) -> None:
    if not member.is_administrator or can_publish_organization(by):
        return
    others = member.organization.team.exclude(pk=member.pk)
    if not others.filter(role=_Role.ADMINISTRATOR).exists():
        raise TeamStateError(
            _("Make somebody else an administrator first, or ask an editor to take over.")
        )


def _end_without_administrator(organization: Organization) -> None:
    """An organization that nobody administers can be claimed anew."""
    if not organization.team.filter(role=_Role.ADMINISTRATOR).exists():
        accepted = Claim.objects.filter(organization=organization, state=Claim.State.ACCEPTED)
        accepted.update(state=Claim.State.ENDED)


def _check(by: User, organization: Organization) -> None:
    if not can_manage_team(by, organization):
        raise NotAllowedError(_("Only administrators of the organization may do this."))


def _tell_administrators(organization: Organization, asker: User) -> None:
    rows = organization.team.filter(role=_Role.ADMINISTRATOR).select_related("user")
    for each in rows[:_MOST_TOLD]:
        language = _language(each.user)
        with override(language):
            context = {
                "organization": organization_name(organization, language),
                "name": shown_name(asker, each.user),
                "path": reverse("team_manage", args=[organization.identifier]),
            }
        send_mail(ASKED, to=each.user, context=context)


def _context(organization: Organization, user: User) -> dict[str, str]:
    language = _language(user)
    with override(language):
        path = reverse("own_organizations")
    return {"organization": organization_name(organization, language), "path": path}


def organization_name(organization: Organization, language: str) -> str:
    """What a public organization is called in a language. One query."""
    names = organization_names([organization.identifier], language)
    return names.get(organization.identifier, organization.identifier)


def _language(user: User) -> str:
    return user.language or settings.LANGUAGE_CODE
