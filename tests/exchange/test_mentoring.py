"""Mentoring: two people propose, agree, meet, look back, part without blame, and close."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tessera.accounts.personal_data import Fate, registered
from tessera.exchange.actions import mentoring
from tessera.exchange.errors import ExchangeError
from tessera.exchange.matching import find_matches
from tessera.exchange.models import Mentorship
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tessera.network.models import Person
from tessera.notifications.models import Mail
from tests.factories.accounts import browser
from tests.factories.communities import person as account
from tests.factories.exchange import listing, member

pytestmark = pytest.mark.django_db
TERMS = {"goal": "Run a welcome desk", "rhythm": "An hour a week", "months": 6}


def told(user) -> list[str]:
    """What the mails to somebody were about, in their order."""
    rows = Mail.objects.filter(user=user, kind__startswith="exchange.mentor").order_by("pk")
    return [row.context["what"] for row in rows]


@pytest.fixture
def mentor():
    return member("Nuria Salcedo")


@pytest.fixture
def mentee():
    return member("Omar Aziz")


@pytest.fixture
def offer(mentor):
    return listing(mentor, "offer", "MEN", capacity=1)


@pytest.fixture
def running(offer, mentor, mentee):
    made = mentoring.propose_mentoring(offer, TERMS, by=mentee)
    return mentoring.confirm_mentoring(made, by=mentor)


def met(one: Mentorship) -> Mentorship:
    """The first meeting was yesterday, and both were asked."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Mentorship.objects.filter(pk=one.pk).update(first_meeting_on=yesterday)
    mentoring.ring_mentoring_clock()
    one.refresh_from_db()
    return one


def test_who_shows_no_profile_is_told_so_before_writing(offer):
    omar = account("Omar Hidden")
    address = f"/en/exchange/{offer.identifier}/mentoring/"
    assert "Show your profile first" in browser(omar).get(address).text
    answer = browser(omar).post(address, TERMS)
    assert answer.status_code == 422
    assert "Show your profile first" in answer.context["form"].non_field_errors()[0]
    assert not Mentorship.objects.exists()
    assert "Show your profile first" in browser(omar).get("/en/exchange/new/").text
    shown = browser(member("Omar Shown"))
    for page in (address, "/en/exchange/new/"):
        assert "Show your profile first" not in shown.get(page).text


def test_it_begins_when_both_have_confirmed(offer, mentor, mentee):
    asks, answers = browser(mentee), browser(mentor)
    address = f"/en/exchange/{offer.identifier}/mentoring/"
    assert asks.post(address, {**TERMS, "months": 99}).status_code == 422
    assert asks.post(address, TERMS).status_code == 302
    one = Mentorship.objects.get()
    assert (one.state, one.mentor.user, one.mentee.user) == ("proposed", mentor, mentee)
    assert told(mentor) == ["asked"]
    page = answers.get(one.get_absolute_url()).text
    assert "Run a welcome desk" in page
    assert mentee.email not in page
    # Who proposed cannot confirm for the other; a change asks the first again.
    mentoring.confirm_mentoring(one, by=mentee)
    one.refresh_from_db()
    assert one.state == "proposed"
    changed = {**TERMS, "act": "change", "rhythm": "An hour every second week"}
    assert answers.post(one.get_absolute_url(), {**changed, "goal": ""}).status_code == 422
    answers.post(one.get_absolute_url(), changed)
    one.refresh_from_db()
    assert (one.mentee_confirmed_at, one.rhythm) == (None, "An hour every second week")
    asks.post(one.get_absolute_url(), {"act": "confirm"})
    one.refresh_from_db()
    assert one.state == "active"
    assert (told(mentee), told(mentor)) == (["changed"], ["asked", "agreed"])


def test_a_mentor_offers_it_to_who_seeks_one(mentor, mentee):
    seek = listing(mentee, "seek", "MEN")
    with pytest.raises(ExchangeError):  # Nothing is offered yet.
        mentoring.propose_mentoring(seek, TERMS, by=mentor)
    listing(mentor, "offer", "MEN", capacity=2)
    made = mentoring.propose_mentoring(seek, TERMS, by=mentor)
    assert (made.mentor.user, made.mentee.user, told(mentee)) == (mentor, mentee, ["offered"])
    mentoring.decline_mentoring(made, by=mentee)
    assert told(mentor) == ["declined"]


def test_nobody_mentors_more_than_there_is_room_for(offer, mentor, mentee, running):
    other = member("Ana Ruiz")
    seek = listing(other, "seek", "MEN")
    with pytest.raises(ExchangeError):
        mentoring.propose_mentoring(offer, TERMS, by=other)
    assert find_matches(seek, viewer=other) == []
    assert "has no room" in browser(other).get(offer.get_absolute_url()).text
    mentoring.close_mentoring(running, by=mentee)
    assert [each.listing for each in find_matches(seek, viewer=other)] == [offer]
    assert any("room" in reason for reason in find_matches(seek, viewer=other)[0].why)
    # Two proposals for the last place: the second confirmation finds it taken.
    first = mentoring.propose_mentoring(offer, TERMS, by=other)
    second = mentoring.propose_mentoring(offer, TERMS, by=member("Leyla"))
    mentoring.confirm_mentoring(first, by=mentor)
    with pytest.raises(ExchangeError):
        mentoring.confirm_mentoring(second, by=mentor)


