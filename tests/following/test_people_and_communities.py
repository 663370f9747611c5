"""Following people and communities: who hears of what, and that consent and blocks hold."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tessera.catalogue.models import Creator
from tessera.communities.models import Discussion
from tessera.following.actions import follow
from tessera.following.digests import send_digests
from tessera.following.errors import FollowingError
from tessera.following.events import notice_events
from tessera.following.models import Follow, Notice
from tessera.following.noticing import notice_changes
from tessera.network.blocks import block_member
from tessera.network.models import Person
from tessera.notifications.models import Mail
from tessera.search.indexing import update_index
from tests.factories.accounts import browser
from tests.factories.catalogue import record
from tests.factories.communities import community, discussion, post
from tests.factories.communities import member as member_of
from tests.factories.communities import person as account
from tests.factories.exchange import listing, member
from tests.factories.index import own_index

pytestmark = pytest.mark.django_db


def follow_it(user, kind: str, target: str, level: str = "at-once") -> Follow:
    return follow(kind=kind, target=target, level=level, language="en", by=user)


def following_page(user) -> str:
    return browser(user).get(reverse("following")).text


def mailed(user) -> str:
    """What digests said to somebody."""
    send_digests((timezone.now() + timedelta(days=8)).replace(hour=12))
    return str([row.context for row in Mail.objects.filter(user=user, kind="following.digest")])


@pytest.fixture
def nuria():
    return member("Nuria Salcedo")


@pytest.fixture
def reader():
    return account("Reader")


def test_followers_of_a_person_hear_of_what_they_offer_once(nuria, reader):
    identifier = nuria.person.identifier
    old = listing(nuria, title="Old offer")
    ours = browser(reader)
    assert f"follow_person={identifier}" in ours.get(f"/en/people/{identifier}/").text
    ours.post(f"{reverse('follow')}?follow_person={identifier}", {"level": "at-once"})
    assert Follow.objects.get().kind == "person"
    new = listing(nuria, title="Three days at our desk")
    assert (notice_events(), notice_events()) == (1, 0)
    assert Notice.objects.get().identifier == new.identifier
    page = following_page(reader)
    assert "Three days at our desk" in page
    assert "Nuria Salcedo" in page
    assert old.identifier not in page
    assert "Three days at our desk" in mailed(reader)
    assert nuria.email not in str(Mail.objects.filter(user=reader).values_list("context"))


@pytest.mark.parametrize("what", ["block", "own block", "consent", "hidden", "closed"])
def test_what_may_not_be_seen_any_more_is_not_shown_nor_mailed(nuria, reader, what):
    person = Person.objects.filter(user=nuria)
    follow_it(reader, "person", nuria.person.identifier)
    made = listing(nuria, title="Three days at our desk")
    notice_events()
    assert "Three days at our desk" in following_page(reader)
    changes = {
        "block": lambda: block_member(reader, by=nuria),
        "own block": lambda: block_member(nuria, by=reader),
        "consent": lambda: person.update(consent_until=timezone.localdate() - timedelta(days=1)),
        "hidden": lambda: person.update(hidden_at=timezone.now()),
        "closed": lambda: type(made).objects.update(state="closed"),
    }
    changes[what]()
    page = following_page(reader)
    assert "Three days at our desk" not in page
    assert ("Nuria Salcedo" in page) == (what == "closed")
    assert mailed(reader) == "[]"
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_nobody_is_told_whom_a_block_keeps_away(nuria, reader):
    follow_it(reader, "person", nuria.person.identifier)
    block_member(reader, by=nuria)
    listing(nuria)
    assert notice_events() == 0
    with pytest.raises(FollowingError):
        follow_it(reader, "person", nuria.person.identifier)
    with pytest.raises(FollowingError):
        follow_it(nuria, "person", nuria.person.identifier)
    Person.objects.filter(user=nuria).update(consent_until=None)
    with pytest.raises(FollowingError):
        follow_it(account("Another"), "person", nuria.person.identifier)


def test_followers_of_a_community_hear_of_discussions(nuria, reader):
    of = community(focal=nuria)
    assert "follow_community" in browser(reader).get(of.get_absolute_url()).text
    follow_it(reader, "community", of.identifier)
    follow_it(nuria, "community", of.identifier)
    made = discussion(of, by=nuria)
    made.is_visible = True
    made.save()
    assert notice_events() == 1  # Not to who began it.
    assert "Paying interpreters in kind" in following_page(reader)
    assert "Paying interpreters in kind" in mailed(reader)


@pytest.mark.parametrize("of_person", ["at-once", "weekly"])
def test_who_follows_a_community_and_a_member_is_told_of_a_discussion_once(
    nuria, reader, of_person
):
    of = community("Interpreters", focal=nuria)
    follow_it(reader, "community", of.identifier)
    follow_it(reader, "person", nuria.person.identifier, level=of_person)
    made = discussion(of, by=nuria)
    made.is_visible = True
    made.save()
    assert notice_events() == 2
    page = following_page(reader)
    assert page.count("Paying interpreters in kind") == 1
    line = page.partition("Paying interpreters in kind")[2].partition("</li>")[0]
    assert "Interpreters" in line
    assert "Nuria Salcedo" in line
    assert mailed(reader).count("Paying interpreters in kind") == 1
    assert mailed(reader).count("Paying interpreters in kind") == 1  # Nor in a later mail.


def test_a_private_community_tells_its_members_alone(nuria, reader):
    of = community(focal=nuria, access="private")
    with pytest.raises(FollowingError):
        follow_it(reader, "community", of.identifier)
    inside = member_of(of, "Omar Aziz")
    follow_it(inside, "community", of.identifier)
    Follow.objects.create(user=reader, kind="community", target=of.identifier)
    made = discussion(of, by=nuria)
    made.is_visible = True
    made.save()
    assert notice_events() == 1
    assert "Paying interpreters in kind" in following_page(inside)
    of.memberships.filter(user=inside).delete()
    page = following_page(inside)
    assert "Paying interpreters in kind" not in page
    assert of.name not in page
    assert of.name not in following_page(reader)
    assert mailed(inside) == "[]"


def test_feeds_say_what_anybody_may_see(nuria, client):
    shown, kept = listing(nuria, title="Shown"), listing(nuria, title="Kept", readers="members")
    for path in ("/en/exchange.atom", "/en/exchange.json"):
        for reader in (client, browser(nuria)):
            feed = reader.get(path).text
            assert shown.title in feed
            assert kept.title not in feed
            assert "Nuria" not in feed
    Person.objects.filter(user=nuria).update(consent_until=None)
    assert "Shown" not in client.get("/en/exchange.atom").text
    of = community(focal=nuria)
    made = discussion(of, by=nuria)
    made.is_visible = False
    made.save()
    assert made.title not in client.get(f"/en/communities/{of.identifier}.atom").text
    made.is_visible = True
    made.save()
    assert made.title in client.get(f"/en/communities/{of.identifier}.json").text
    hidden = community("Secret", focal=nuria, access="private")
    address = f"/en/communities/{hidden.identifier}.atom"
    assert (client.get(address).status_code, browser(nuria).get(address).status_code) == (404, 404)


def said(of, by, text="We tried it for a year."):
    """A visible reply in a discussion of a community."""
    begun = discussion(of, by=by)
    return post(begun, by=by, text=text)


def test_followers_of_a_person_hear_of_what_they_say(nuria, reader):
    of = community(focal=nuria)
    follow_it(reader, "person", nuria.person.identifier)
    said(of, nuria)
    assert (notice_events(), notice_events()) == (2, 0)
    page = following_page(reader)
    assert page.count("Paying interpreters in kind") == 2
    assert "new post in a discussion" in page
    assert "new post in a discussion" in mailed(reader)


def test_what_is_said_among_members_is_told_to_members_alone(nuria, reader):
    of = community(focal=nuria, access="private")
    inside = member_of(of, "Omar Aziz")
    for each in (reader, inside):
        follow_it(each, "person", nuria.person.identifier)
    said(of, nuria)
    assert notice_events() == 2
    assert not Notice.objects.filter(user=reader).exists()
    assert "Paying interpreters in kind" in following_page(inside)
    of.memberships.filter(user=inside).delete()
    assert "Paying interpreters in kind" not in following_page(inside)


@pytest.mark.parametrize("what", ["block", "consent", "taken back"])
def test_what_was_said_is_not_shown_when_it_may_not_be_seen_any_more(nuria, reader, what):
    of = community(focal=nuria)
    follow_it(reader, "person", nuria.person.identifier)
    made = said(of, nuria)
    notice_events()
    changes = {
        "block": lambda: block_member(reader, by=nuria),
        "consent": lambda: Person.objects.filter(user=nuria).update(consent_until=None),
        "taken back": lambda: type(made).objects.filter(pk=made.pk).update(state="withdrawn"),
    }
    changes[what]()
    assert "new post in a discussion" not in following_page(reader)
    assert "new post in a discussion" not in mailed(reader)


def test_nobody_hears_what_a_blocked_person_says(nuria, reader):
    of = community(focal=nuria)
    follow_it(reader, "person", nuria.person.identifier)
    block_member(nuria, by=reader)
    said(of, nuria)
    assert notice_events() == 0


ORCID = "0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("works", "hears"), [("PUBLIC", True), ("MEMBERS", True), ("ORGANIZERS", False), (None, False)]
)
def test_records_of_a_person_are_told_as_far_as_they_show_works(nuria, reader, works, hears):
    chosen = {"works": works} if works else {}
    Person.objects.filter(user=nuria).update(orcid=ORCID, visibility=chosen)
    follow_it(reader, "person", nuria.person.identifier)
    with own_index():
        update_index()
        notice_changes()
        made = record("Interpreting in clinics")
        Creator.objects.create(record=made.record_ptr, name="Salcedo, Nuria", orcid=ORCID)
        update_index()
        notice_changes()
    assert list(Notice.objects.values_list("what", flat=True)) == (["work"] if hears else [])
    assert ("Interpreting in clinics" in following_page(reader)) is hears
    Person.objects.filter(user=nuria).update(visibility={})
    assert "Interpreting in clinics" not in following_page(reader)
    assert "Interpreting in clinics" not in mailed(reader)


def test_feed_of_a_person_says_what_anybody_may_see(nuria, client):
    shown, kept = listing(nuria, title="Shown"), listing(nuria, title="Kept", readers="members")
    of, hidden = community(focal=nuria), community("Secret", focal=nuria, access="private")
    discussion(of, by=nuria)
    Discussion.objects.create(
        community=hidden, title="Among ourselves", language="en", author=nuria,
        last_at=timezone.now(),
    )  # fmt: skip
    made = record("Interpreting in clinics")
    Creator.objects.create(record=made.record_ptr, name="Salcedo, Nuria", orcid=ORCID)
    for works, is_shown in (({}, False), ({"works": "PUBLIC"}, True)):
        Person.objects.filter(user=nuria).update(orcid=ORCID, visibility=works)
        for extension in ("atom", "json"):
            for reader in (client, browser(nuria)):
                feed = reader.get(f"/en/people/{nuria.person.identifier}.{extension}").text
                assert shown.title in feed
                assert "Paying interpreters in kind" in feed
                assert kept.title not in feed
                assert "Among ourselves" not in feed
                assert ("Interpreting in clinics" in feed) is is_shown
    address = f"/en/people/{nuria.person.identifier}.atom"
    assert address in client.get(nuria.person.get_absolute_url()).text
    Person.objects.filter(user=nuria).update(consent_until=None)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("when", ["before", "after"])
def test_followers_of_a_community_do_not_hear_of_whom_a_block_keeps_away(nuria, reader, when):
    of = community(focal=nuria)
    omar = member_of(of, "Omar Aziz")
    for each in (reader, omar):
        follow_it(each, "community", of.identifier)
    if when == "before":
        block_member(nuria, by=reader)
    discussion(of, by=nuria)
    notice_events()
    block_member(nuria, by=reader)
    assert "Paying interpreters in kind" not in following_page(reader)
    assert "Paying interpreters in kind" not in mailed(reader)
    assert "Paying interpreters in kind" in mailed(omar)


def test_who_is_not_shown_any_more_is_named_without_a_link(nuria, reader):
    follow_it(reader, "person", nuria.person.identifier)
    assert nuria.person.get_absolute_url() in following_page(reader)
    Person.objects.filter(user=nuria).update(consent_until=None)
    page = following_page(reader)
    assert "A person who is not shown any more" in page
    assert nuria.person.get_absolute_url() not in page
