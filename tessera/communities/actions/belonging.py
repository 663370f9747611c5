"""Joining, asking to join, inviting, leaving, and looking after members."""

from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.communities.actions.showing import take_back_all
from tessera.communities.errors import CommunityStateError
from tessera.communities.mails import ANSWER, DIGEST, INVITATION, REQUEST
from tessera.communities.models import Community, Invitation, Membership
from tessera.communities.names import shown_names
from tessera.communities.rules import can_manage, can_read, membership_of
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import InvalidLinkError, make_token, read_token
from tessera.notifications.actions import resume_mail, send_mail

INVITING = "communities.invitation"
INVITATION_DAYS = 30
Access = Community.Access
Role = Membership.Role


def join_community(community: Community, *, note: str = "", by: User) -> Membership:
    """Join an open community, or ask to join one on request; again changes nothing.

    Raises:
        NotAllowedError: it may not be read, or is joined by invitation only.
        CommunityStateError: it is not active.
    """
    present = membership_of(by, community)
    if present:
        return present
    if not by.is_active or community.is_private or not can_read(by, community):
        raise NotAllowedError(_("You may not join this community."))
    if not community.is_active:
        raise CommunityStateError(_("This community is not active."))
    with transaction.atomic():
        is_open = community.access == Access.OPEN
        membership, is_new = Membership.objects.get_or_create(
            community=community,
            user=by,
            defaults={"is_accepted": is_open, "note": note.strip()[:500]},
        )
        if is_new and not is_open:
            _tell_focal_points(community, membership)
        log(community, "communities.membership.change", user=by)
    return membership


def _tell_focal_points(community: Community, membership: Membership) -> None:
    for focal in community.memberships.focal_points().select_related("user"):
        name = shown_names([membership.user], focal.user)[membership.user_id]
        context = {
            "community": community.name,
            "name": name,
            "text": membership.note,
            "path": reverse("community_members", args=[community.identifier]),
        }
        send_mail(REQUEST, to=focal.user, context=context)


def answer_request(membership: Membership, *, is_accepted: bool, by: Actor) -> Membership | None:
    """Take somebody in who asked, or not; both are told by mail. None when refused.

    Raises:
        NotAllowedError: neither a focal point nor an editor.
        CommunityStateError: answered already.
    """
    community = membership.community
    if not can_manage(by, community):
        raise NotAllowedError(_("Only focal points may decide who joins."))
    with transaction.atomic():
        locked = Membership.objects.select_for_update().asked().filter(pk=membership.pk).first()
        if locked is None:
            raise CommunityStateError(_("Somebody answered already."))
        context = {
            "community": community.name,
            "state": "accepted" if is_accepted else "refused",
            "path": community.get_absolute_url(),
        }
        send_mail(ANSWER, to=locked.user, context=context)
        log(community, "communities.membership.change", user=user_or_none(by))
        if not is_accepted:
            locked.delete()
            return None
        locked.is_accepted = True
        locked.save()
    return locked


def leave_community(community: Community, *, by: User) -> None:
    """Leave, or take back that one asked. What one wrote stays, but for drafts that one showed.

    Raises:
        CommunityStateError: the last focal point of a community with others in it.
    """
    with transaction.atomic():
        membership = membership_of(by, community)
        if membership is None:
            return
        _keep_a_focal_point(membership)
        take_back_all(community, of=by)
        membership.delete()
        log(community, "communities.membership.change", user=by)


def _keep_a_focal_point(membership: Membership) -> None:
    if not membership.is_focal_point:
        return
    others = membership.community.memberships.accepted().exclude(pk=membership.pk)
    if others.exists() and not others.focal_points().exists():
        raise CommunityStateError(_("Name another focal point first."))


