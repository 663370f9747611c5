"""Changes to the roster of reviewers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, SystemActor, user_or_none
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.review.errors import ReviewError
from tessera.review.models import (
    Assignment,
    ReviewDecision,
    Reviewer,
    ReviewerAffiliation,
    ReviewRound,
)
from tessera.review.peer_rules import can_manage_roster, is_own_entry
from tessera.review.recording import find_organization
from tessera.review.signals import reviewer_decided

TERM: Final = timedelta(days=730)  # 24 months
MOST_AFFILIATIONS: Final = 8


@dataclass(frozen=True)
class Affiliation:
    """An organization as typed, and the day on which the work for it ended."""

    name: str
    until: date | None = None


def apply_as_reviewer(
    *,
    by: User,
    name: str,
    country: str,
    languages: Sequence[str],
    themes: Sequence[str],
    regions: Sequence[str],
    basis: Sequence[str],
    motivation: str,
    affiliations: Iterable[Affiliation],
) -> Reviewer:
    """Apply for the roster, or bring one's entry up to date; an active entry stays active.

    Raises:
        NotAllowedError: nobody is signed in.
    """
    if isinstance(by, SystemActor) or by.pk is None or not by.is_active:
        raise NotAllowedError(_("Sign in first."))
    with transaction.atomic():
        reviewer = Reviewer.objects.filter(user=by).first() or Reviewer(user=by)
        reviewer.name, reviewer.country = name.strip(), country
        reviewer.languages, reviewer.themes = list(languages), list(themes)
        reviewer.regions, reviewer.basis = list(regions), list(basis)
        reviewer.motivation = motivation.strip()
        if not reviewer.is_available(timezone.localdate()):
            reviewer.state, reviewer.applied_at = Reviewer.State.APPLIED, timezone.now()
        reviewer.save()
        reviewer.affiliations.all().delete()
        ReviewerAffiliation.objects.bulk_create(
            ReviewerAffiliation(
                reviewer=reviewer,
                name=each.name.strip()[:200],
                organization=find_organization(each.name),
                until=each.until,
            )
            for each in list(affiliations)[:MOST_AFFILIATIONS]
            if each.name.strip()
        )
        log(reviewer, "review.reviewer.apply", user=by)
    return reviewer


def decide_application(
    reviewer: Reviewer,
    *,
    by: Actor,
    is_accepted: bool,
    is_internal: bool = False,
    yearly_cap: int = 6,
) -> Reviewer:
    """Take somebody onto the roster for 24 months, renew the term, or refuse.

    Raises:
        NotAllowedError: not for those who may not, nor about oneself.
    """
    if not can_manage_roster(by) or is_own_entry(by, reviewer):
        raise NotAllowedError(_("You may not decide about this application."))
    if not 1 <= yearly_cap <= 24:
        raise ReviewError(_("Choose between 1 and 24 reviews a year."))
    with transaction.atomic():
        reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
        today = timezone.localdate()
        reviewer.decided_by, reviewer.decided_at = user_or_none(by), timezone.now()
        if is_accepted:
            reviewer.state = Reviewer.State.ACTIVE
            reviewer.term_from, reviewer.term_until = today, today + TERM
            reviewer.is_internal, reviewer.yearly_cap = is_internal, yearly_cap
        else:
            reviewer.state = Reviewer.State.REFUSED
        reviewer.save()
        log(
            reviewer,
            "review.reviewer.decide",
            user=user_or_none(by),
            data={"is_accepted": is_accepted},
        )
        reviewer_decided.send(sender=Reviewer, reviewer=reviewer)
    return reviewer


def leave_roster(reviewer: Reviewer, *, by: Actor) -> Reviewer:
    """End a term early; what is assigned stays until it is handed back.

    Raises:
        NotAllowedError: it is somebody else's entry.
    """
    if not (is_own_entry(by, reviewer) or can_manage_roster(by)):
        raise NotAllowedError(_("This entry belongs to somebody else."))
    with transaction.atomic():
        reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
        reviewer.state = Reviewer.State.ENDED
        reviewer.term_until = min(reviewer.term_until or timezone.localdate(), timezone.localdate())
        reviewer.save(update_fields=["state", "term_until"])
        log(reviewer, "review.reviewer.leave", user=user_or_none(by))
    return reviewer


def forget_reviewer(reviewer: Reviewer) -> None:
    """Take name and affiliations away when the account is erased; reviews stay, unnamed.

    So do the notes of decisions that named them, and what they explained about their interests.
    """
    with transaction.atomic():
        reviewer.affiliations.all().delete()
        named = ReviewDecision.objects.filter(round__assignments__reviewer=reviewer).distinct()
        for decision in named.exclude(reviewers=[]):
            decision.reviewers = _still_named(decision.round, but=reviewer)
            decision.save(update_fields=["reviewers"])
        reviewer.assignments.update(interests_note="", agrees_to_name=False)
        Reviewer.objects.filter(pk=reviewer.pk).update(
            name="", motivation="", state=Reviewer.State.ENDED, user=None
        )


def _still_named(round: ReviewRound, *, but: Reviewer) -> list[str]:
    """Names of the others who agreed; never the old name of the one who goes."""
    others = round.assignments.filter(state=Assignment.State.SUBMITTED, agrees_to_name=True)
    names = others.exclude(reviewer=but).order_by("number").values_list("reviewer__name", flat=True)
    return [name for name in names if name]
