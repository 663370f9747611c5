"""Events of a community: announced, changed, cancelled, in calendars, and for whom they are."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from tessera.accounts.actions.sanctions import mute_user
from tessera.accounts.moderation import Figures, moderation_queues
from tessera.accounts.personal_data import Fate, registered
from tessera.communities.actions import announcing
from tessera.communities.actions.moderating_events import (
    answer_event_appeal,
    appeal_event,
    approve_event,
    hide_event,
    report_event,
    restore_event,
)
from tessera.communities.errors import CommunityStateError
from tessera.communities.models import CommunityEvent, EventReport, Membership
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tessera.notifications.models import Mail
from tests.communities.test_discussions import XSS
from tests.factories.accounts import browser, desk_editor
from tests.factories.communities import community, event, member, past_event, person
from tests.factories.exchange import member as shown_member

pytestmark = pytest.mark.django_db
YEAR = timezone.now().year + 1
TYPED = {
    "title": "Interpreters meet",
    "text": "Bring a case.\n\nhttps://example.org/cases",
    "language": "en",
    "begins": f"{YEAR}-01-21T15:00",
    "ends": f"{YEAR}-01-21T17:00",
    "time_zone": "Europe/Istanbul",
    "place": "Town hall, room 3",
    "organizer": "City of Valdemora",
    "link": "https://example.org/join",
    "registration": f"{YEAR}-01-20T12:00",
}


@pytest.fixture
def nuria(circle):
    """A member whose first writing was read already."""
    known = member(circle, "Nuria Salcedo")
    event(circle, by=known, title="First of hers")
    return known


def list_of(circle) -> str:
    return f"{circle.get_absolute_url()}events/"


def errors_of(page: str) -> list[str]:
    """Names of the fields that an error is tied to."""
    return re.findall(r'id="id_(\w+)_error"', page)


def events_in(answer) -> list:
    return Calendar.from_ical(answer.content).walk("VEVENT")


def decided() -> list:
    mails = Mail.objects.filter(kind="communities.event_decided").order_by("pk")
    return [(mail.user.first_name, mail.context["state"]) for mail in mails]


def test_a_member_announces_an_event_and_everybody_reads_it(client, circle, nuria):
    answer = browser(nuria).post(f"{list_of(circle)}add/", TYPED)
    made = CommunityEvent.objects.get(title="Interpreters meet")
    assert answer["Location"] == made.get_absolute_url()
    assert made.starts_at == datetime(YEAR, 1, 21, 12, tzinfo=UTC)
    assert made.ends_at == datetime(YEAR, 1, 21, 14, tzinfo=UTC)
    assert made.register_by == datetime(YEAR, 1, 20, 9, tzinfo=UTC)
    page = client.get(made.get_absolute_url()).text
    said = ("Bring a case.", "15:00 to 17:00", "Istanbul, UTC+3", "Town hall, room 3", "20 January",
            "City of Valdemora")  # fmt: skip
    for words in ("Interpreters meet", *said, "Register until", "Register or join"):
        assert words in page
    assert '<a href="https://example.org/cases" rel="nofollow noopener">' in page
    assert 'href="https://example.org/join"' in page
    for address in (circle.get_absolute_url(), list_of(circle)):
        assert "Interpreters meet" in client.get(address).text


def test_a_reader_sees_the_times_on_their_own_clocks(client, circle, nuria):
    browser(nuria).post(f"{list_of(circle)}add/", TYPED)
    made = CommunityEvent.objects.get(title="Interpreters meet")
    page = client.get(f"{made.get_absolute_url()}?zone=Asia/Tokyo").text
    assert "21:00 to 23:00" in page
    assert "Tokyo, UTC+9" in page
    assert "15:00 to 17:00" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "21:00" not in client.get(f"{made.get_absolute_url()}?zone=No/Where").text


def test_an_event_over_days_says_both_dates(client, circle, nuria):
    browser(nuria).post(f"{list_of(circle)}add/", {**TYPED, "ends": f"{YEAR}-01-23T12:00"})
    made = CommunityEvent.objects.get(title="Interpreters meet")
    page = client.get(made.get_absolute_url()).text
    assert f"21 January {YEAR}, 15:00 to 23 January {YEAR}, 12:00" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"begins": ""}, "begins"),
        ({"begins": "soon"}, "begins"),
        ({"begins": "2011-05-06T15:00", "ends": "", "registration": ""}, "begins"),
        ({"begins": f"{YEAR + 9}-01-21T15:00", "ends": "", "registration": ""}, "begins"),
        ({"ends": f"{YEAR}-01-21T15:00"}, "ends"),
        ({"ends": f"{YEAR}-09-21T15:00"}, "ends"),
        ({"registration": f"{YEAR}-01-21T15:01"}, "registration"),
        ({"time_zone": "No/Where"}, "time_zone"),
        ({"place": "  "}, "place"),
        ({"place": "x" * 201}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://example.org/"}, "link"),
        ({"text": "x" * 4001}, "text"),
        ({"language": "xx-nowhere"}, "language"),
        (
            {"time_zone": "Europe/Madrid", "begins": "2027-03-28T02:30", "ends": "",
             "registration": ""},
            "begins",
        ),
        ({"begins": "0001-01-01T00:00", "ends": "", "registration": ""}, "begins"),
        ({"time_zone": "America/New_York", "ends": "9999-12-31T23:00"}, "ends"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_at_its_field_and_what_was_typed_stays(circle, nuria, typed, field):
    before = CommunityEvent.objects.count()
    answer = browser(nuria).post(f"{list_of(circle)}add/", {**TYPED, **typed})
    assert answer.status_code == 422
    assert errors_of(answer.text) == [field]
    assert "<title>Error:" in answer.text
    if field != "title":
        assert 'value="Interpreters meet"' in answer.text
    assert CommunityEvent.objects.count() == before


def test_all_mistakes_are_shown_at_once(circle, nuria):
    typed = {"title": "", "begins": "2011-05-06T15:00", "ends": "2011-05-06T14:00", "place": ""}
    page = browser(nuria).post(f"{list_of(circle)}add/", {**TYPED, **typed}).text
    assert errors_of(page) == ["title", "begins", "ends", "place", "registration"]


def test_who_completes_what_has_begun_need_not_move_it(circle, leyla):
    made = past_event(circle, by=leyla)
    edit = f"{made.get_absolute_url()}edit/"
    shown = browser(leyla).get(edit).text
    names = ("seen", "begins", "ends")
    kept = {name: re.search(rf'name="{name}" value="([^"]+)"', shown)[1] for name in names}
    CommunityEvent.objects.update(starts_at=made.starts_at.replace(second=0, microsecond=0))
    given = {**TYPED, **kept, "time_zone": "Europe/Madrid", "registration": ""}
    answer = browser(leyla).post(edit, {**given, "text": "Read what was said."})
    assert answer["Location"] == made.get_absolute_url()
    moved = browser(leyla).post(edit, {**given, "begins": "2011-05-06T15:00"})
    assert moved.status_code == 422


def test_the_database_keeps_times_in_order_too(circle, leyla):
    made = event(circle, by=leyla)
    rows = CommunityEvent.objects.filter(pk=made.pk)
    for wrong in ({"ends_at": made.starts_at}, {"register_by": made.ends_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_an_event_online_needs_no_place_and_one_without_end_none(client, circle, nuria):
    given = {**TYPED, "place": "", "is_online": "on", "ends": "", "registration": "", "link": ""}
    browser(nuria).post(f"{list_of(circle)}add/", given)
    made = CommunityEvent.objects.get(title="Interpreters meet")
    assert "Online" in client.get(made.get_absolute_url()).text
    (found,) = events_in(client.get(f"/en/events/{made.identifier}.ics"))
    assert "dtend" not in found
    # Who is late finds it among what goes on.
    CommunityEvent.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=None)
    assert "Past event" not in client.get(made.get_absolute_url()).text
    CommunityEvent.objects.update(starts_at=timezone.now() - timedelta(hours=4))
    assert "Past event" in client.get(made.get_absolute_url()).text


def test_only_members_announce_and_who_may_not_write_does_not(client, circle, nuria):
    stranger = person("Omar Aziz")
    add = f"{list_of(circle)}add/"
    assert client.get(add)["Location"].startswith("/en/account/login/")
    assert browser(stranger).post(add, TYPED)["Location"] == list_of(circle)
    assert "Announce an event" not in browser(stranger).get(list_of(circle)).text
    assert "Announce an event" in browser(nuria).get(list_of(circle)).text
    mute_user(nuria, days=7, reason="Rude.", by=desk_editor())
    answer = browser(nuria).post(add, TYPED)
    assert answer.status_code == 422
    assert "You cannot write until" in answer.text
    with pytest.raises(NotAllowedError):
        event(circle, by=stranger)
    circle.state = "closed"
    circle.save()
    with pytest.raises(NotAllowedError):
        event(circle, by=circle.proposed_by)
    assert CommunityEvent.objects.count() == 1


def test_what_a_new_member_announces_first_waits_for_a_moderator(client, circle, leyla):
    newcomer = member(circle, "Ana Ruiz")
    browser(newcomer).post(f"{list_of(circle)}add/", TYPED)
    made = CommunityEvent.objects.get()
    assert client.get(made.get_absolute_url()).status_code == 404
    for address in (list_of(circle), circle.get_absolute_url(), f"{list_of(circle)[:-1]}.ics"):
        assert "Interpreters meet" not in client.get(address).text
    assert "A moderator reads this event" in browser(newcomer).get(made.get_absolute_url()).text
    assert "Interpreters meet" in browser(newcomer).get(list_of(circle)).text
    assert "Interpreters meet" in browser(leyla).get("/en/desk/moderation/all/").text
    browser(leyla).post(f"{made.get_absolute_url()}moderate/", {"act": "approve"})
    assert "Interpreters meet" in client.get(list_of(circle)).text
    assert decided() == [("Ana Ruiz", "approved")]
    browser(newcomer).post(f"{list_of(circle)}add/", {**TYPED, "title": "The second"})
    assert "The second" in client.get(list_of(circle)).text


def test_who_announced_it_changes_an_event_and_calendars_take_it_over(client, circle, nuria, leyla):
    made = event(circle, by=nuria, title="Study visit")
    edit = f"{made.get_absolute_url()}edit/"
    shown = browser(nuria).get(edit)
    local = made.starts_at.astimezone(made.zone)
    assert f'value="{local:%Y-%m-%dT%H:%M}"' in shown.text
    seen = re.search(r'name="seen" value="([^"]+)"', shown.text)[1]
    given = {**TYPED, "title": "Study visit, later", "seen": seen}
    assert browser(nuria).post(edit, given)["Location"] == made.get_absolute_url()
    (found,) = events_in(client.get(f"/en/events/{made.identifier}.ics"))
    assert (str(found["summary"]), found["sequence"]) == ("Study visit, later", 1)
    assert found["dtstart"].dt.isoformat() == f"{YEAR}-01-21T15:00:00+03:00"
    again = browser(leyla).post(edit, {**given, "title": "Somebody else's"})
    assert again.status_code == 422
    assert "Somebody else changed this event meanwhile" in again.text
    for who in (member(circle, "Ana Ruiz"), person("Omar Aziz")):
        assert browser(who).get(edit)["Location"] == made.get_absolute_url()
        with pytest.raises(NotAllowedError):
            announcing.change_event(made, {}, by=who)


def test_a_cancelled_event_says_why_and_calendars_strike_it_out(client, circle, nuria, leyla):
    made = event(circle, by=nuria, title="Study visit")
    cancel = f"{made.get_absolute_url()}cancel/"
    stranger = member(circle, "Ana Ruiz")
    assert browser(stranger).post(cancel, {"reason": "No"})["Location"] == made.get_absolute_url()
    with pytest.raises(NotAllowedError):
        announcing.cancel_event(made, reason="No", by=stranger)
    assert errors_of(browser(leyla).post(cancel, {"reason": " "}).text) == ["reason"]
    browser(leyla).post(cancel, {"reason": "The bus does not run."})
    page = client.get(made.get_absolute_url()).text
    assert "It does not take place." in page
    assert "The bus does not run." in page
    assert "Register or join" not in page
    assert "Cancelled" in client.get(list_of(circle)).text
    for address in (f"/en/events/{made.identifier}.ics", f"{list_of(circle)[:-1]}.ics"):
        found = {str(each["summary"]): each for each in events_in(client.get(address))}
        ours = found["Study visit"]
        assert str(ours["uid"]).startswith(made.identifier)
        assert (str(ours["status"]), ours["sequence"]) == ("CANCELLED", 1)
    assert [state for _name, state in decided()][-1] == "cancelled"
    with pytest.raises(CommunityStateError):
        announcing.cancel_event(made, reason="Again", by=leyla)


def test_an_event_that_was_never_needed_is_taken_out_and_one_that_was_stays(
    client, circle, nuria, leyla
):
    twice, gone = event(circle, by=nuria, title="Twice"), past_event(circle, by=nuria)
    with pytest.raises(NotAllowedError):
        announcing.remove_event(twice, by=person("Omar Aziz"))
    answer = browser(nuria).post(f"{twice.get_absolute_url()}remove/")
    assert answer["Location"] == list_of(circle)
    assert client.get(twice.get_absolute_url()).status_code == 404
    assert browser(nuria).get(f"{gone.get_absolute_url()}remove/").status_code == 405
    browser(nuria).post(f"{gone.get_absolute_url()}remove/")
    with pytest.raises(CommunityStateError):
        announcing.remove_event(gone, by=leyla)
    assert "Long ago" in client.get(list_of(circle)).text


def test_a_reported_event_is_hidden_with_a_reason_and_its_author_appeals(
    client, circle, nuria, leyla
):
    made = event(circle, by=nuria, title="Buy now")
    page, reader, editor = made.get_absolute_url(), person("Omar Aziz"), desk_editor()
    assert client.get(f"{page}report/").status_code == 302
    assert errors_of(browser(reader).post(f"{page}report/", {"reason": ""}).text) == ["reason"]
    for _twice in range(2):
        browser(reader).post(f"{page}report/", {"reason": "advertising", "text": "It sells."})
    assert made.reports.count() == 1
    assert "Buy now" in browser(leyla).get("/en/desk/moderation/all/").text
    assert "It sells." in browser(leyla).get(f"{page}moderate/").text
    for who in (reader, nuria):
        assert browser(who).get(f"{page}moderate/").status_code == 404
    assert browser(leyla).post(f"{page}moderate/", {"act": "hide"}).status_code == 422
    told = browser(leyla).post(
        f"{page}moderate/", {"act": "hide", "reason": "It advertises."}, follow=True
    )
    assert "Decided." in told.text
    assert client.get(page).status_code == 404
    for address in (list_of(circle), circle.get_absolute_url(), f"{list_of(circle)[:-1]}.ics"):
        assert "Buy now" not in client.get(address).text
    assert "It advertises." in browser(nuria).get(page).text
    for act in ("edit", "cancel"):
        assert browser(nuria).post(f"{page}{act}/", {**TYPED, "reason": "x"})["Location"] == page
    for refused in (
        lambda: announcing.change_event(made, {}, by=nuria),
        lambda: announcing.cancel_event(made, reason="x", by=nuria),
        lambda: announcing.remove_event(made, by=nuria),
    ):
        with pytest.raises(CommunityStateError):
            refused()
    assert browser(reader).get(f"{page}appeal/").status_code == 404
    assert errors_of(browser(nuria).post(f"{page}appeal/", {"text": ""}).text) == ["text"]
    browser(nuria).post(f"{page}appeal/", {"text": "It is free."})
    assert "It is free." in browser(editor).get("/en/desk/moderation/all/").text
    answer = f"{page}appeal/answer/"
    assert browser(leyla).get(answer).status_code == 403
    assert errors_of(browser(editor).post(answer, {"decision": "back", "answer": ""}).text) == [
        "answer"
    ]
    browser(editor).post(answer, {"decision": "back", "answer": "So it is."})
    assert "Buy now" in client.get(page).text
    assert "So it is." in browser(nuria).get(f"{page}appeal/").text
    assert [state for _name, state in decided()][-2:] == ["hidden", "answered"]


def test_who_reported_an_event_hears_what_became_of_it(circle, nuria, leyla):
    left, sold = (event(circle, by=nuria, title=each) for each in ("Study visit", "Buy now"))
    omar = member(circle, "Omar Aziz")
    for each in (left, sold):
        report_event(each, reason="advertising", text="", by=omar)
    approve_event(left, by=leyla)
    hide_event(sold, reason="It sells.", by=leyla)
    mails = Mail.objects.filter(kind="network.decision").order_by("pk")
    told = [(each.user, *map(each.context.get, ("about", "is_upheld", "answer"))) for each in mails]
    assert told == [(omar, "Study visit", False, ""), (omar, "Buy now", True, "It sells.")]


def test_who_left_a_private_community_hears_nothing_of_a_report(leyla):
    quiet = community("Quiet", focal=leyla, access="private")
    nuria, omar = member(quiet, "Nuria Salcedo"), member(quiet, "Omar Aziz")
    sold = event(quiet, by=nuria, title="Buy now")
    report_event(sold, reason="advertising", text="", by=omar)
    Membership.objects.filter(user=omar).delete()
    hide_event(sold, reason="It sells.", by=leyla)
    assert not Mail.objects.filter(kind="network.decision").exists()


def test_who_hid_an_event_does_not_answer_the_appeal(circle, nuria):
    made, editor = event(circle, by=nuria), desk_editor()
    page = made.get_absolute_url()
    browser(editor).post(f"{page}moderate/", {"act": "hide", "reason": "Wrong."})
    browser(nuria).post(f"{page}appeal/", {"text": "Right!"})
    given = {"decision": "back", "answer": "Yes"}
    assert browser(editor).post(f"{page}appeal/answer/", given).status_code == 422
    other = desk_editor("other@example.org")
    browser(other).post(f"{page}appeal/answer/", {**given, "decision": "stays"})
    assert "The decision stays." in browser(nuria).get(f"{page}appeal/").text


def test_events_of_a_private_community_are_found_by_its_members_only(client, leyla):
    quiet = community("Quiet", focal=leyla, access="private")
    made = event(quiet, by=leyla, title="Between us")
    stranger, page = browser(person("Omar Aziz")), made.get_absolute_url()
    calendars = (f"/en/events/{made.identifier}.ics", f"{list_of(quiet)[:-1]}.ics")
    for reader in (client, stranger):
        for address in (page, list_of(quiet), *calendars):
            assert reader.get(address).status_code == 404
        for what in ("edit/", "cancel/", "remove/", "report/", "moderate/", "appeal/"):
            assert reader.post(page + what, {"reason": "x"}).status_code in {302, 404}
    for address in (page, list_of(quiet), *calendars):
        answer = browser(leyla).get(address)
        assert "Between us" in answer.text
        assert "no-store" in answer["Cache-Control"]
    left = member(quiet, "Ana Ruiz")
    theirs = event(quiet, by=left, title="Ana's")
    Membership.objects.filter(user=left).delete()
    assert browser(left).get(theirs.get_absolute_url()).status_code == 404


def test_lists_are_paged_and_cost_the_same_with_one_and_with_three(client, circle, leyla):
    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    addresses = (list_of(circle), circle.get_absolute_url(), f"{list_of(circle)[:-1]}.ics")
    event(circle, by=leyla, title="To come")
    past_event(circle, by=leyla)
    one = [queries(each) for each in addresses]
    for number in range(2):
        event(circle, by=leyla, title=f"To come {number}")
        past_event(circle, by=leyla, title=f"Long ago {number}")
    assert [queries(each) for each in addresses] == one
    page = client.get(list_of(circle)).text
    assert page.index("To come") < page.index("Long ago")
    for number in range(20):
        past_event(circle, by=leyla, title=f"Old {number}", days=300)
    second = client.get(f"{list_of(circle)}?page=2").text
    assert "To come" not in second
    assert "Old 0" in second
    assert client.get(f"{list_of(circle)}?page=9").status_code == 404


def test_a_community_has_so_many_events_ahead_and_no_more(circle, leyla, monkeypatch):
    monkeypatch.setattr(announcing, "MOST_COMING", 2)
    past_event(circle, by=leyla)
    for _each in range(2):
        event(circle, by=leyla)
    answer = browser(leyla).post(f"{list_of(circle)}add/", TYPED)
    assert answer.status_code == 422
    assert "There are as many events ahead here as there can be." in answer.text


def test_what_a_moderator_hid_keeps_nobody_from_announcing(circle, nuria, leyla, monkeypatch):
    monkeypatch.setattr(announcing, "MOST_COMING", 2)
    sold = event(circle, by=nuria)
    hide_event(sold, reason="It sells.", by=leyla)
    assert browser(leyla).post(f"{list_of(circle)}add/", TYPED).status_code == 302


def test_a_calendar_of_all_holds_what_is_ahead_and_what_was_lately(client, circle, leyla):
    event(circle, by=leyla, title="To come", link="https://example.org/join")
    past_event(circle, by=leyla, title="Lately")
    past_event(circle, by=leyla, title="Years ago", days=900)
    answer = client.get(f"{list_of(circle)[:-1]}.ics")
    calendar = Calendar.from_ical(answer.content)
    found = calendar.walk("VEVENT")
    assert [str(each["summary"]) for each in found] == ["To come", "Lately"]
    assert "https://example.org/join" in str(found[0]["description"])
    assert str(found[0]["location"]) == "Valdemora"
    assert str(calendar["x-wr-calname"]).startswith("Welcome desks")
    assert calendar.walk("VTIMEZONE")
    assert "Leyla" not in answer.text
    assert f"{circle.get_absolute_url()}events.ics" in client.get(list_of(circle)).text


def test_nothing_typed_about_an_event_becomes_markup(client, circle, leyla):
    for number, text in enumerate(XSS):
        made = event(
            circle,
            by=leyla,
            title=text[:160],
            text=text,
            is_markdown=bool(number % 2),
            place=text[:200],
            organizer=text[:200],
        )
        announcing.cancel_event(made, reason=text, by=leyla)
        page = client.get(made.get_absolute_url()).text
        assert "<script>alert" not in page
        assert not re.search(r"<[^>]+\son\w+", re.sub(r'="[^"]*"', "", page))
        assert re.findall(r"<(?:img|iframe|math)\b|<style>", page) == []
        assert not re.search(r'href="(?:javascript|data|vbscript)', page)
    for address in (list_of(circle), circle.get_absolute_url()):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert re.findall(r"<(?:img|iframe|math)\b|<style>", page) == []


def test_the_name_of_who_announced_it_is_not_shown_across_a_block(circle):
    author, reader = shown_member("Nuria Salcedo"), person("Omar Aziz")
    Membership.objects.create(community=circle, user=author)
    page = event(circle, by=author).get_absolute_url()
    assert "Nuria Salcedo" in browser(reader).get(page).text
    block_member(reader, by=author)
    shown = browser(reader).get(page).text
    assert "Nuria Salcedo" not in shown
    assert "Open house" in shown


@pytest.mark.parametrize("fate", Fate)
def test_an_erased_person_leaves_the_event_without_the_name(client, circle, nuria, leyla, fate):
    quiet = community("Quiet", focal=leyla, access="private")
    Membership.objects.create(community=quiet, user=nuria)
    shown = event(circle, by=nuria, title="Study visit")
    private = event(quiet, by=nuria, title="Between us")
    rows = CommunityEvent.objects.filter(pk=shown.pk)
    rows.update(appeal="It is mine.", appealed_at=timezone.now())
    held = event(circle, by=nuria, title="Nobody saw it")
    CommunityEvent.objects.filter(pk=held.pk).update(state="held")
    hidden = event(circle, by=nuria, title="Nobody sees it")
    CommunityEvent.objects.filter(pk=hidden.pk).update(state="hidden")
    reported = event(circle, by=leyla, title="Buy now")
    browser(nuria).post(f"{reported.get_absolute_url()}report/", {"reason": "advertising"})
    entries = {entry.model: entry for entry in registered()}
    taken = [each["title"] for each in entries[CommunityEvent].export(nuria)]
    assert taken == [
        "First of hers",
        "Study visit",
        "Between us",
        "Nobody saw it",
        "Nobody sees it",
    ]
    assert [each["event__title"] for each in entries[EventReport].export(nuria)] == ["Buy now"]
    for model in (Membership, CommunityEvent, EventReport):
        entries[model].erase(nuria, fate)
    nuria.is_active, nuria.first_name = False, ""
    nuria.save()
    page = client.get(shown.get_absolute_url()).text
    assert "Study visit" in page
    assert "A former member" in page
    assert "Nuria" not in page
    shown.refresh_from_db()
    assert (shown.appeal, shown.is_appealed) == ("", False)
    assert not CommunityEvent.objects.filter(pk__in=[held.pk, hidden.pk]).exists()
    assert CommunityEvent.objects.filter(pk=private.pk).exists() == (fate == Fate.ANONYMIZE)
    assert not EventReport.objects.exists()


def test_decisions_about_events_are_counted_and_nobody_finds_the_own_ones(circle, nuria, leyla):
    def counts() -> Figures:
        (queue,) = (each for each in moderation_queues() if each.code == "events")
        assert queue.figures
        return queue.figures(timezone.now() - timedelta(days=1))

    assert counts() == Figures(taken_away=0, left=0)
    left, sold, kept = (event(circle, by=nuria, title=each) for each in ("Left", "Sold", "Kept"))
    own = event(circle, by=leyla, title="Her own")
    for each in (left, sold, kept, own):
        report_event(each, reason="advertising", text="", by=person(f"Reader {each.pk}"))
    queue = browser(leyla).get("/en/desk/moderation/all/").text
    assert "Left" in queue
    assert "Her own" not in queue
    with pytest.raises(NotAllowedError):
        approve_event(own, by=leyla)
    approve_event(left, by=leyla)
    for each in (sold, kept):
        hide_event(each, reason="It sells.", by=leyla)
        appeal_event(CommunityEvent.objects.get(pk=each.pk), text="No.", by=nuria)
    sold.refresh_from_db()
    answer_event_appeal(sold, is_overturned=False, answer="It does.", by=desk_editor())
    restore_event(CommunityEvent.objects.get(pk=kept.pk), by=leyla)
    assert counts() == Figures(taken_away=2, left=1, appeals=2, overturned=1)


def test_who_announced_it_is_told_when_somebody_else_takes_an_event_out(circle, nuria, leyla):
    before = len(decided())
    announcing.remove_event(event(circle, by=nuria), by=nuria)
    assert len(decided()) == before
    announcing.remove_event(event(circle, by=nuria), by=leyla)
    assert decided()[before:] == [("Nuria Salcedo", "removed")]
