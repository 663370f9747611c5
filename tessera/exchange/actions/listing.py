"""Offering and seeking: putting a listing up, changing it, closing it, answering it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.actors import Actor, SystemActor, user_or_none
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.exchange.errors import ExchangeError
from tessera.exchange.mails import DECIDED, MATCH
from tessera.exchange.matching import find_matches
from tessera.exchange.models import Listing, ListingReport
from tessera.exchange.models.listings import LONGEST
from tessera.exchange.rules import can_change, can_pass, can_write_for
from tessera.lib.errors import NotAllowedError
from tessera.network.contact import can_moderate, write_to_person
from tessera.network.mails import tell_reporter
from tessera.network.models import Message, Person
from tessera.network.people import person_of
from tessera.notifications.actions import send_mail

State = Listing.State
#: Open listings of one person.
MOST_OPEN: Final = 12
#: So many whose listing fits a new one are told.
_MOST_TOLD: Final = 5


def post_listing(values: Mapping[str, Any], *, by: User) -> Listing:
    """Put up an offer or a seek. The first of a member is read by a moderator before.

    ``values`` are those of the form: fields of the model, with ``themes`` as numbers.

    Raises:
        NotAllowedError: the profile is not shown to others, or the organization is another's.
        ExchangeError: too many are open.
    """
    person = person_of(by)
    if person is None or not Person.objects.shown().filter(pk=person.pk).exists():
        raise NotAllowedError(
            _("Show your profile first: others have to see who offers or seeks something.")
        )
    check_may_write(by)
    _check(values, by)
    count_attempt("exchange.post", str(by.pk), most=20, within=timedelta(days=1))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # One at a time: the limit holds.
        if Listing.objects.of(by).open().count() >= MOST_OPEN:
            raise ExchangeError(_("You have many open listings. Close one first."))
        is_known = can_moderate(by) or _was_passed(by)
        listing = Listing(
            person=person,
            state=State.OPEN if is_known else State.HELD,
            passed_at=timezone.now() if is_known else None,
        )
        _fill(listing, values)
        log(listing, "exchange.listing.post", user=by)
        if is_known:
            _tell_who_fits(listing)
    return listing


def change_listing(listing: Listing, values: Mapping[str, Any], *, by: User) -> Listing:
    """Change what is offered or sought; a closed one is open again.

    Raises:
        NotAllowedError: somebody else's, or the organization is another's.
        ExchangeError: a moderator took it away.
    """
    if not can_change(by, listing):
        raise NotAllowedError(_("Only who wrote it may do this."))
    check_may_write(by)
    _check(values, by)
    with transaction.atomic():
        locked = Listing.objects.select_for_update().get(pk=listing.pk)
        if locked.state == State.DECLINED:
            raise ExchangeError(_("A moderator took this away."))
        if locked.state == State.CLOSED:
            locked.state = State.OPEN if locked.passed_at else State.HELD
        _fill(locked, values)
        log(locked, "exchange.listing.change", user=by)
        if locked.state == State.OPEN:
            _tell_who_fits(locked)
    return locked


def close_listing(listing: Listing, *, by: User) -> Listing:
    """It is found, given, or no longer true.

    Raises:
        NotAllowedError: somebody else's.
    """
    if not can_change(by, listing):
        raise NotAllowedError(_("Only who wrote it may do this."))
    with transaction.atomic():
        changed = Listing.objects.filter(pk=listing.pk, state__in=[State.OPEN, State.HELD])
        if changed.update(state=State.CLOSED, changed_at=timezone.now()):
            log(listing, "exchange.listing.close", user=by)
    listing.refresh_from_db()
    return listing


def decide_listing(listing: Listing, *, is_passed: bool, reason: str, by: Actor) -> Listing:
    """Let others see a first listing, leave a reported one, or take any away; its author is told.

    An appeal is answered the same way, by somebody else than who decided first.

    Raises:
        NotAllowedError: no moderator, or one's own.
        ExchangeError: somebody was faster, or no reason is given.
    """
    if not isinstance(by, SystemActor) and not can_pass(by, listing):
        raise NotAllowedError(_("Only moderators may do this."))
    if not is_passed and not reason.strip():
        raise ExchangeError(_("Give the reason; the author reads it."))
    with transaction.atomic():
        locked = Listing.objects.select_for_update().get(pk=listing.pk)
        is_appeal = locked.appealed_at is not None and locked.appeal_answered_at is None
        if locked.state == State.DECLINED and not is_appeal:
            raise ExchangeError(_("Somebody answered already."))
        reports = ListingReport.objects.filter(listing=locked, closed_at=None)
        is_left = is_passed and locked.state in {State.OPEN, State.CLOSED}
        if is_left and not reports.exists():
            raise ExchangeError(_("Somebody answered already."))
        for report in reports.select_related("by"):
            tell_reporter(report.by, about=locked.title, is_upheld=not is_passed,
                          answer="" if is_passed else reason.strip(),
                          path=locked.get_absolute_url())  # fmt: skip
        reports.update(closed_at=timezone.now())
        log(locked, "exchange.listing.decide", user=user_or_none(by), data={"passed": is_passed})
        if is_left:
            return locked
        locked.state = State.OPEN if is_passed else State.DECLINED
        locked.passed_at = timezone.now() if is_passed else locked.passed_at
        locked.reason = "" if is_passed else reason.strip()[:1000]
        locked.decided_by = user_or_none(by)
        locked.appeal_answered_at = timezone.now() if is_appeal else locked.appeal_answered_at
        locked.save()
        if owner := locked.person.user:
            context = {"title": locked.title, "is_passed": is_passed, "text": locked.reason,
                       "path": reverse("own_listings")}  # fmt: skip
            send_mail(DECIDED, to=owner, context=context)
        if is_passed:
            _tell_who_fits(locked)
    return locked


def answer_listing(listing: Listing, *, by: User, text: str) -> Message:
    """Write to who offers or seeks; through the site, so that nobody learns an address.

    Raises:
        NotAllowedError: the listing is not to be seen, or is one's own.
        NoMoreQuestionsError: the person takes no question now.
        LimitReachedError: too many messages in a day.
    """
    met = Listing.objects.seen_by(by).select_related("person").filter(pk=listing.pk).first()
    if met is None:
        raise NotAllowedError(_("You cannot write to this person."))
    return write_to_person(met.person, by=by, text=f"“{met.title}”\n\n{text}")


def _was_passed(user: User) -> bool:
    earlier = Listing.objects.of(user).filter(passed_at__isnull=False)
    return earlier.exclude(state=State.DECLINED).exists()


def _check(values: Mapping[str, Any], by: User) -> None:
    organization = values.get("organization")
    if organization and not can_write_for(by, organization):
        raise NotAllowedError(_("You may not write for this organization."))
    today = timezone.localdate()
    if not today <= values["until"] <= today + LONGEST:
        raise ExchangeError(_("Choose a day within the next twelve months."))


def _fill(listing: Listing, values: Mapping[str, Any]) -> None:
    for name in ("side", "kind", "organization", "title", "text", "language", "place", "until",
                 "readers", "capacity"):  # fmt: skip
        setattr(listing, name, values.get(name))
    listing.languages = list(dict.fromkeys([listing.language, *values["languages"]]))
    listing.changed_at = timezone.now()
    listing.save()
    listing.themes.set(values["themes"])


def _tell_who_fits(listing: Listing) -> None:
    """Those whose own listing it fits get one mail about it, whatever happens to it later."""
    owner = listing.person.user
    if owner is None:
        return
    for match in find_matches(listing, viewer=owner, most=_MOST_TOLD):
        reader = match.listing.person.user
        if reader is None:
            continue
        context = {
            "title": match.listing.title,
            "other": listing.title,
            "path": match.listing.get_absolute_url(),
        }
        send_mail(MATCH, to=reader, context=context, once=f"{match.listing.pk}-{listing.pk}")
