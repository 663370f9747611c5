"""Proposing a community, deciding about it, and changing what it says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.communities.errors import CommunityStateError
from tessera.communities.mails import DECISION
from tessera.communities.models import Community, Membership
from tessera.communities.rules import can_manage, can_propose, is_editor
from tessera.lib.errors import NotAllowedError
from tessera.notifications.actions import send_mail

#: So many proposals of one person may wait at once.
MOST_WAITING = 3
State = Community.State


def propose_community(
    *,
    name: str,
    purpose: str,
    language: str,
    languages: Sequence[str],
    themes: Sequence[Any],
    access: str,
    by: User,
) -> Community:
    """Propose a community; an editor decides, and who proposes becomes its focal point.

    Raises:
        NotAllowedError: not signed in.
        CommunityStateError: too many proposals of the person wait already.
    """
    if not can_propose(by):
        raise NotAllowedError(_("Sign in to propose a community."))
    waiting = Community.objects.filter(proposed_by=by, state=State.PROPOSED).count()
    if waiting >= MOST_WAITING:
        raise CommunityStateError(
            _("Several communities that you proposed still wait for an answer.")
        )
    with transaction.atomic():
        community = Community.objects.create(
            name=name.strip(),
            purpose=purpose.strip(),
            language=language,
            languages=list(languages),
            access=Community.Access(access),
            proposed_by=by,
        )
        community.themes.set(themes)
        Membership.objects.create(
            community=community, user=by, role=Membership.Role.FOCAL_POINT, wants_digest=True
        )
        log(community, "communities.community.propose", user=by)
    return community


def decide_community(
    community: Community, *, is_approved: bool, answer: str, by: Actor
) -> Community:
    """Approve a proposed community or not; who proposed it is told by mail.

    Raises:
        NotAllowedError: not an editor, or the editor proposed it.
        CommunityStateError: it was decided already, or a refusal gives no reason.
    """
    if not is_editor(by) or (by.pk and by.pk == community.proposed_by_id):
        raise NotAllowedError(_("You may not decide about this community."))
    if not is_approved and not answer.strip():
        raise CommunityStateError(_("Give the reason; it is sent to who proposed the community."))
    with transaction.atomic():
        locked = Community.objects.select_for_update().get(pk=community.pk)
        if locked.state != State.PROPOSED:
            raise CommunityStateError(_("Somebody decided about this community already."))
        locked.state = State.ACTIVE if is_approved else State.DECLINED
        locked.answer, locked.decided_at = answer.strip(), timezone.now()
        locked.decided_by = user_or_none(by)
        locked.save()
        if locked.proposed_by:
            path = locked.get_absolute_url() if is_approved else reverse("community_list")
            context = {
                "community": locked.name,
                "state": locked.state,
                "text": locked.answer,
                "path": path,
            }
            send_mail(DECISION, to=locked.proposed_by, context=context)
        log(locked, "communities.community.decide", user=user_or_none(by))
    return locked


def edit_community(community: Community, *, values: Mapping[str, Any], by: Actor) -> Community:
    """Change name, purpose, languages, themes or access.

    A private community never becomes readable for strangers: what was said in it was said in
    private.

    Raises:
        NotAllowedError: neither a focal point nor an editor.
        CommunityStateError: a private community would be opened.
    """
    if not can_manage(by, community):
        raise NotAllowedError(_("Only focal points may change this community."))
    with transaction.atomic():
        locked = Community.objects.select_for_update().get(pk=community.pk)
        if locked.is_private and values.get("access", locked.access) != locked.access:
            raise CommunityStateError(
                _("A private community stays private: its members wrote in private.")
            )
        for name in ("name", "purpose", "language", "languages", "access"):
            if name in values:
                setattr(locked, name, values[name])
        locked.save()
        if "themes" in values:
            locked.themes.set(values["themes"])
        log(locked, "communities.community.edit", user=user_or_none(by))
    return locked


def close_community(community: Community, *, is_closed: bool, by: Actor) -> Community:
    """Close it: everything stays readable and nobody writes; or open it again.

    Raises:
        NotAllowedError: neither a focal point nor an editor.
        CommunityStateError: it was never active.
    """
    if not can_manage(by, community):
        raise NotAllowedError(_("Only focal points may change this community."))
    with transaction.atomic():
        locked = Community.objects.select_for_update().get(pk=community.pk)
        if locked.state not in {State.ACTIVE, State.CLOSED}:
            raise CommunityStateError(_("This community is not active."))
        locked.state = State.CLOSED if is_closed else State.ACTIVE
        locked.save()
        log(locked, "communities.community.edit", user=user_or_none(by))
    return locked
