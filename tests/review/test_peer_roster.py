"""The roster: who may join, be taken on, and leave; and who may not."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tessera.lib.errors import NotAllowedError
from tessera.review.actions.peer_roster import (
    Affiliation,
    apply_as_reviewer,
    decide_application,
    leave_roster,
)
from tessera.review.models import Reviewer
from tests.factories import accounts

pytestmark = pytest.mark.django_db
State = Reviewer.State


def apply(by) -> Reviewer:
    return apply_as_reviewer(
        by=by,
        name="Petra Practice",
        country="DE",
        languages=["de", "en"],
        themes=["LAN"],
        regions=["150"],
        basis=["LIVE"],
        motivation="I came here myself.",
        affiliations=[Affiliation("City of Ashcombe")],
    )


def test_person_applies_and_is_taken_on_for_24_months():
    applicant, administrator = accounts.user(), accounts.administrator()
    applied = apply(applicant)
    assert (applied.state, applied.affiliations.count()) == (State.APPLIED, 1)
    taken = decide_application(applied, by=administrator, is_accepted=True)
    assert taken.state == State.ACTIVE
    assert (taken.term_until - taken.term_from).days == 730


def test_nobody_applies_without_signing_in():
    with pytest.raises(NotAllowedError):
        apply(AnonymousUser())
    assert Reviewer.objects.count() == 0


def test_stranger_may_not_decide_about_an_application():
    applied = apply(accounts.user())
    with pytest.raises(NotAllowedError):
        decide_application(applied, by=accounts.stranger(), is_accepted=True)
    applied.refresh_from_db()
    assert applied.state == State.APPLIED


def test_administrator_may_not_decide_about_an_own_application():
    administrator = accounts.administrator()
    with pytest.raises(NotAllowedError):
        decide_application(apply(administrator), by=administrator, is_accepted=True)


def test_reviewer_leaves_and_the_stranger_may_not_send_them_away():
    applicant = accounts.user()
    applied = apply(applicant)
    with pytest.raises(NotAllowedError):
        leave_roster(applied, by=accounts.stranger())
    assert leave_roster(applied, by=applicant).state == State.ENDED


def test_entry_brought_up_to_date_stays_one():
    applicant = accounts.user()
    apply(applicant)
    apply(applicant)
    assert Reviewer.objects.count() == 1
