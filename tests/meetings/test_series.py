"""Series and forums as visitors, calendars and feed readers see them."""

import re
from datetime import date, datetime
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from lxml.html import fromstring

from tessera.meetings.models import Series, SeriesSession, Session
from tessera.meetings.starter.loading import load_starter_sessions
from tessera.meetings.starter.series import load_starter_series
from tests.factories.accounts import desk_editor, stranger
from tests.factories.meetings import draft_session, enter, registration, session
from tests.factories.series import draft_forum, forum, placed

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return words(answer.text)


def addresses_of(there: Series) -> list[str]:
    """Everything that readers may ask of a series."""
    base = f"/en/sessions/series/{there.identifier}"
    return [there.get_absolute_url(), f"{base}.ics", f"{base}.atom", f"{base}.json"]


def clock(monkeypatch, moment: str) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat(moment))


def test_first_forum_of_the_starter_collection_has_its_session(client):
    load_starter_sessions()
    assert (load_starter_series(), load_starter_series()) == (1, 0)
    there, istanbul = Series.objects.get(), Session.objects.get()
    assert (there.first_day, there.last_day, there.rooms.count()) == (None, None, 0)
    titles = set()
    for language in LANGUAGES:
        address = f"/{language}/sessions/series/{there.identifier}/{there.slug}/"
        titles.add(read(client, address).split(" · ")[0])
        assert istanbul.get_absolute_url().split("/sessions/")[1] in client.get(address).text
    assert len(titles) == len(LANGUAGES)
    page = read(client, f"/en/sessions/series/{there.identifier}/{there.slug}/")
    assert "Monday, 6 April 2009" in page
    assert "15:00 to 16:30" in page
    session_page = f"/en/sessions/{istanbul.identifier}/{istanbul.slug}/"
    assert "Part of the forum Second Forum" in read(client, session_page)
    assert "Second Forum" in read(client, "/en/sessions/series/")
    SeriesSession.objects.all().delete()
    assert load_starter_series() == 0
    assert not there.sessions.exists()


def test_timetable_has_days_and_parallel_rooms_in_order(client):
    there = forum()
    first, second = there.rooms.all()
    placed(there, session("Later", begins="2030-05-07T09:00", time_zone="Asia/Tokyo"), first)
    placed(there, session("Beside", begins="2030-05-06T10:00", time_zone="Europe/Berlin"), second)
    placed(there, session("At ten", begins="2030-05-06T10:00", time_zone="Europe/Berlin"), first)
    placed(there, session("Anywhere", begins="2030-05-06T11:00", time_zone="Europe/Berlin"))
    page = fromstring(client.get(there.get_absolute_url()).text)
    tables = page.xpath("//table")
    assert [words(each.xpath(".//caption")[0].text_content()) for each in tables] == [
        "Timetable of Monday, 6 May 2030",
        "Timetable of Tuesday, 7 May 2030",
    ]
    head = [words(each.text_content()) for each in tables[0].xpath(".//thead//th")]
    assert head == ["Time", "Room 1", "Room 2", "No room yet"]
    rows = [
        [words(" ".join(cell.xpath(".//a/text()"))) for cell in row.xpath("./td")]
        for row in tables[0].xpath(".//tbody/tr")
    ]
    assert rows == [["At ten", "Beside", ""], ["", "", "Anywhere"]]
    assert tables[1].xpath(".//tbody//time")[0].text == "02:00"


def test_reader_sees_own_hours_beside_those_of_the_forum(client):
    there = forum()
    placed(there, session("Night", begins="2030-05-06T20:00", time_zone="Europe/Berlin"))
    address = there.get_absolute_url()
    assert "Yours:" not in read(client, address)
    page = read(client, f"{address}?zone=Asia/Tokyo")
    assert "20:00 to 21:00" in page
    assert "Yours: Tuesday, 03:00 to 04:00" in page
    assert "noindex" in client.get(f"{address}?zone=Asia/Tokyo").text
    for wrong in ("Nowhere/Town", "../../etc/passwd", "x" * 500):
        assert "Yours:" not in read(client, f"{address}?zone={wrong}")


