"""Reporting a listing, and appealing when one's own was taken away."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.exchange.errors import ExchangeError
from tessera.exchange.models import Listing, ListingReport
from tessera.exchange.rules import can_change
from tessera.lib.errors import NotAllowedError


def report_listing(listing: Listing, *, text: str, by: User) -> ListingReport:
    """Ask moderators to look at it. One open report by one member is enough.

    Raises:
        NotAllowedError: it is not to be seen, or one's own.
        ExchangeError: nothing is said.
        LimitReachedError: too many reports in a day.
    """
    is_seen = Listing.objects.seen_by(by).filter(pk=listing.pk).exists()
    if not by.is_active or not is_seen or listing.person.user_id == by.pk:
        raise NotAllowedError(_("You cannot report this."))
    if not text.strip():
        raise ExchangeError(_("Write something."))
    count_attempt("exchange.report", str(by.pk), most=20, within=timedelta(days=1))
    with transaction.atomic():
        made, is_new = ListingReport.objects.get_or_create(
            listing=listing, by=by, closed_at=None, defaults={"text": text.strip()[:1000]}
        )
        if is_new:
            log(listing, "exchange.listing.report", user=by)
    return made


def appeal_listing(listing: Listing, *, text: str, by: User) -> Listing:
    """Say why it should be shown after all; once, and another moderator answers.

    Raises:
        NotAllowedError: somebody else's.
        ExchangeError: it was not taken away, was appealed already, or nothing is said.
    """
    if not can_change(by, listing):
        raise NotAllowedError(_("Only who wrote it may do this."))
    if not text.strip():
        raise ExchangeError(_("Write something."))
    with transaction.atomic():
        locked = Listing.objects.select_for_update().get(pk=listing.pk)
        if locked.state != Listing.State.DECLINED or locked.appealed_at:
            raise ExchangeError(
                _("There is nothing to appeal against, or you have done it already.")
            )
        locked.appeal, locked.appealed_at = text.strip()[:1000], timezone.now()
        locked.save(update_fields=["appeal", "appealed_at"])
        log(locked, "exchange.listing.appeal", user=by)
    return locked
