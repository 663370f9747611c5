"""Mentoring: proposing, agreeing, a look back after the first meeting, parting, closing."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.exchange.errors import ExchangeError
from tessera.exchange.mails import MENTOR_ASKED, MENTORING
from tessera.exchange.models import Listing, Mentorship, Side
from tessera.lib.errors import NotAllowedError
from tessera.network.models import Person
from tessera.network.people import person_of
from tessera.notifications.actions import send_mail

State = Mentorship.State
Fit = Mentorship.Fit
MOST_PROPOSED: Final = 5
#: Without a date of the first meeting both are asked how it went after so long.
ASK_AFTER: Final = timedelta(days=30)
_ROLES: Final = ("mentor", "mentee")


def propose_mentoring(listing: Listing, values: Mapping[str, Any], *, by: User) -> Mentorship:
    """Ask a mentor who offers it, or offer oneself to who seeks one.

    Raises:
        NotAllowedError: the listing is not to be seen, is one's own, or is about something else.
        ExchangeError: no place is free, one offers nothing oneself, or it runs already.
    """
    own = person_of(by)
    met = Listing.objects.seen_by(by).mentoring().select_related("person").filter(pk=listing.pk)
    found = met.first()
    if found is None or (own and found.person_id == own.pk) or not by.is_active:
        raise NotAllowedError(_("You cannot propose mentoring here."))
    if own is None or not Person.objects.shown().filter(pk=own.pk).exists():
        raise NotAllowedError(
            _("Show your profile first: others have to see who offers or seeks something.")
        )
    check_may_write(by)
    count_attempt("exchange.mentoring", str(by.pk), most=10, within=timedelta(days=1))
    is_asked = found.side == Side.OFFER
    offer = found if is_asked else Listing.objects.of(by).open().mentoring().offers().first()
    if offer is None:
        raise ExchangeError(
            _("Put up an offer to mentor first; it says for how many you have room.")
        )
    mentor, mentee = (found.person, own) if is_asked else (own, found.person)
    now = timezone.now()
    try:
        with transaction.atomic():
            _check_room(offer)
            if Mentorship.objects.filter(_own(by), state=State.PROPOSED).count() >= MOST_PROPOSED:
                raise ExchangeError(_("Several proposals wait for an answer. Wait for one first."))
            made = Mentorship.objects.create(
                offer=offer,
                mentor=mentor,
                mentee=mentee,
                mentee_confirmed_at=now if is_asked else None,
                mentor_confirmed_at=None if is_asked else now,
                **_terms(values),
            )
            log(made, "exchange.mentoring.propose", user=by)
            _tell(made, found.person, "asked" if is_asked else "offered", kind=MENTOR_ASKED)
    except IntegrityError as error:
        raise ExchangeError(_("A proposal between you two is open already.")) from error
    return made


def confirm_mentoring(one: Mentorship, *, by: User) -> Mentorship:
    """Agree to it as it stands. When both have, it begins.

    Raises:
        NotAllowedError: between others, or a block is between the two.
        ExchangeError: it is no longer proposed, or the mentor's places are taken.
    """
    with transaction.atomic():
        locked, role = _locked(one, by, State.PROPOSED)
        if getattr(locked, f"{role}_confirmed_at"):
            return locked
        if locked.offer:
            _check_room(locked.offer)
        setattr(locked, f"{role}_confirmed_at", timezone.now())
        locked.state, locked.agreed_at = State.ACTIVE, timezone.now()
        locked.save()
        log(locked, "exchange.mentoring.agree", user=by)
        _tell(locked, _other(locked, role), "agreed")
    return locked


def change_agreement(one: Mentorship, values: Mapping[str, Any], *, by: User) -> Mentorship:
    """Propose it in other words; the other is asked to confirm.

    Raises:
        NotAllowedError: between others, or a block is between the two.
        ExchangeError: it is no longer proposed.
    """
    check_may_write(by)
    with transaction.atomic():
        locked, role = _locked(one, by, State.PROPOSED)
        for name, value in _terms(values).items():
            setattr(locked, name, value)
        now = timezone.now()
        for each in _ROLES:
            setattr(locked, f"{each}_confirmed_at", now if each == role else None)
        locked.save()
        log(locked, "exchange.mentoring.change", user=by)
        _tell(locked, _other(locked, role), "changed")
    return locked


def decline_mentoring(one: Mentorship, *, by: User) -> Mentorship:
    """Do not take it up; no reason is asked. Who proposed may take it back the same way.

    Raises:
        NotAllowedError: between others, or a block is between the two.
        ExchangeError: it is no longer proposed.
    """
    with transaction.atomic():
        locked, role = _locked(one, by, State.PROPOSED)
        _end(locked, State.DECLINED)
        log(locked, "exchange.mentoring.decline", user=by)
        _tell(locked, _other(locked, role), "declined")
    return locked


def set_first_meeting(one: Mentorship, *, on: date, by: User) -> Mentorship:
    """Say when the first meeting is; on the day after, both are asked how it was.

    Raises:
        NotAllowedError: between others, or a block is between the two.
        ExchangeError: it does not run, or both were asked already.
    """
    with transaction.atomic():
        locked, _role = _locked(one, by, State.ACTIVE)
        if locked.check_asked_at:
            raise ExchangeError(_("The first meeting has been."))
        locked.first_meeting_on = on
        locked.save(update_fields=["first_meeting_on"])
    return locked


def say_how_it_fits(one: Mentorship, *, fit: str, by: User) -> Mentorship:
    """After the first meeting: go on, or look further. Nobody learns which of the two wished it.

    Raises:
        NotAllowedError: between others, or a block is between the two.
        ExchangeError: it does not run, or there was no first meeting yet.
    """
    with transaction.atomic():
        locked, role = _locked(one, by, State.ACTIVE)
        if not locked.is_checked_on(timezone.localdate()):
            raise ExchangeError(_("Meet first; then say how it was."))
        setattr(locked, f"{role}_fit", Fit(fit))
        locked.save()
        if fit == Fit.FURTHER:
            _part(locked)
    return locked


def close_mentoring(one: Mentorship, *, by: User) -> Mentorship:
    """It has done what it was for, or is over for another reason.

    Raises:
        NotAllowedError: between others, or a block is between the two.
        ExchangeError: it does not run.
    """
    with transaction.atomic():
        locked, role = _locked(one, by, State.ACTIVE)
        _end(locked, State.ENDED)
        log(locked, "exchange.mentoring.close", user=by)
        _tell(locked, _other(locked, role), "ended")
    return locked


def ring_mentoring_clock() -> int:
    """Ask both how the first meeting was; end what a block has parted. How many were asked."""
    today, now = timezone.localdate(), timezone.now()
    due = Mentorship.objects.filter(state=State.ACTIVE, check_asked_at__isnull=True).filter(
        Q(first_meeting_on__lt=today)
        | Q(first_meeting_on__isnull=True, agreed_at__lt=now - ASK_AFTER)
    )
    asked = 0
    for pk in list(due.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            one = Mentorship.objects.select_for_update(of=("self",)).with_people().get(pk=pk)
            if one.state != State.ACTIVE or one.check_asked_at or one.is_kept_apart():
                continue
            one.check_asked_at = now
            one.save(update_fields=["check_asked_at"])
            for role in _ROLES:
                _tell(one, getattr(one, role), "check")
            asked += 1
    for one in Mentorship.objects.running().kept_apart()[:500]:
        _end(one, State.PARTED)
    return asked


def free_places(offer: Listing) -> int:
    """How many more the mentor has room for. One query."""
    taken = Mentorship.objects.filter(mentor=offer.person_id, state=State.ACTIVE).count()
    return max(0, (offer.capacity or 1) - taken)


def _check_room(offer: Listing) -> None:
    """In a transaction: the offer is locked, so that two cannot take the last place."""
    locked = Listing.objects.select_for_update().get(pk=offer.pk)
    if not locked.is_open:
        raise ExchangeError(_("This offer is closed."))
    if not free_places(locked):
        raise ExchangeError(_("This mentor has no room at present."))


def _own(user: User) -> Q:
    return Q(mentor__user=user) | Q(mentee__user=user)


def _terms(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("goal", "rhythm", "months")}


def _locked(one: Mentorship, by: User, state: str) -> tuple[Mentorship, str]:
    """The row for changing, and as what ``by`` stands in it."""
    locked = Mentorship.objects.select_for_update(of=("self",)).with_people().get(pk=one.pk)
    role = locked.role_of(by)
    if not role or not by.is_active or locked.is_kept_apart():
        raise NotAllowedError(_("This is between others."))
    if locked.state != state:
        raise ExchangeError(_("This has changed meanwhile. Look at it again."))
    return locked, role


def _other(one: Mentorship, role: str) -> Person:
    return one.mentee if role == "mentor" else one.mentor


def _part(one: Mentorship) -> None:
    """End it without blame: both read the same words, and are told of others who fit."""
    _end(one, State.PARTED)
    log(one, "exchange.mentoring.part", user=None)
    for role in _ROLES:
        _tell(one, getattr(one, role), "parted")


def _end(one: Mentorship, state: str) -> None:
    one.state, one.ended_at = state, timezone.now()
    one.save(update_fields=["state", "ended_at"])


def _tell(one: Mentorship, person: Person, what: str, *, kind: Any = MENTORING) -> None:
    if person.user and person.user.is_active:
        other = one.mentee if person.pk == one.mentor_id else one.mentor
        context = {"what": what, "name": other.display_name, "path": one.get_absolute_url()}
        send_mail(kind, to=person.user, context=context)