def test_hour_that_comes_twice_is_told_apart(client):
    """On 27 October 2030 clocks in Berlin go back from 3 to 2."""
    there = forum(first_day=date(2030, 10, 26), last_day=date(2030, 10, 28), rooms=1)
    room = there.rooms.get()
    summer = session("Summer", begins="2030-10-27T00:30", time_zone="UTC", minutes=30)
    winter = session("Winter", begins="2030-10-27T01:30", time_zone="UTC", minutes=30)
    for each in (winter, summer):
        placed(there, each, room)
    page = read(client, there.get_absolute_url())
    assert "02:30 Berlin, UTC+2 Summer 02:30 to 03:00" not in page  # 00:30 UTC and half an hour
    assert (
        page.index("02:30 Berlin, UTC+2") < page.index("Summer") < page.index("02:30 Berlin, UTC+1")
    )
    assert page.index("02:30 Berlin, UTC+1") < page.rindex("Winter")
    event = Calendar.from_ical(client.get(addresses_of(there)[1]).content).walk("VEVENT")[1]
    assert event.decoded("dtstart").isoformat() == "2030-10-27T01:30:00+00:00"


def test_cancelled_and_moved_sessions_stay_readable(client):
    there = forum()
    off = placed(there, session("Struck out", begins="2030-05-06T10:00")).session
    placed(there, session("Moved away", begins="2030-06-01T10:00"))
    Session.objects.filter(pk=off.pk).update(cancelled_at=timezone.now(), sequence=1)
    page = client.get(there.get_absolute_url()).text
    assert "slot-off" in page
    assert "Cancelled" in words(page)
    assert words(page).count("Outside the announced days") == 1
    events = Calendar.from_ical(client.get(addresses_of(there)[1]).content).walk("VEVENT")
    assert [str(each["status"]) for each in events] == ["CANCELLED", "CONFIRMED"]


def test_drafts_and_what_is_by_invitation_never_leak(client):
    there = forum()
    room = there.rooms.first()
    placed(there, session("Open to all"), room)
    placed(there, draft_session("Secret draft"), room)
    closed = session("Closed door", access="invitation", joining_link="https://video.example/1")
    row = placed(there, closed, room)
    client.force_login(stranger())
    for address in addresses_of(there):
        text = client.get(address).content.decode()
        assert "Open to all" in text
        assert "Secret draft" not in text
        assert "Closed door" not in text
    assert "1 session" in read(client, "/en/sessions/series/")
    assert "Part of the forum" not in read(client, closed.get_absolute_url())
    row.is_shown = True
    row.save()
    for address in addresses_of(there):
        text = client.get(address).content.decode()
        assert "Closed door" in text
        assert "video.example" not in text
    assert "by invitation" in read(client, there.get_absolute_url())


def test_draft_of_a_forum_is_nobodys_and_wrong_addresses_lead_on(client):
    hidden, there = draft_forum("Not yet"), forum()
    made = placed(hidden, session()).session
    for address in [*addresses_of(hidden), f"/en/sessions/series/{hidden.identifier}/rooms/1/"]:
        assert client.get(address).status_code == 404
    assert client.get(f"/id/{hidden.identifier}").status_code == 404
    assert "Not yet" not in read(client, "/en/sessions/series/")
    assert "Not yet" not in read(client, made.get_absolute_url())
    short = client.get(f"/en/sessions/series/{there.identifier.lower()}/")
    assert (short.status_code, short.url) == (301, there.get_absolute_url())
    assert client.get("/en/sessions/series/0000-0000/x/").status_code == 404
    assert client.get(f"/id/{there.identifier}").url == there.get_absolute_url()
    assert there.get_absolute_url() in client.get("/sitemap-series-1.xml").text
    assert client.post(there.get_absolute_url()).status_code == 405


