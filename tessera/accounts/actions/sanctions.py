"""Suspending somebody: with reason, duration and appeal."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.log_actions import log

from tessera.accounts.actions.sign_ins import sign_out_everywhere
from tessera.accounts.actors import SYSTEM, Actor, user_or_none
from tessera.accounts.errors import AccountError
from tessera.accounts.mails import tell_about_suspension, tell_answer
from tessera.accounts.models import Sanction, User
from tessera.accounts.rules import can_decide_sanction, can_mute, can_suspend
from tessera.lib.errors import NotAllowedError

LONGEST: Final = timedelta(days=365)


def suspend_user(user: User, *, by: Actor, reason: str, days: int) -> Sanction:
    """Keep somebody from signing in for some days; they are told why, and how to appeal.

    Raises:
        NotAllowedError: the actor may not suspend this person.
        AccountError: no reason is given, the time is not between a day and a year, or the person
            is suspended already or gone.
    """
    if not can_suspend(by, user):
        raise NotAllowedError(gettext("You may not suspend this person."))
    if not reason.strip():
        raise AccountError(gettext("Give the reason; the person is told."))
    if not timedelta(days=1) <= timedelta(days=days) <= LONGEST:
        raise AccountError(gettext("A suspension lasts between one day and one year."))
    if not user.is_active:
        raise AccountError(gettext("This account is not active."))
    with transaction.atomic():
        actor = user_or_none(by)
        until = timezone.now() + timedelta(days=days)
        sanction = Sanction.objects.create(user=user, reason=reason.strip(), by=actor, until=until)
        user.is_active = False
        user.save(update_fields=["is_active"])
        sign_out_everywhere(user, by=SYSTEM)
        log(user, "accounts.user.suspend", user=actor, data={"days": days})
        transaction.on_commit(lambda: tell_about_suspension(sanction))
    return sanction


def mute_user(user: User, *, by: Actor, reason: str, days: int) -> Sanction:
    """Keep somebody from writing for some days; they are told why, and how to appeal.

    Raises:
        NotAllowedError: the actor may not mute this person.
        AccountError: no reason is given, the time is not between a day and a year, or the person
            is muted already or gone.
    """
    if not can_mute(by, user):
        raise NotAllowedError(gettext("You may not mute this person."))
    if not reason.strip():
        raise AccountError(gettext("Give the reason; the person is told."))
    if not timedelta(days=1) <= timedelta(days=days) <= LONGEST:
        raise AccountError(gettext("A mute lasts between one day and one year."))
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if not locked.is_active or Sanction.objects.running_mutes().filter(user=locked).exists():
            raise AccountError(gettext("This account is not active, or is muted already."))
        actor = user_or_none(by)
        sanction = Sanction.objects.create(
            kind=Sanction.Kind.MUTE,
            user=locked,
            reason=reason.strip(),
            by=actor,
            until=timezone.now() + timedelta(days=days),
        )
        log(locked, "accounts.user.mute", user=actor, data={"days": days})
        transaction.on_commit(lambda: tell_about_suspension(sanction))
    return sanction


def check_may_write(user: User) -> None:
    """Before anything is written that others read. One query.

    Raises:
        NotAllowedError: the account is not active, or somebody keeps it from writing.
    """
    if not user.is_active:
        raise NotAllowedError(gettext("Your account is not active."))
    if mute := Sanction.objects.running_mutes().filter(user=user).order_by("-until").first():
        day = date_format(timezone.localtime(mute.until), "DATE_FORMAT")
        raise NotAllowedError(
            gettext("You cannot write until %(day)s. The page of your account says why.")
            % {"day": day}
        )


def _check_may_decide(by: Actor, sanction: Sanction) -> None:
    if not can_decide_sanction(by, sanction):
        raise NotAllowedError(
            gettext("You may not mute this person.")
            if sanction.is_mute
            else gettext("You may not suspend this person.")
        )


def lift_suspension(sanction: Sanction, *, by: Actor, answer: str = "") -> Sanction:
    """End a suspension before or at its time.

    Raises:
        NotAllowedError: the actor may not suspend this person.
        AccountError: it has ended already.
    """
    _check_may_decide(by, sanction)
    if sanction.lifted_at:
        raise AccountError(gettext("This suspension has ended."))
    with transaction.atomic():
        sanction.lifted_at, sanction.answer = timezone.now(), answer.strip()
        sanction.save(update_fields=["lifted_at", "answer"])
        others = Sanction.objects.suspensions().filter(user=sanction.user, lifted_at=None)
        if not sanction.is_mute and not others.exists():
            sanction.user.is_active = True
            sanction.user.save(update_fields=["is_active"])
        log(sanction.user, "accounts.user.lift_suspension", user=user_or_none(by))
        transaction.on_commit(lambda: tell_answer(sanction))
    return sanction


def uphold_suspension(sanction: Sanction, *, by: Actor, answer: str) -> Sanction:
    """Answer an appeal without ending the suspension.

    Raises:
        NotAllowedError: the actor may not suspend this person.
        AccountError: nobody has appealed, it has ended, or the answer says nothing.
    """
    _check_may_decide(by, sanction)
    if sanction.lifted_at or not sanction.appealed_at:
        raise AccountError(gettext("There is no appeal to answer."))
    if not answer.strip():
        raise AccountError(gettext("Give the reason; the person is told."))
    with transaction.atomic():
        sanction.answer = answer.strip()
        sanction.save(update_fields=["answer"])
        log(sanction.user, "accounts.user.uphold_suspension", user=user_or_none(by))
        transaction.on_commit(lambda: tell_answer(sanction))
    return sanction


def appeal_suspension(sanction: Sanction, *, by: User, text: str) -> Sanction:
    """Say why the suspension is wrong; once.

    Raises:
        NotAllowedError: it is another person's suspension.
        AccountError: nothing is said, it was appealed already, or it has ended.
    """
    if by.pk != sanction.user_id:
        raise NotAllowedError(gettext("This is not your account."))
    if not text.strip():
        raise AccountError(gettext("Write why the suspension should end."))
    if sanction.lifted_at or sanction.appealed_at:
        raise AccountError(gettext("This suspension has ended, or you have appealed already."))
    with transaction.atomic():
        sanction.appeal, sanction.appealed_at = text.strip()[:5000], timezone.now()
        sanction.save(update_fields=["appeal", "appealed_at"])
        log(sanction.user, "accounts.user.appeal", user=by)
    return sanction


def end_suspensions() -> int:
    """For the clock: lift those whose time is over; how many there were."""
    due = Sanction.objects.filter(lifted_at=None, until__lte=timezone.now(), user__erasure=None)
    over = list(due.select_related("user"))
    for sanction in over:
        lift_suspension(sanction, by=SYSTEM)
    return len(over)
