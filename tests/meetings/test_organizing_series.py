"""Organizers make series and forums: days, rooms, sessions, and what does not fit."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone
from lxml.html import fromstring

from tessera.lib.errors import NotAllowedError
from tessera.meetings.models import Series, SeriesSession, Session
from tessera.meetings.series import actions
from tessera.meetings.series.errors import SeriesError
from tessera.notifications.models import Mail
from tests.factories.accounts import desk_editor, editor, stranger
from tests.factories.meetings import draft_session, registration, seated, session
from tests.factories.series import draft_forum, forum, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    person = desk_editor()
    client.force_login(person)
    return person


def typed(html: str, field: str = "title") -> dict[str, str]:
    """What the form with that field holds, as a browser without JavaScript would send it."""
    forms = fromstring(html).xpath("//form[@method='post']")
    form = next(each for each in forms if any(name.endswith(field) for name in each.fields))
    return {name: value or "" for name, value in form.form_values()}


def page_of(there: Series, what: str) -> str:
    return f"/en/sessions/series/{there.identifier}/{what}/"


def test_forum_is_drafted_given_rooms_and_sessions_and_published(client, organizer):
    assert "/en/sessions/series/organize/" in client.get("/en/sessions/organize/").text
    answer = client.post(
        "/en/sessions/series/organize/", {"title": "Cities and newcomers", "kind": "forum"}
    )
    there = Series.objects.get()
    address = page_of(there, "edit")
    assert answer.url == address
    form = typed(client.get(address).text) | {
        "first_day": "2030-05-06",
        "last_day": "2030-05-08",
        "time_zone": "Europe/Berlin",
        "convener": "City of Valdemora",
        "do": "room",
    }
    assert client.post(address, form).url == f"{address}#rooms"
    client.post(address, typed(client.get(address).text) | {"do": "room"})
    form = typed(client.get(address).text) | {"rooms-0-name": "Great hall", "rooms-1-position": "0"}
    client.post(address, form)
    assert [(room.name, room.number) for room in there.rooms.order_by("number")] == [
        ("Great hall", 1),
        ("Room 2", 2),
    ]

    programme = page_of(there, "sessions")
    one, two = session("One"), draft_session("Two")
    session("Three, which nobody wants")
    page = client.get(f"{programme}?q=One").text
    assert "Three" not in page
    client.post(programme, {"do": "add", "session": [one.pk, two.pk, "x", "9" * 30]})
    assert set(there.sessions.values_list("session__pk", flat=True)) == {one.pk, two.pk}
    client.post(programme, {"do": "draft", "title": "A new one", "template": "RTB"})
    made = Session.objects.get(texts__title="A new one")
    assert made.starts_at.isoformat() == "2030-05-06T07:00:00+00:00"
    assert (made.time_zone, made.in_series.series) == ("Europe/Berlin", there)

    row = one.in_series
    room = there.rooms.get(number=1)
    form = typed(client.get(programme).text, "begins") | {
        f"p{row.pk}-room": str(room.pk),
        f"p{row.pk}-begins": "2030-05-07T09:30",
        f"p{two.in_series.pk}-is_removed": "on",
    }
    assert client.post(programme, form).status_code == 302
    row.refresh_from_db()
    one.refresh_from_db()
    assert row.room == room
    assert one.starts_at.isoformat() == "2030-05-07T07:30:00+00:00"
    assert one.sequence == 1
    assert not SeriesSession.objects.filter(session=two).exists()
    assert Session.objects.filter(pk=two.pk).exists()

    answer = client.post(address, typed(client.get(address).text) | {"do": "publish"})
    there.refresh_from_db()
    assert answer.url == there.get_absolute_url()
    page = client.get(answer.url).text
    assert "Great hall" in page
    assert "A new one" not in page  # A draft.


def test_what_does_not_fit_is_shown(client, organizer):
    there = forum()
    first, second = there.rooms.all()
    begins = {"begins": "2030-05-06T10:00", "time_zone": "Europe/Berlin"}
    one, two = session("One", **begins), session("Two", **begins)
    after = session("After", begins="2030-05-06T11:00", time_zone="Europe/Berlin")
    for each, room in ((one, first), (two, first), (after, first)):
        placed(there, each, room)
    placed(there, session("Beside", begins="2030-06-06T10:00"), second)
    seated(one, "PAN", "Jo", email="jo@example.org")
    seated(two, "PAN", "J. Park", email="jo@example.org")
    items = [
        " ".join(each.text_content().split())
        for each in fromstring(client.get(page_of(there, "sessions")).text).xpath(
            "//section[@aria-labelledby='clashes']//li"
        )
    ]
    assert items[0] == "Room 1 has “One” and “Two” at the same time."
    assert "Nuria Salcedo has seats in “One” and “Two”, which overlap." in items
    assert any(each.startswith("J") and "overlap" in each for each in items)
    assert items[-1] == "“Beside” is outside the announced days."
    assert not any("After" in each for each in items)
    Session.objects.filter(pk=two.pk).update(cancelled_at=timezone.now())
    assert "at the same time" not in client.get(page_of(there, "sessions")).text


def test_who_has_a_place_hears_of_another_time(client, organizer):
    there = forum()
    row = placed(there, session())
    registration(row.session)
    programme = page_of(there, "sessions")
    form = typed(client.get(programme).text, "begins")
    client.post(programme, form)
    assert not Mail.objects.exists()
    client.post(programme, form | {f"p{row.pk}-begins": "2030-05-07T10:00"})
    assert Mail.objects.get().kind == "meetings.change"


def test_faults_are_tied_to_their_fields_and_typed_text_stays(client, organizer):
    there = draft_forum()
    address = page_of(there, "edit")
    form = typed(client.get(address).text) | {"title": "Kept title"}
    for wrong, said in (
        ({"last_day": "2030-05-05"}, "The last day is before the first."),
        ({"last_day": "2031-05-05"}, "A forum lasts 60 days at most."),
        ({"last_day": "soon"}, "Enter a valid date."),
        ({"time_zone": "Nowhere/Town"}, "Select a valid choice."),
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 300}, "at most 250 characters"),
        ({"rooms-0-name": ""}, "This field is required."),
        ({"rooms-TOTAL_FORMS": "9999"}, "Something needs your attention"),
        ({"about": "x" * 1_000_000}, "at most 4000 characters"),
    ):
        answer = client.post(address, form | wrong)
        assert (wrong.keys(), answer.status_code) == (wrong.keys(), 422)
        assert said in answer.text
        assert "title" in wrong or "Kept title" in answer.text
    Series.objects.update(updated_at=timezone.now())
    assert "Somebody else changed this meanwhile" in client.post(address, form).text
    assert str(Series.objects.get()) == "Cities and newcomers"
    other = draft_forum("Another")
    theft = typed(client.get(address).text) | {"rooms-0-id": str(other.rooms.first().pk)}
    client.post(address, theft | {"rooms-0-name": "Stolen"})
    assert other.rooms.first().name == "Room 1"
    answer = client.post("/en/sessions/series/organize/", {"title": "", "kind": "party"})
    assert answer.status_code == 422


def test_times_that_clocks_never_show_or_show_twice_are_refused(client, organizer):
    there = draft_forum(first_day=date(2031, 3, 29), last_day=date(2031, 3, 31))
    row = placed(there, session(begins="2031-03-29T10:00", time_zone="Europe/Berlin"))
    programme = page_of(there, "sessions")
    form = typed(client.get(programme).text, "begins")
    for begins, said in (
        ("2031-03-30T02:30", "02:30 does not exist that day in Europe/Berlin"),
        ("2031-10-26T02:30", "02:30 comes twice that day in Europe/Berlin"),
        ("soon", "Enter a valid date/time."),
    ):
        answer = client.post(programme, form | {f"p{row.pk}-begins": begins})
        assert answer.status_code == 422
        assert said in answer.text
        assert f'id="id_p{row.pk}-begins_error"' in answer.text
    assert client.post(programme, form | {f"p{row.pk}-room": "999999"}).status_code == 422
    Session.objects.filter(pk=row.session_id).update(starts_at="2031-03-31T08:00:00Z")
    stale = client.post(programme, form | {f"p{row.pk}-begins": "2031-03-30T12:00"})
    assert "Somebody else moved this session meanwhile" in stale.text
    assert (
        client.post(programme, {"do": "draft", "title": "", "template": "PAN"}).status_code == 422
    )
    assert client.post(programme, {"do": "place", f"p{10**12}-begins": "x"}).status_code == 302


def test_session_belongs_to_one_series_and_a_series_is_bounded(organizer, monkeypatch):
    here, there, made = draft_forum(), draft_forum(), session()
    assert actions.add_sessions(here, [made.pk], by=organizer) == 1
    assert actions.add_sessions(there, [made.pk], by=organizer) == 0
    with pytest.raises(IntegrityError):
        SeriesSession.objects.create(series=there, session=made)


def test_most_sessions_and_rooms(organizer, monkeypatch):
    there = draft_forum(rooms=0)
    monkeypatch.setattr(actions, "MOST_SESSIONS", 1)
    monkeypatch.setattr(actions, "MOST_ROOMS", 1)
    with pytest.raises(SeriesError):
        actions.add_sessions(there, [session("A").pk, session("B").pk], by=organizer)
    assert not there.sessions.exists()
    room = actions.add_room(there, by=organizer)
    with pytest.raises(SeriesError):
        actions.add_room(there, by=organizer)
    room.delete()
    assert actions.add_room(there, by=organizer).number == 2  # Another's door had number 1.


def test_room_of_another_forum_is_refused_and_a_lost_room_leaves_the_session(organizer):
    here, there = draft_forum(), draft_forum()
    row = placed(here, session(), here.rooms.first())
    words = {"starts_at": row.session.starts_at, "is_shown": False, "by": organizer}
    with pytest.raises(SeriesError):
        actions.place_session(row, room=there.rooms.first(), **words)
    here.rooms.all().delete()
    row.refresh_from_db()
    assert row.room is None


def test_stranger_may_not_organize_series(client):
    there = draft_forum()
    row = placed(there, session())
    moment = row.session.starts_at
    pages = ["/en/sessions/series/organize/", page_of(there, "edit"), page_of(there, "sessions")]
    for address in pages:
        assert client.get(address).status_code == 302  # To the sign-in.
    for person in (stranger(), editor()):
        client.force_login(person)
        for address in pages:
            assert client.get(address).status_code == 403
            assert client.post(address, {"do": "publish", "title": "Mine"}).status_code == 403
        for attempt in (
            lambda who: actions.draft_series(title="X", kind="forum", language="en", by=who),
            lambda who: actions.change_series(there, words={}, rooms=[], removed=[], by=who),
            lambda who: actions.add_room(there, by=who),
            lambda who: actions.publish_series(there, by=who),
            lambda who: actions.add_sessions(there, [], by=who),
            lambda who: actions.draft_in_series(there, title="X", template="PAN", by=who),
            lambda who: actions.place_session(
                row, room=None, starts_at=moment, is_shown=True, by=who
            ),
            lambda who: actions.remove_session(row, by=who),
        ):
            with pytest.raises(NotAllowedError):
                attempt(person)
    assert not Series.objects.get().is_public
    assert SeriesSession.objects.get().is_shown is False