def test_room_leads_into_what_is_on_or_tells_what_is_next(client, monkeypatch):
    there = forum(rooms=1)
    room = there.rooms.get()
    first = session("First", begins="2030-05-06T10:00", time_zone="Europe/Berlin", access="open")
    second = session("Second", begins="2030-05-06T11:00", time_zone="Europe/Berlin")
    off = session("Struck out", begins="2030-05-06T12:30", time_zone="Europe/Berlin")
    Session.objects.filter(pk=off.pk).update(cancelled_at=timezone.now())
    for each in (first, second, off):
        placed(there, each, room)
    door = f"/en/sessions/series/{there.identifier}/rooms/1/"
    expected = {
        "2030-05-06T07:00+00:00": None,
        "2030-05-06T07:50+00:00": first,  # A quarter of an hour before.
        "2030-05-06T08:55+00:00": first,  # The next may be entered too, but this one is on.
        "2030-05-06T09:00+00:00": second,
        "2030-05-06T10:01+00:00": None,
        "2030-05-06T10:40+00:00": None,  # What was cancelled is not on.
    }
    for moment, session_there in expected.items():
        clock(monkeypatch, moment)
        answer = client.get(door)
        assert "no-store" in answer["Cache-Control"]
        if session_there:
            assert (moment, answer.url) == (
                moment, f"/en/sessions/{session_there.identifier}/live/",
            )  # fmt: skip
        else:
            assert (moment, answer.status_code) == (moment, 200)
    clock(monkeypatch, "2030-05-06T07:00+00:00")
    page = read(client, door)
    assert "It is 09:00 ( Berlin, UTC+2 )." in page
    assert page.index("First") < page.index("Second")
    assert "Struck out" not in page
    clock(monkeypatch, "2030-05-06T10:10+00:00")
    assert "Nothing more is announced" in read(client, door)
    Session.objects.filter(pk=second.pk).update(state="LIVE")  # It has not been closed yet.
    assert client.get(door).url.endswith(f"{second.identifier}/live/")
    Session.objects.filter(pk=second.pk).update(state="SUMMARY")
    assert client.get(door).status_code == 200
    assert client.get(f"/en/sessions/series/{there.identifier}/rooms/9/").status_code == 404


def test_room_shows_a_closed_session_to_those_who_take_part_alone(client, monkeypatch):
    there = forum(rooms=1)
    closed = session("Closed", begins="2030-05-06T08:00", time_zone="UTC", access="invitation")
    placed(there, closed, there.rooms.get())
    door = f"/en/sessions/series/{there.identifier}/rooms/1/"
    guest = registration(closed)
    clock(monkeypatch, "2030-05-06T08:10+00:00")
    assert "Closed" not in read(client, door)
    enter(client, guest)
    assert client.get(door).url == f"/en/sessions/{closed.identifier}/live/"
    clock(monkeypatch, "2030-05-06T07:00+00:00")
    assert "Nothing more is announced" in read(client, door)


def test_calendar_has_all_sessions_with_rooms_and_zones(client):
    there = forum()
    placed(there, session("One", begins="2030-05-06T10:00"), there.rooms.first())
    placed(there, session("Two", begins="2030-05-07T10:00", time_zone="Asia/Tokyo"))
    answer = client.get(addresses_of(there)[1])
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["name"]) == str(calendar["x-wr-calname"]) == "Cities and newcomers"
    events = calendar.walk("VEVENT")
    assert {str(each["summary"]) for each in events} == {"One", "Two"}
    by_name = {str(each["summary"]): each for each in events}
    assert str(by_name["One"]["location"]) == "Room 1"
    own = Calendar.from_ical(
        client.get(f"/en/sessions/{Session.objects.get(texts__title='One').identifier}.ics").content
    )
    assert by_name["One"]["uid"] == own.walk("VEVENT")[0]["uid"]
    zones = {str(each["tzid"]) for each in calendar.walk("VTIMEZONE")}
    assert zones == {"Europe/Istanbul", "Asia/Tokyo"}


def test_series_lists_its_sessions(client):
    there = forum("Every month", kind="series", rooms=0, first_day=None, last_day=None)
    placed(there, session("In May", begins="2030-05-06T10:00"))
    placed(there, session("In June", begins="2030-06-06T10:00"))
    page = read(client, there.get_absolute_url())
    assert "6 May 2030 to 6 June 2030" in page
    assert page.index("In May") < page.index("In June")
    assert "Timetable" not in page
    feed = client.get(addresses_of(there)[3]).json()
    assert [each["title"] for each in feed["items"]] == ["In June", "In May"]


def test_forum_of_two_hundred_sessions_costs_as_few_questions_as_one_of_two(client):
    there = forum()
    rooms = list(there.rooms.all())
    client.force_login(desk_editor())

    def queries() -> dict[str, int]:
        found = {}
        pages = [f"/en/sessions/series/{there.identifier}/sessions/", "/en/sessions/series/"]
        for address in [*addresses_of(there), *pages]:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found[address] = len(asked)
        return found

    for number in range(2):
        placed(there, session(f"S{number}", begins=f"2030-05-06T1{number}:00"), rooms[number])
    two = queries()
    for number in range(198):
        begins = f"2030-05-0{6 + number % 3}T{8 + number % 12:02}:00"
        placed(there, session(f"Number {number}", begins=begins), rooms[number % 2])
    assert queries() == two
    assert client.get(there.get_absolute_url()).text.count('class="slot"') == 200
