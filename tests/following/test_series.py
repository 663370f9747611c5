"""Following series and forums: another session, another date, a cancellation, a summary."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.following.actions import follow
from tessera.following.digests import send_digests
from tessera.following.errors import FollowingError
from tessera.following.events import notice_events
from tessera.following.models import Follow, Notice
from tessera.meetings.actions import publish_session
from tessera.meetings.drafting import cancel_session, move_session
from tessera.meetings.models import Series, Summary
from tessera.notifications.models import Mail
from tests.factories.accounts import browser
from tests.factories.communities import person
from tests.factories.meetings import draft_session, session
from tests.factories.series import draft_forum, forum, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return person("Reader")


def follow_it(user, of: Series, level: str = "at-once") -> Follow:
    return follow(kind="series", target=of.identifier, level=level, language="en", by=user)


def page_of(user) -> str:
    return browser(user).get(reverse("following")).text


def told(user) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(user=user).order_by("pk")
    return list(rows.values_list("what", "identifier"))


def mailed(user) -> str:
    send_digests((timezone.now() + timedelta(days=8)).replace(hour=12))
    return str([row.context for row in Mail.objects.filter(user=user, kind="following.digest")])


def test_followers_hear_of_a_session_more_its_dates_and_its_summary_once(reader):
    of = forum()
    placed(of, session("There from the beginning"))
    page = browser(reader).get(of.get_absolute_url()).text
    assert f"follow_series={of.identifier}" in page
    address = f"{reverse('follow')}?follow_series={of.identifier}"
    assert "Cities and newcomers" in browser(reader).get(address).text
    browser(reader).post(address, {"level": "at-once"})
    assert notice_events() == 0
    made = session("Who pays for interpreters?")
    placed(of, made)
    assert (notice_events(), notice_events()) == (1, 0)
    move_session(made, starts_at=made.starts_at + timedelta(days=1), by=SYSTEM)
    assert (notice_events(), notice_events()) == (1, 0)
    page = page_of(reader)
    assert "Who pays for interpreters?" in page
    assert re.search(r"new date: [^(]*\b7 .*2030.*(3 p\.m\.|15:00).* \(Istanbul, UTC\+3\)", page)
    assert "There from the beginning" not in page
    Summary.objects.create(
        session=made, language="en", composed_at=timezone.now(), published_at=timezone.now()
    )
    assert (notice_events(), notice_events()) == (1, 0)
    assert [what for what, _of in told(reader)] == ["session", "moved", "summary"]
    mail = mailed(reader)
    assert "Cities and newcomers" in mail
    assert "summary published" in mail


def test_moved_back_and_forth_is_told_each_time(reader):
    of, made = forum(), session()
    placed(of, made)
    follow_it(reader, of)
    for days in (1, 0, 1):
        move_session(made, starts_at=made.starts_at + timedelta(days=days or -1), by=SYSTEM)
        made.refresh_from_db()
        assert notice_events() == 1


def test_cancelled_is_told_and_drafts_are_not(reader):
    of, made, hidden = forum(), session(), draft_session("Secret draft")
    placed(of, made)
    placed(of, hidden)
    follow_it(reader, of)
    cancel_session(made, by=SYSTEM)
    assert notice_events() == 1
    assert told(reader) == [("cancelled", made.identifier)]
    publish_session(hidden, state="OPEN", by=SYSTEM)
    assert notice_events() == 1
    assert ("session", hidden.identifier) in told(reader)
    type(hidden).objects.filter(pk=hidden.pk).update(state="DRAFT")
    assert "Secret draft" not in page_of(reader)
    assert "Secret draft" not in mailed(reader)


def test_who_follows_later_hears_of_what_comes_later(reader):
    of, first = forum(), person("First")
    follow_it(first, of)
    made = session("Before the second follower")
    placed(of, made)
    follow_it(reader, of)
    assert told(first) == [("session", made.identifier)]
    assert notice_events() == 0
    assert told(reader) == []


def test_what_nobody_sees_is_not_followed_and_loses_its_name(reader):
    with pytest.raises(FollowingError):
        follow_it(reader, draft_forum())
    of = forum("A forum of ours")
    follow_it(reader, of)
    assert "A forum of ours" in page_of(reader)
    Series.objects.update(is_public=False)
    placed(of, session())
    assert notice_events() == 0
    page = page_of(reader)
    assert "A forum of ours" not in page
    assert "A series that is not shown any more" in page


def test_looking_costs_the_same_for_one_and_for_three_sessions(reader):
    of = forum()
    follow_it(reader, of)
    counts = []
    for number in (1, 3):
        for _each in range(number):
            placed(of, session())
        notice_events()
        with CaptureQueriesContext(connection) as queries:
            assert notice_events() == 0
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_feeds_of_a_series_say_what_readers_see(client):
    of = forum()
    placed(of, session("Shown"))
    placed(of, draft_session("Kept"))
    for extension in ("atom", "json"):
        feed = client.get(f"/en/sessions/series/{of.identifier}.{extension}").text
        assert "Shown" in feed
        assert "Kept" not in feed