def set_role(membership: Membership, *, role: str, by: Actor) -> Membership:
    """Make a member a focal point, or a focal point a member.

    Raises:
        NotAllowedError: neither a focal point nor an editor.
        CommunityStateError: nobody would look after the community, or not yet a member.
    """
    if not can_manage(by, membership.community):
        raise NotAllowedError(_("Only focal points may change this community."))
    with transaction.atomic():
        locked = Membership.objects.select_for_update().get(pk=membership.pk)
        if not locked.is_accepted:
            raise CommunityStateError(_("This person is not yet a member."))
        if role != Role.FOCAL_POINT:
            _keep_a_focal_point(locked)
        locked.role = Role(role)
        locked.save()
        log(locked.community, "communities.membership.change", user=user_or_none(by))
    return locked


def remove_member(membership: Membership, *, by: Actor) -> None:
    """Take somebody out of a community.

    Raises:
        NotAllowedError: neither a focal point nor an editor.
        CommunityStateError: a focal point; they are made a member first.
    """
    if not can_manage(by, membership.community):
        raise NotAllowedError(_("Only focal points may change this community."))
    if membership.is_focal_point:
        raise CommunityStateError(_("Make this focal point a member first."))
    with transaction.atomic():
        take_back_all(membership.community, of=membership.user)
        membership.delete()
        log(membership.community, "communities.membership.change", user=user_or_none(by))


def set_digest(community: Community, *, is_wanted: bool, by: User) -> None:
    """Get the weekly digest, or no more.

    Raises:
        NotAllowedError: not a member.
    """
    membership = membership_of(by, community)
    if membership is None or not membership.is_accepted:
        raise NotAllowedError(_("Only members may do this."))
    Membership.objects.filter(pk=membership.pk).update(wants_digest=is_wanted)
    if is_wanted:  # Whoever asks for it takes back that they stopped such mails.
        resume_mail(address=by.email, kind=DIGEST.code)


def invite(community: Community, *, email: str, by: User) -> None:
    """Send an invitation by mail. Nothing tells whether the address has an account.

    Raises:
        NotAllowedError: neither a focal point nor an editor.
        CommunityStateError: it is not active.
    """
    if not can_manage(by, community):
        raise NotAllowedError(_("Only focal points may invite."))
    if not community.is_active:
        raise CommunityStateError(_("This community is not active."))
    with transaction.atomic():
        email = email.strip().lower()
        invitation = Invitation.objects.create(community=community, email=email, by=by)
        path = reverse("community_invitation", args=[make_token(INVITING, str(invitation.pk))])
        to = User.objects.filter(email__iexact=email, is_active=True).first() or email
        context = {"community": community.name, "path": path}
        send_mail(INVITATION, to=to, context=context)
        log(community, "communities.invitation.send", user=by)


def read_invitation(token: str) -> Invitation:
    """The invitation of a personal link.

    Raises:
        InvalidLinkError: not ours, too old, used already, or its community is gone.
    """
    number = read_token(INVITING, token, days=INVITATION_DAYS)
    try:
        return Invitation.objects.select_related("community").get(
            pk=number, used_at=None, community__state=Community.State.ACTIVE
        )
    except ObjectDoesNotExist as error:
        raise InvalidLinkError(_("This invitation was used already.")) from error


def accept_invitation(token: str, *, by: User) -> Community:
    """Become a member by an invitation, which is used up; its address is forgotten.

    Raises:
        InvalidLinkError: see ``read_invitation``.
    """
    with transaction.atomic():
        invitation = read_invitation(token)
        membership, _is_new = Membership.objects.get_or_create(
            community=invitation.community, user=by
        )
        Membership.objects.filter(pk=membership.pk).update(is_accepted=True)
        Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now(), email="")
        log(invitation.community, "communities.membership.change", user=by)
    return invitation.community


def prune_invitations() -> int:
    """Delete invitations that are too old; how many."""
    before = timezone.now() - timedelta(days=INVITATION_DAYS)
    return Invitation.objects.filter(created_at__lt=before).delete()[0]