def test_a_stranger_may_not(offer, mentor, mentee, running):
    stranger = member("Ana Ruiz")
    proposed = Mentorship.objects.filter(pk=running.pk)
    for act in (
        lambda: mentoring.confirm_mentoring(running, by=stranger),
        lambda: mentoring.change_agreement(running, TERMS, by=stranger),
        lambda: mentoring.decline_mentoring(running, by=stranger),
        lambda: mentoring.set_first_meeting(running, on=timezone.localdate(), by=stranger),
        lambda: mentoring.say_how_it_fits(running, fit="fits", by=stranger),
        lambda: mentoring.close_mentoring(running, by=stranger),
        lambda: mentoring.propose_mentoring(offer, TERMS, by=mentor),
        lambda: mentoring.propose_mentoring(listing(mentee), TERMS, by=stranger),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert proposed.get().state == "active"
    theirs = browser(stranger)
    assert theirs.get(running.get_absolute_url()).status_code == 404
    assert theirs.post(running.get_absolute_url(), {"act": "close"}).status_code == 404
    assert "Nuria" not in theirs.get("/en/account/mentoring/").text
    assert Client().get(running.get_absolute_url()).status_code == 302
    assert browser(mentee).get("/en/account/mentoring/").text.count("Nuria Salcedo") == 1


def test_two_proposals_between_the_same_two_are_one(offer, mentee):
    mentoring.propose_mentoring(offer, TERMS, by=mentee)
    with pytest.raises(ExchangeError):
        mentoring.propose_mentoring(offer, TERMS, by=mentee)


def test_after_the_first_meeting_both_are_asked_once(running, mentor, mentee):
    ours = browser(mentee)
    today = timezone.localdate().isoformat()
    with pytest.raises(ExchangeError):
        mentoring.say_how_it_fits(running, fit="fits", by=mentee)
    assert ours.post(running.get_absolute_url(), {"act": "meet", "on": "x"}).status_code == 422
    ours.post(running.get_absolute_url(), {"act": "meet", "on": today})
    assert mentoring.ring_mentoring_clock() == 0
    met(running)
    assert mentoring.ring_mentoring_clock() == 0
    assert told(mentee)[-1] == told(mentor)[-1] == "check"
    ours.post(running.get_absolute_url(), {"act": "check", "fit": "fits"})
    running.refresh_from_db()
    assert (running.state, running.mentee_fit) == ("active", "fits")


def test_without_a_date_both_are_asked_after_a_month(running):
    Mentorship.objects.update(agreed_at=timezone.now() - timedelta(days=31))
    assert mentoring.ring_mentoring_clock() == 1


def test_parting_names_nobody(running, mentor, mentee):
    met(running)
    mentoring.say_how_it_fits(running, fit="further", by=mentee)
    running.refresh_from_db()
    assert running.state == "parted"
    mails = Mail.objects.filter(context__what="parted")
    assert {mail.user for mail in mails} == {mentor, mentee}
    pages = [browser(each).get(running.get_absolute_url()).text for each in (mentor, mentee)]
    assert all("nobody’s fault" in page for page in pages)
    assert all("rather look" not in page for page in pages)
    entry = next(each for each in registered() if each.model is Mentorship)
    (row,) = entry.export(mentor)
    assert "further" not in str(row)
    (row,) = entry.export(mentee)
    assert "further" in str(row)


def test_who_did_not_fit_is_not_proposed_again(running, offer, mentor, mentee):
    other = listing(member("Leyla Haddad"), "offer", "MEN", capacity=1)
    sought = listing(mentee, "seek", "MEN")
    mentoring.say_how_it_fits(met(running), fit="further", by=mentor)
    assert mentoring.free_places(offer) == 1
    assert [each.listing for each in find_matches(sought, viewer=mentee)] == [other]
    assert find_matches(offer, viewer=mentor) == []
    # What has done what it was for may be taken up anew.
    Mentorship.objects.update(state=Mentorship.State.ENDED)
    found = {each.listing for each in find_matches(sought, viewer=mentee)}
    assert found == {other, offer}


def test_a_block_ends_it(running, offer, mentor, mentee):
    block_member(mentor, by=mentee)
    for user in (mentor, mentee):
        assert browser(user).get(running.get_absolute_url()).status_code == 404
        assert "mentoring" in browser(user).get("/en/account/mentoring/").text
        with pytest.raises(NotAllowedError):
            mentoring.close_mentoring(running, by=user)
    Mail.objects.all().delete()
    Mentorship.objects.update(first_meeting_on=timezone.localdate() - timedelta(days=1))
    assert mentoring.ring_mentoring_clock() == 0
    assert Mentorship.objects.get().state == "parted"
    assert not Mail.objects.exists()
    with pytest.raises(NotAllowedError):
        mentoring.propose_mentoring(offer, TERMS, by=mentee)


def test_erasing_takes_it_away_for_both(running, mentor, mentee):
    entry = next(each for each in registered() if each.model is Mentorship)
    entry.erase(mentee, Fate.ANONYMIZE)
    assert not Mentorship.objects.exists()
    assert Person.objects.filter(user=mentor).exists()


def test_who_has_proposed_is_led_to_it_and_others_read_that_there_is_no_room(
    running, offer, mentee
):
    address = f"/en/exchange/{offer.identifier}/"
    mine = browser(mentee)
    assert running.get_absolute_url() in mine.get(address).text
    assert mine.get(f"{address}mentoring/")["Location"] == running.get_absolute_url()
    other = browser(member("Leyla Haddad")).get(f"{address}mentoring/").text
    assert "This mentor has no room at present." in other
    assert "Send the proposal" not in other
