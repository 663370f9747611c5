"""Showing a draft to a community, taking it back, and what becomes of it by itself."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.models import User
from tessera.catalogue.drafts import draft_keeper
from tessera.catalogue.models import Record
from tessera.communities.errors import CommunityStateError
from tessera.communities.models import (
    Community,
    CommunityRecord,
    Discussion,
    SharedDraft,
    WritingOffer,
)
from tessera.communities.rules import can_manage, can_write
from tessera.lib.errors import NotAllowedError

MOST_DRAFTS: Final = 50
MOST_OF_ONE: Final = 10


def share_draft(community: Community, *, identifier: str, note: str, by: User) -> SharedDraft:
    """Show a draft to the members of a community, as it is whenever they read it; twice is once.

    Raises:
        NotAllowedError: not a member, kept from writing, or somebody else's draft.
        CommunityStateError: as many are shown as there can be.
    """
    check_may_write(by)
    if not can_write(by, community):
        raise NotAllowedError(_("Only members may write here."))
    draft = draft_keeper().drafts([identifier]).get(identifier)
    if draft is None or by.pk not in draft.writers:
        raise NotAllowedError(_("You write no such draft."))
    with transaction.atomic():
        # Whoever shows another one at the same time waits, so that the count holds.
        Community.objects.select_for_update().get(pk=community.pk)
        present = community.shared_drafts.filter(draft=identifier).first()
        if present:
            return present
        if community.shared_drafts.count() >= MOST_DRAFTS:
            raise CommunityStateError(_("There are as many drafts here as there can be."))
        if community.shared_drafts.filter(by=by).count() >= MOST_OF_ONE:
            raise CommunityStateError(_("You show ten drafts here. Take one back first."))
        row = SharedDraft.objects.create(
            community=community, draft=identifier, by=by, note=note.strip()[:300]
        )
        Community.objects.get(pk=community.pk).save(update_fields=["updated_at"])
        log(community, "communities.draft.share", user=by, data={"draft": identifier})
    return row


def can_take_back(user: Any, row: SharedDraft) -> bool:
    """Who put it there, who writes it, and who looks after the community. Four queries at most."""
    if not user.is_authenticated or not user.is_active:
        return False
    if row.by_id == user.pk or can_manage(user, row.community):
        return True
    draft = draft_keeper().drafts([row.draft]).get(row.draft)
    return draft is not None and user.pk in draft.writers


def take_draft_back(row: SharedDraft, *, by: User) -> None:
    """Nobody in the community reads the draft any more.

    Raises:
        NotAllowedError: neither who writes it nor a focal point.
    """
    if not can_take_back(by, row):
        raise NotAllowedError(_("Only who writes a draft may take it back."))
    with transaction.atomic():
        row.delete()
        log(row.community, "communities.draft.take_back", user=by, data={"draft": row.draft})


def take_back_all(community: Community, *, of: User) -> None:
    """Who leaves a community takes the own drafts and offers along. In a transaction."""
    community.shared_drafts.filter(by=of).delete()
    WritingOffer.objects.filter(shared__community=community, user=of).delete()


def put_on_shelf(identifier: str, record: Record) -> None:
    """A draft was published: wherever it was shown, its record stands on the shelf."""
    with transaction.atomic():
        for row in SharedDraft.objects.filter(draft=identifier):
            CommunityRecord.objects.get_or_create(
                community_id=row.community_id,
                record_id=record.pk,
                defaults={"by_id": row.by_id, "note": row.note},
            )
            row.delete()
        Discussion.objects.filter(about=identifier).update(about=record.identifier)


def forget_draft(identifier: str) -> None:
    """A draft is none any more: nothing shows that it was here."""
    with transaction.atomic():
        SharedDraft.objects.filter(draft=identifier).delete()
        Discussion.objects.filter(about=identifier).update(about="")


def forget_showing(identifier: str, user: int) -> None:
    """Somebody writes along no more: what they showed of it is shown no more."""
    SharedDraft.objects.filter(draft=identifier, by=user).delete()
