"""Following searches, records and organizations, and hearing of what is new, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.accounts.personal_data import registered
from tessera.catalogue.actions import withdraw_record
from tessera.changes.models import Change
from tessera.following.actions import change_level, change_times, follow, let_go
from tessera.following.digests import due_levels, is_quiet, send_digests
from tessera.following.errors import FollowingError
from tessera.following.models import Follow, Follower, Notice, Progress
from tessera.following.noticing import forget_old, notice_changes
from tessera.lib.errors import NotAllowedError
from tessera.notifications.kinds import mail_kind
from tessera.notifications.models import Mail
from tessera.notifications.writing import write_mail
from tessera.search.indexing import update_index
from tests.factories import accounts
from tests.factories.catalogue import publish_again, record
from tests.factories.index import own_index

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=8)


def later() -> datetime:
    """At noon of a day next week."""
    return (timezone.now() + WEEK).replace(hour=12)


@pytest.fixture(autouse=True)
def index():
    """An index of this test's own; what was published before is old."""
    with own_index() as engine:
        update_index()
        notice_changes()
        yield engine


@pytest.fixture
def reader():
    return accounts.user("reader@example.org", language="en")


def browser(person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def happen() -> int:
    """The index catches up, and the followers are looked for."""
    update_index()
    return notice_changes()


def told(person) -> list[str]:
    return list(Notice.objects.filter(user=person).values_list("identifier", flat=True))


def follow_search(person, target: str, level: str = "daily", language: str = "en") -> Follow:
    return follow(kind="search", target=target, level=level, language=language, by=person)


def test_follower_of_a_search_hears_of_each_new_record_once(reader):
    follow_search(reader, "q=cafés&kind=PRA")
    one = record("Language cafés")
    record("Housing advice")
    assert happen() > 0
    assert told(reader) == [one.identifier]
    publish_again(one)
    happen()
    assert happen() == 0
    assert told(reader) == [one.identifier]


def test_same_search_in_other_words_is_followed_once(reader):
    first = follow_search(reader, "kind=PRA&q=caf%C3%A9s")
    again = follow_search(reader, "?q=cafés&kind=PRA&sort=title&page=3", level="weekly")
    assert first.pk == again.pk
    assert Follow.objects.get().level == "weekly"


def test_follower_of_a_record_hears_of_every_change_of_it(reader):
    one = record()
    happen()
    follow(kind="record", target=one.identifier, level="at-once", language="en", by=reader)
    publish_again(one)
    happen()
    withdraw_record(one, by=SYSTEM, reason="Asked for.")
    happen()
    assert list(Notice.objects.order_by("pk").values_list("what", flat=True)) == [
        "updated", "withdrawn",
    ]  # fmt: skip
    page = browser(reader).get(reverse("following")).text
    assert f"/id/{one.identifier}" in page


@pytest.mark.parametrize(
    ("kind", "target"),
    [("search", ""), ("search", "page=2"), ("record", "0000-0000"), ("record", "x' OR 1"),
     ("organization", ""), ("search", "q=" + "w" * 5000 + "&theme=EMP&" + "theme=LAN&" * 900)],
)  # fmt: skip
def test_what_does_not_exist_or_is_everything_is_refused(reader, kind, target):
    try:
        kept = follow(kind=kind, target=target, level="daily", language="en", by=reader)
    except FollowingError:
        return
    assert len(kept.target) <= 600


@pytest.mark.parametrize("does", ["changes the level", "follows again"])
def test_who_wants_mail_again_is_mailed_only_what_comes_from_then_on(reader, does):
    one = follow_search(reader, "q=cafés", level="mute")
    old = record("Language cafés")
    happen()
    assert send_digests(later()) == 0
    if does == "changes the level":
        change_level(one, level="at-once", by=reader)
    else:
        follow_search(reader, "q=cafés", level="at-once")
    assert send_digests(later()) == 0
    new = record("Evening cafés")
    happen()
    assert send_digests(later()) == 1
    [group] = Mail.objects.get().context["groups"]
    assert [line["title"] for line in group["lines"]] == ["Evening cafés"]
    assert set(told(reader)) == {old.identifier, new.identifier}


def test_news_of_what_was_muted_is_still_mailed_for_something_else_that_is_followed(reader):
    muted = follow_search(reader, "q=cafés", level="mute")
    follow_search(reader, "kind=PRA")
    record("Language cafés")
    happen()
    change_level(muted, level="daily", by=reader)
    assert send_digests(later()) == 1
    [group] = Mail.objects.get().context["groups"]
    assert [line["title"] for line in group["lines"]] == ["Language cafés"]


def test_draft_cannot_be_followed(reader):
    from tests.factories.catalogue import draft_record

    with pytest.raises(FollowingError):
        follow(kind="record", target=draft_record().identifier, level="daily", language="en",
               by=reader)  # fmt: skip


def test_stranger_may_not_change_what_somebody_else_follows(reader):
    one = follow_search(reader, "theme=EMP")
    stranger = accounts.stranger()
    for act in (
        lambda: change_level(one, level="mute", by=stranger),
        lambda: let_go(one, by=stranger),
    ):
        with pytest.raises(NotAllowedError):
            act()
    address = reverse("follow_change", args=[one.pk])
    assert browser(stranger).post(address, {"do": "let-go"}).status_code == 404
    assert Client().get(reverse("following")).status_code == 302
    assert Follow.objects.count() == 1


def test_digest_tells_everything_once_in_the_readers_language():
    reader = accounts.user("leila@example.org", language="ar")
    follow_search(reader, "q=cafés")
    follow_search(reader, "kind=PRA", level="daily")
    record("Language cafés")
    happen()
    now = later()
    assert (send_digests(now), send_digests(now)) == (1, 0)
    mail = Mail.objects.get(kind="following.digest")
    written = write_mail(
        mail_kind(mail.kind), address=mail.address, language=mail.language, context=mail.context
    )
    assert written.body.count("Language cafés") == 1
    assert "كذلك ضمن ما تتابعه: " in written.body
    assert mail.context["count"] == 1
    assert 'dir="rtl"' in str(written.alternatives[0][0])
    assert "List-Unsubscribe" in str(written.extra_headers)
    record("More cafés")
    happen()
    assert send_digests(now + WEEK) == 1
    assert Mail.objects.filter(kind="following.digest").count() == 2


def test_record_that_comes_back_is_told_again_to_who_follows_it_and_a_search(reader):
    follow_search(reader, "q=cafés")
    one = record("Language cafés")
    happen()
    assert send_digests(later()) == 1
    follow(kind="record", target=one.identifier, level="daily", language="en", by=reader)
    one.unpublish()
    happen()
    publish_again(one)
    happen()
    assert send_digests(later() + WEEK) == 1
    newest = Mail.objects.filter(kind="following.digest").latest("pk")
    [group] = newest.context["groups"]
    assert [line["title"] for line in group["lines"]] == ["Language cafés"]


def test_muted_is_told_on_the_site_only(reader):
    follow_search(reader, "q=cafés", level="mute")
    record("Language cafés")
    happen()
    assert send_digests(later()) == 0
    assert "Language cafés" in browser(reader).get(reverse("following")).text


def test_who_stopped_the_mails_gets_none(reader):
    from tessera.notifications.actions import stop_mail

    follow_search(reader, "q=cafés")
    stop_mail(address=reader.email, kind="following.digest")
    record("Language cafés")
    happen()
    send_digests(later())
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("hour", "is_within"), [(20, False), (21, True), (23, True), (6, True), (7, False), (12, False)]
)
def test_quiet_hours_go_over_midnight(hour, is_within):
    assert is_quiet(Follower(quiet_from=21, quiet_until=7), hour) is is_within


