"""Who follows a community hears of its events, and who may not see them does not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tessera.communities.actions.announcing import cancel_event, change_event
from tessera.communities.actions.moderating_events import hide_event
from tessera.communities.models import CommunityEvent
from tessera.following.actions import follow
from tessera.following.digests import send_digests
from tessera.following.events import notice_events
from tessera.following.models import Follow, Notice
from tessera.network.blocks import block_member
from tessera.notifications.models import Mail
from tests.factories.accounts import desk_editor
from tests.factories.communities import community, event, member, person
from tests.factories.exchange import member as shown_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def leyla():
    return person("Leyla Haddad")


@pytest.fixture
def circle(leyla):
    return community(focal=leyla)


@pytest.fixture
def reader(circle):
    someone = person("Reader")
    hear(someone, circle)
    return someone


def hear(user, of) -> Follow:
    return follow(kind="community", target=of.identifier, level="at-once", language="en", by=user)


@pytest.mark.parametrize("when", ["before", "after"])
def test_followers_do_not_hear_of_events_of_whom_a_block_keeps_away(circle, reader, when):
    nuria, omar = member(circle, "Nuria Salcedo"), person("Omar Aziz")
    hear(omar, circle)
    if when == "before":
        block_member(nuria, by=reader)
    moved, called_off = (event(circle, by=nuria, title=each) for each in ("Visit", "Picnic"))
    later(moved, starts_at=moved.starts_at + timedelta(hours=1))
    cancel_event(called_off, reason="Rain.", by=nuria)
    told = {"before": 3, "after": 6}[when]  # New, moved, cancelled; to one or to both.
    assert notice_events() == told
    block_member(nuria, by=reader)
    for title in ("Visit", "Picnic"):
        assert title not in following_page(reader)
        assert title not in mailed(reader)
        assert title in mailed(omar)


def hear_of(user, someone) -> Follow:
    return follow(
        kind="person", target=someone.person.identifier, level="weekly", language="en", by=user
    )


def following_page(user) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client.get(reverse("following")).text


def mailed(user) -> str:
    """What digests said to somebody."""
    send_digests((timezone.now() + timedelta(days=8)).replace(hour=12))
    return str([row.context for row in Mail.objects.filter(user=user, kind="following.digest")])


def later(made: CommunityEvent, **changes: object) -> CommunityEvent:
    names = ("title", "text", "is_markdown", "language", "starts_at", "ends_at", "time_zone",
             "place", "organizer", "is_online", "link", "register_by")  # fmt: skip
    values = {name: getattr(made, name) for name in names}
    return change_event(made, {**values, **changes}, by=made.author)


def test_followers_hear_of_a_new_event_once(circle, leyla, reader):
    hear(leyla, circle)
    event(circle, by=leyla, title="Study visit")
    assert (notice_events(), notice_events()) == (1, 0)  # Not to who announced it.
    page = following_page(reader)
    assert "Study visit" in page
    assert "new event:" in page
    assert "(Madrid, UTC+" in page
    assert mailed(reader).count("Study visit") == 1
    assert mailed(reader).count("Study visit") == 1  # Nor in a later mail.


def test_followers_hear_that_an_event_moved_and_that_it_does_not_take_place(circle, leyla, reader):
    made = event(circle, by=leyla, title="Study visit")
    notice_events()
    later(made, title="Study visit in spring")
    assert notice_events() == 0
    later(made, starts_at=made.starts_at + timedelta(days=1), ends_at=None)
    assert (notice_events(), notice_events()) == (1, 0)
    assert "new date:" in following_page(reader)
    cancel_event(made, reason="No bus.", by=leyla)
    assert (notice_events(), notice_events()) == (1, 0)
    page = following_page(reader)
    assert "cancelled" in page
    assert "new event:" not in page
    assert "new date:" not in page


def test_of_an_event_that_was_cancelled_at_once_only_that_is_told(circle, leyla, reader):
    made = event(circle, by=leyla)
    cancel_event(made, reason="A mistake.", by=leyla)
    assert notice_events() == 1
    assert Notice.objects.get().what == "event-cancelled"


@pytest.mark.parametrize("what", ["held", "hidden", "removed", "over"])
def test_what_may_not_be_seen_is_neither_told_nor_shown(circle, leyla, reader, what):
    made = event(circle, by=member(circle, "Nuria Salcedo"), title="Study visit")
    rows = CommunityEvent.objects.filter(pk=made.pk)
    long_ago = timezone.now() - timedelta(days=30)
    changes = {
        "held": lambda: rows.update(state="held", published_at=None),
        "hidden": lambda: hide_event(made, reason="It sells.", by=desk_editor()),
        "removed": rows.delete,
        "over": lambda: rows.update(starts_at=long_ago, ends_at=None),
    }
    if what != "over":
        notice_events()
        assert "Study visit" in following_page(reader)
    changes[what]()
    assert notice_events() == 0
    assert "Study visit" not in following_page(reader)
    assert mailed(reader) == "[]"


def test_an_event_that_waited_long_for_a_moderator_is_news_when_it_is_seen(circle, reader):
    made = event(circle, by=member(circle, "Nuria Salcedo"))
    CommunityEvent.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=20))
    assert notice_events() == 1


def test_a_private_community_tells_its_members_alone(leyla, reader):
    quiet = community("Quiet", focal=leyla, access="private")
    inside = member(quiet, "Omar Aziz")
    hear(inside, quiet)
    Follow.objects.create(user=reader, kind="community", target=quiet.identifier)
    event(quiet, by=leyla, title="Between us")
    assert notice_events() == 1
    assert "Between us" in following_page(inside)
    quiet.memberships.filter(user=inside).delete()
    assert "Between us" not in following_page(inside)
    assert mailed(inside) == "[]"


def test_who_follows_later_does_not_hear_of_what_was_announced_before(circle, leyla):
    event(circle, by=leyla)
    hear(person("Late"), circle)
    assert notice_events() == 0


def test_the_feed_of_a_community_has_its_events(client, circle, leyla):
    made = event(circle, by=leyla, title="Study visit")
    hidden = event(circle, by=member(circle, "Nuria Salcedo"), title="Buy now")
    hide_event(hidden, reason="It sells.", by=leyla)
    address = f"/en/communities/{circle.identifier}"
    for extension in ("atom", "json"):
        feed = client.get(f"{address}.{extension}").text
        assert "Study visit" in feed
        assert "Valdemora" in feed
        assert "Buy now" not in feed
        assert "Leyla" not in feed
    item = client.get(f"{address}.json").json()["items"][0]
    local = made.starts_at.astimezone(made.zone)
    assert f"{local:%H:%M} (Madrid" in item["content_text"]
    cancel_event(made, reason="No bus.", by=leyla)
    assert client.get(f"{address}.json").json()["items"][0]["content_text"].startswith("Cancelled")
    # Words of one language stand together: those of the event, in whatever language one reads.
    item = client.get(f"/ar/communities/{circle.identifier}.json").json()["items"][0]
    assert (item["language"], item["content_text"][:9]) == ("en", "Cancelled")


def test_followers_of_a_person_hear_of_what_they_announce_as_far_as_they_may(client, leyla):
    nuria, reader, inside = shown_member("Nuria Salcedo"), person("Reader"), person("Omar Aziz")
    circle, quiet = community(focal=leyla), community("Quiet", focal=leyla, access="private")
    for someone, of in ((nuria, circle), (nuria, quiet), (inside, quiet)):
        of.memberships.create(user=someone)
    for someone in (reader, inside):
        hear_of(someone, nuria)
    hear(reader, circle)
    event(circle, by=nuria, title="Study visit")
    event(quiet, by=nuria, title="Between us")
    assert notice_events() == 4  # Two for the reader, who follows both, and two for who is inside.
    assert following_page(reader).count("Study visit") == 1
    assert "Between us" not in following_page(reader)
    assert "Between us" in following_page(inside)
    feed = client.get(f"/en/people/{nuria.person.identifier}.atom").text
    assert "Study visit" in feed
    assert "Between us" not in feed
    block_member(inside, by=nuria)
    assert "Between us" not in following_page(inside)
    event(circle, by=nuria, title="Another visit")
    assert notice_events() == 2  # Both to the reader.
