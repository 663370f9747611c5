"""Offering to write along with a draft that a member shows, and answering such offers."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.models import User
from tessera.catalogue.drafts import Draft, draft_keeper
from tessera.communities.errors import CommunityStateError
from tessera.communities.mails import OFFER, WELCOME
from tessera.communities.models import SharedDraft, WritingOffer
from tessera.communities.names import shown_names
from tessera.communities.rules import can_write
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import is_blocked
from tessera.notifications.actions import send_mail

MOST_OFFERS: Final = 10


def can_offer(user: User, row: SharedDraft, draft: Draft | None) -> bool:
    """Members who do not write it, where who began it shows it. Two queries at most."""
    if draft is None or draft.begun_by != row.by_id or user.pk in draft.writers:
        return False
    return can_write(user, row.community) and not is_blocked(user, row.by)


def offer_to_write(row: SharedDraft, *, by: User) -> WritingOffer:
    """Offer to write along; who began the draft is told by mail, once.

    Raises:
        NotAllowedError: not a member, kept from writing, kept apart, or a writer already.
        CommunityStateError: there are ten offers already.
    """
    check_may_write(by)
    readable = SharedDraft.objects.readable_by(by).filter(pk=row.pk).exists()
    draft = draft_keeper().drafts([row.draft]).get(row.draft)
    if not readable or not can_offer(by, row, draft):
        raise NotAllowedError(_("You cannot write along with this draft."))
    with transaction.atomic():
        SharedDraft.objects.select_for_update().get(pk=row.pk)
        if row.offers.exclude(user=by).count() >= MOST_OFFERS:
            raise CommunityStateError(_("Ten members offered already to write along."))
        offer, _is_new = WritingOffer.objects.get_or_create(shared=row, user=by)
        context = {
            "community": row.community.name,
            "name": shown_names([by], row.by)[by.pk],
            "path": row.get_absolute_url(),
        }
        send_mail(OFFER, to=row.by, context=context, once=f"{row.pk}-{by.pk}")
    return offer


def take_offer_back(row: SharedDraft, *, by: User) -> None:
    """Offer it no more."""
    row.offers.filter(user=by).delete()


def answer_offer(row: SharedDraft, offer: WritingOffer, *, is_accepted: bool, by: User) -> None:
    """Let somebody write along, who is told by mail; or not, which nobody is told.

    Raises:
        NotAllowedError: only who began the draft answers, and only a member's offer.
        TesseraError: as many write as can.
    """
    draft = draft_keeper().drafts([row.draft]).get(row.draft)
    if draft is None or draft.begun_by != by.pk or offer.shared_id != row.pk:
        raise NotAllowedError(_("Only who began a draft lets others write along."))
    with transaction.atomic():
        offer.delete()
        if not is_accepted:
            return
        if not can_offer(offer.user, row, draft):
            raise NotAllowedError(_("This member cannot write along any more."))
        draft_keeper().let_write(row.draft, writer=offer.user, by=by)
        context = {"community": row.community.name, "path": draft.url}
        send_mail(WELCOME, to=offer.user, context=context, once=f"{row.pk}-{offer.user_id}")
        log(row.community, "communities.draft.welcome", user=by, data={"draft": row.draft})