def test_digests_come_at_the_hour_of_the_followers_own_clock():
    one = Follower(time_zone="Asia/Tokyo", hour=7, weekday=0, quiet_from=0, quiet_until=0)
    monday = datetime(2026, 11, 29, 22, 30, tzinfo=UTC)  # 7:30 on Monday in Tokyo
    assert due_levels(one, monday) == ["at-once", "daily", "weekly"]
    one.daily_at = one.weekly_at = monday
    assert due_levels(one, monday + timedelta(hours=5)) == ["at-once"]
    assert due_levels(one, monday + timedelta(days=1)) == ["at-once", "daily"]
    assert due_levels(one, monday + timedelta(days=7)) == ["at-once", "daily", "weekly"]


def test_log_is_read_no_further_than_the_index_has_come(reader):
    follow_search(reader, "q=cafés")
    one = record("Language cafés")
    assert notice_changes() == 0
    assert happen() > 0
    assert told(reader) == [one.identifier]
    assert Progress.objects.get().sequence == Change.objects.latest("sequence").sequence


def test_page_costs_the_same_with_one_and_with_three(reader):
    counts = []
    for number in (1, 2):
        for step in range(number):
            follow_search(reader, f"q=cafés {number}{step} OR cafés")
            record(f"Cafés {number}{step}")
        happen()
        client = browser(reader)
        client.get(reverse("following"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("following")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_reader_follows_changes_and_lets_go_on_the_pages(reader):
    client = browser(reader)
    assert "Follow this search" in client.get(reverse("search") + "?q=cafés").text
    address = reverse("follow") + "?q=cafés&theme=LAN"
    assert "“cafés”" in client.get(address).text
    assert client.post(address, {"level": "forged"}).status_code == 422
    client.post(address, {"level": "daily"})
    one = Follow.objects.get()
    change = reverse("follow_change", args=[one.pk])
    client.post(change, {"level": "weekly"})
    one.refresh_from_db()
    assert (one.level, one.target) == ("weekly", "q=caf%C3%A9s&theme=LAN")
    times = {"time_zone": "Europe/Istanbul", "hour": "9", "weekday": "4", "quiet_from": "22",
             "quiet_until": "8"}  # fmt: skip
    assert client.post(reverse("following"), {**times, "hour": "31"}).status_code == 422
    client.post(reverse("following"), times)
    assert Follower.objects.get().time_zone == "Europe/Istanbul"
    client.post(reverse("following"), {"do": "read"})
    client.post(change, {"do": "let-go"})
    assert not Follow.objects.exists()
    assert client.get(reverse("follow")).status_code == 404
    one = record()
    assert "Follow this record" in client.get(one.get_absolute_url()).text
    client.post(reverse("follow") + f"?follow_record={one.identifier}", {"level": "daily"})
    assert Follow.objects.get().kind == "record"


def test_what_is_followed_is_let_go_where_it_is_followed(reader):
    one, client = record(), browser(reader)
    address = reverse("follow") + f"?follow_record={one.identifier}"
    assert "Follow no more" not in client.get(address).text
    client.post(address, {"level": "daily"})
    page = client.get(address).text
    assert "Follow no more" in page
    assert reverse("follow_change", args=[Follow.objects.get().pk]) in page


def test_everything_is_taken_away_and_erased_with_the_account(reader):
    follow_search(reader, "q=cafés")
    record("Language cafés")
    happen()
    change_times({"hour": 9}, by=reader)
    entries = {
        each.model: each for each in registered() if each.model._meta.app_label == "following"
    }
    assert all(list(each.export(reader)) for each in entries.values())
    for each in entries.values():
        each.erase(reader, "anonymize")
    assert [each.objects.count() for each in (Follow, Notice, Follower)] == [0, 0, 0]


def test_old_notices_go_once_they_were_told(reader):
    follow_search(reader, "q=cafés", level="mute")
    record("Language cafés")
    happen()
    future = timezone.now() + timedelta(days=100)
    assert forget_old(future) == 0
    Notice.objects.update(read_at=timezone.now())
    assert forget_old(future) == 1
