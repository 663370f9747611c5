"""Working sessions as visitors and their calendars see them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from tessera.lib.errors import NotAllowedError
from tessera.lib.time_zones import check_time_zone, zone_label
from tessera.meetings.actions import publish_session
from tessera.meetings.errors import SessionStateError
from tessera.meetings.models import Seat, Session
from tessera.meetings.starter.loading import load_starter_sessions
from tests.factories.accounts import administrator, editor, stranger
from tests.factories.meetings import draft_session, session

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_first_session_of_the_starter_collection_is_what_was_announced(client):
    assert load_starter_sessions() == 1
    assert load_starter_sessions() == 0
    istanbul = Session.objects.get()
    assert istanbul.starts_at.isoformat() == "2009-04-06T12:00:00+00:00"
    assert istanbul.ends_at.isoformat() == "2009-04-06T13:30:00+00:00"
    assert not Seat.objects.exclude(name="").exists()
    page = read(client, istanbul.get_absolute_url())
    assert "Monday, 6 April 2009" in page
    assert "15:00 to 16:30" in page
    assert "Istanbul, UTC+3" in page
    assert page.count("Mayor or local councillor") == 2
    assert page.count("Name not recorded") == 6
    assert "not their minutes" in page
    assert "Alliance of Civilizations" in page
    titles = set()
    for language in LANGUAGES:
        found = read(client, f"/{language}/sessions/{istanbul.identifier}/{istanbul.slug}/")
        titles.add(found.split(" · ")[0])
        assert "2009" in read(client, f"/{language}/sessions/")
    assert len(titles) == len(LANGUAGES)


def test_command_loads_it_and_leaves_an_edited_one(monkeypatch, capsys):
    monkeypatch.setattr(
        "tessera.catalogue.management.commands.load_starter.load_starter", lambda progress: 0
    )
    call_command("load_starter")
    assert "working sessions and courses added" in capsys.readouterr().out
    Session.objects.update(minutes=80)
    call_command("load_starter")
    assert "working sessions" not in capsys.readouterr().out
    assert Session.objects.get().minutes == 80


def test_reader_sees_times_in_the_zone_of_the_session_or_another(client):
    made = session()
    address = made.get_absolute_url()
    own = read(client, address)
    assert "15:00 to 15:10" in own
    assert "15:10 to 16:00" in own
    elsewhere = read(client, f"{address}?zone=Asia/Tokyo")
    assert "21:00 to 21:10" in elsewhere
    assert "Tokyo, UTC+9" in elsewhere
    assert "15:00 to 16:00" in elsewhere  # The announced time stays beside.
    for wrong in ("Nowhere/Town", "../../etc/passwd", "x" * 500, ""):
        assert "15:00 to 15:10" in read(client, f"{address}?zone={wrong}")
    check_time_zone("Asia/Kathmandu")
    assert zone_label("Asia/Kathmandu", made.starts_at, "en") == "Kathmandu, UTC+5:45"
    with pytest.raises(ValidationError):
        check_time_zone("Nowhere/Town")


def test_session_across_a_change_of_clocks_lasts_its_minutes(client):
    """On 27 October 2030 clocks in Berlin go back from 3 to 2; the file carries the rules."""
    made = session(begins="2030-10-27T01:30", time_zone="Europe/Berlin", minutes=180)
    assert "01:30 to 03:30" in read(client, made.get_absolute_url())
    answer = client.get(f"/en/sessions/{made.identifier}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart").utcoffset().total_seconds() == 7200
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    assert event.decoded("dtend").utcoffset().total_seconds() == 3600
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert event["sequence"] == 0
    assert str(event["status"]) == "CONFIRMED"


def test_seat_on_which_nobody_sat_is_said_to_have_stayed_empty(client):
    page = client.get(session(begins="2020-05-06T15:00").get_absolute_url()).text
    assert page.count("Stayed empty") == 1
    assert "Name not recorded" not in page


def test_cancelled_session_says_so_to_readers_and_calendars(client):
    made = session()
    Session.objects.update(cancelled_at=timezone.now(), sequence=3)
    assert "was cancelled on" in read(client, made.get_absolute_url())
    assert "Cancelled" in read(client, "/en/sessions/")
    (event,) = Calendar.from_ical(client.get(f"/ar/sessions/{made.identifier}.ics").content).walk(
        "VEVENT"
    )
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 3)


def test_drafts_are_seen_by_nobody_and_wrong_addresses_lead_on(client):
    hidden, made = draft_session("Secret plan"), session()
    client.force_login(stranger())
    assert "Secret plan" not in read(client, "/en/sessions/")
    for address in (f"{hidden.identifier}/-/", f"{hidden.identifier}.ics", "0000-0000/x/"):
        assert client.get(f"/en/sessions/{address}").status_code == 404
    short = client.get(f"/en/sessions/{made.identifier.lower()}/")
    assert (short.status_code, short.url) == (301, made.get_absolute_url())
    assert client.post(made.get_absolute_url()).status_code == 405


def test_stranger_and_writer_of_records_may_not_publish(client):
    made = draft_session()
    for person in (stranger(), editor()):
        with pytest.raises(NotAllowedError):
            publish_session(made, state="OPEN", by=person)
    with pytest.raises(SessionStateError):
        publish_session(made, state="DRAFT", by=administrator_once())
    made = publish_session(made, state="OPEN", by=administrator_once())
    with pytest.raises(SessionStateError):
        publish_session(made, state="OPEN", by=administrator_once())


def administrator_once():
    from tessera.accounts.models import User

    return User.objects.filter(is_superuser=True).first() or administrator()


def test_list_is_paged_and_costs_the_same_with_one_and_with_three(client):
    def queries() -> int:
        read(client, "/en/sessions/")
        with CaptureQueriesContext(connection) as asked:
            read(client, "/en/sessions/")
        return len(asked)

    session("To come")
    session("Long ago", begins="2011-05-06T15:00")
    one = queries()
    for number in range(2):
        session(f"To come {number}")
        session(f"Long ago {number}", begins=f"201{number}-05-06T15:00")
    assert queries() == one
    page = read(client, "/en/sessions/")
    assert page.index("To come") < page.index("Long ago")
    for number in range(20):
        session(f"Old {number}", begins="2001-05-06T15:00")
    second = read(client, "/en/sessions/?page=2")
    assert "To come" not in second
    assert client.get("/en/sessions/?page=9").status_code == 404


def test_all_public_sessions_are_in_one_calendar(client, django_assert_num_queries):
    soon = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT15:00")
    lately = (timezone.now() - timedelta(days=9)).strftime("%Y-%m-%dT15:00")
    first = session("To come", begins=soon, time_zone="Asia/Tokyo")
    session("Long ago", begins="2011-05-06T15:00")
    draft_session("Secret plan")

    def events(address: str = "/en/sessions.ics") -> list:
        return Calendar.from_ical(client.get(address).content).walk("VEVENT")

    assert [str(each["summary"]) for each in events()] == ["To come"]
    with CaptureQueriesContext(connection) as asked:
        events()
    cancelled = session("Lately", begins=lately)
    Session.objects.filter(pk=cancelled.pk).update(cancelled_at=timezone.now(), sequence=2)
    session("To come, too", begins=soon)
    with django_assert_num_queries(len(asked)):
        found = events()
    assert [(str(each["summary"]), str(each["status"])) for each in found] == [
        ("To come, too", "CONFIRMED"), ("To come", "CONFIRMED"), ("Lately", "CANCELLED"),
    ]  # fmt: skip
    own = Calendar.from_ical(client.get(f"/en/sessions/{first.identifier}.ics").content)
    assert own.walk("VEVENT")[0]["uid"] == found[1]["uid"]
    answer = client.get("/ar/sessions.ics")
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["x-wr-calname"]).startswith("جلسات العمل")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "/en/sessions.ics" in client.get("/en/sessions/").text
    assert client.post("/en/sessions.ics").status_code == 405


def test_the_calendar_of_all_sessions_has_a_bound(client, monkeypatch):
    monkeypatch.setattr("tessera.meetings.views._MOST_IN_CALENDAR", 2)
    for day in (3, 5, 7):
        moment = timezone.now() + timedelta(days=day)
        session(f"In {day} days", begins=moment.strftime("%Y-%m-%dT15:00"))
    content = client.get("/en/sessions.ics").text
    assert [f"In {day} days" in content for day in (3, 5, 7)] == [False, True, True]
