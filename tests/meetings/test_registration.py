"""People register without account; places go round in order of arrival, never one too many."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from tessera.accounts.actors import SYSTEM
from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError
from tessera.meetings import drafting, registering
from tessera.meetings.clocks import ring_session_clocks
from tessera.meetings.errors import SessionStateError
from tessera.meetings.models import Registration, Session
from tessera.meetings.registering import Details
from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.meetings import enter, registration, seated, session
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


def announced(**fields) -> Session:
    return session(access="registration", **fields)


def come(to: Session, name: str, **fields) -> Registration:
    email = f"{name.lower()}@example.org"
    return registering.register(to, Details(name, email, **fields), language="en", by=None)


def states(of: Session) -> dict[str, str]:
    return dict(of.registrations.values_list("name", "state"))


def links(mailbox) -> list[str]:
    """The personal links of all mails, delivered now."""
    deliver_mails()
    lines = [line for mail in mailbox for line in mail.body.splitlines()]
    return [line.split("/", 3)[3] for line in lines if "/sessions/join/" in line]


def test_visitor_registers_confirms_changes_and_gives_the_place_back(client, mailoutbox):
    there = announced(capacity=1, joining_link="https://video.example.org/room")
    assert f"/en/sessions/{there.identifier}/register/" in client.get(there.get_absolute_url()).text
    form = f"/en/sessions/{there.identifier}/register/"
    assert "1 of 1 places is free" in client.get(form).text
    given = {
        "name": "Amina Diallo", "email": "Amina@example.org", "language": "fr",
        "organization": "Port Solenne", "stakeholder": concept("SH", "ACA").pk,
        "question": "Who insures the first six months?", "access_needs": "Captions",
    }  # fmt: skip
    refused = client.post(form, given | {"email": "amina", "question": "?" * 601})
    assert refused.status_code == 422
    assert refused.text.count('class="err"') == 2
    assert "Port Solenne" in refused.text
    assert client.post(form, given | {"homepage_link": "x"}).status_code == 302
    assert not Registration.objects.exists()
    answer = client.post(form, given)
    assert "Look into your mail" in client.get(answer.url).text
    kept = Registration.objects.get()
    assert (kept.state, kept.number, kept.email) == ("seated", 1, "amina@example.org")
    # A second time nothing is told but to the address.
    assert client.post(form, given).url == answer.url
    assert Registration.objects.count() == 1
    first, second = links(mailoutbox)
    assert {mail.subject for mail in mailoutbox} == {"Votre place à « Who carries the risk? »"}
    assert client.get(f"/{second}").status_code == 200
    assert "Port Solenne" not in mailoutbox[0].body
    event = Calendar.from_ical(mailoutbox[0].attachments[0].get_payload(decode=True))
    assert (event["method"], str(event.walk("VEVENT")[0]["attendee"])) == (
        "REQUEST", "mailto:amina@example.org",
    )  # fmt: skip

    assert Registration.objects.get().confirmed_at is None
    client.get(f"/{first}")
    assert Registration.objects.get().confirmed_at is None
    mine = client.post(f"/{first}").url
    assert Registration.objects.get().confirmed_at
    shown = client.get(mine).text
    assert "https://video.example.org/room" in shown
    changed = given | {"do": "change", "question": "And who the next six?"}
    assert client.post(mine, changed | {"name": ""}).status_code == 422
    assert client.post(mine, changed).status_code == 302
    assert Registration.objects.get().question == "And who the next six?"
    come(there, "Next")
    client.post(mine, {"do": "withdraw"})
    assert states(there) == {"Amina Diallo": "seated", "Next": "waiting"}
    client.post(mine, {"do": "withdraw", "sure": "1"})
    assert states(there) == {"Amina Diallo": "withdrawn", "Next": "seated"}
    assert Registration.objects.get(number=1).question == ""
    assert "https://video.example.org/room" not in client.get(mine).text
    client.post(mine, {"do": "withdraw", "sure": "1"})  # Once more does no harm.
    assert set(states(there).values()) == {"withdrawn", "seated"}


@pytest.mark.parametrize(("kind", "asked"), [("PAN", "A question to the panel, in advance"),
                                             ("WRI", "A question in advance")])  # fmt: skip
def test_form_speaks_of_a_panel_only_where_there_is_one(client, kind, asked):
    there = announced()
    Session.objects.update(format=concept("SF", kind))
    label = f'for="id_question">{asked} '
    assert label in client.get(f"/en/sessions/{there.identifier}/register/").text
    own = enter(client, registration(there))
    assert label in own.get(f"/en/sessions/{there.identifier}/mine/").text


def test_waiting_list_moves_up_in_order_of_arrival(mailoutbox):
    there = announced(capacity=2)
    one, two, three, four, five = (come(there, name) for name in ("A", "B", "C", "D", "E"))
    assert list(states(there).values()) == ["seated"] * 2 + ["waiting"] * 3
    registering.withdraw_registration(four)
    registering.confirm_registration(three)
    registering.refuse_registration(one, reason="Twice the same office", by=SYSTEM)
    assert states(there) == {
        "A": "refused", "B": "seated", "C": "seated", "D": "withdrawn", "E": "waiting",
    }  # fmt: skip
    # What nobody confirmed in time falls free; who confirmed keeps it.
    Registration.objects.filter(pk=two.pk).update(confirm_by=timezone.now())
    ring_session_clocks()
    assert (states(there)["B"], states(there)["E"]) == ("lapsed", "seated")
    told = Mail.objects.filter(address="e@example.org").values_list("context__what", flat=True)
    assert list(told.order_by("pk")) == ["waiting", "moved"]
    assert registering.confirm_registration(five).confirmed_at
    assert registering.confirm_registration(two).confirmed_at is None
    again = come(there, "B")
    assert (again.number, again.state) == (6, "waiting")
    with pytest.raises(SessionStateError):
        registering.withdraw_registration(one)


def test_organizer_approves_refuses_and_takes_the_list(client):
    there = announced(needs_approval=True, capacity=1)
    come(there, "Asks", question="=HYPERLINK(1)")
    come(there, "Late")
    assert set(states(there).values()) == {"asked"}
    page = f"/en/sessions/{there.identifier}/attendance/"
    client.force_login(stranger())
    assert {client.get(page).status_code, client.post(page).status_code} == {403}
    assert client.get(page.replace("/attendance/", "/attendance.csv")).status_code == 403
    for action in (
        lambda: registering.approve_registration(there.registrations.first(), by=stranger_again()),
        lambda: registering.refuse_registration(
            there.registrations.first(), reason="No", by=stranger_again()
        ),
    ):
        with pytest.raises(NotAllowedError):
            action()
    client.force_login(desk_editor())
    assert "HYPERLINK" in client.get(page).text
    assert client.post(page, {"registration": "1", "do": "approve"}).status_code == 302
    assert client.post(page, {"registration": "2", "do": "refuse"}).status_code == 422
    client.post(page, {"registration": "2", "do": "approve"})
    assert states(there) == {"Asks": "seated", "Late": "waiting"}
    listed = b"".join(client.get(page.replace("/attendance/", "/attendance.csv"))).decode()
    assert "'=HYPERLINK(1)" in listed
    client.post(page, {"registration": "1", "do": "refuse", "reason": "The hall is smaller."})
    assert states(there) == {"Asks": "refused", "Late": "seated"}
    assert client.get(f"{page}?state=refused").text.count('id="n') == 1
    assert client.post(page, {"registration": "x"}).status_code == 404


def stranger_again():
    from tessera.accounts.models import User

    return User.objects.get(email="stranger@example.org")


def test_the_list_asks_no_more_for_more_rows(client):
    client.force_login(desk_editor())
    counts = []
    for rows in (1, 3):
        there = announced()
        for number in range(rows):
            come(there, f"N{number}", stakeholder=concept("SH", "MAY"))
        client.get(f"/en/sessions/{there.identifier}/attendance/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/sessions/{there.identifier}/attendance/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_nobody_registers_where_and_when_it_cannot_be(client):
    for there in (
        session(access="invitation"),
        announced(begins="2020-01-01T10:00"),
        announced(cancelled_at=timezone.now()),
    ):
        page = client.get(f"/en/sessions/{there.identifier}/register/")
        assert "<form method" not in page.text.partition("<main")[2]
        with pytest.raises(SessionStateError):
            come(there, "Late")


def test_account_is_known_without_a_mail_link(client):
    there = announced()
    person = user("ines@example.org", first_name="Ines", last_name="Caro")
    client.force_login(person)
    form = f"/en/sessions/{there.identifier}/register/"
    assert "ines@example.org" in client.get(form).text
    answer = client.post(form, {"name": "Ines Caro", "email": "ines@example.org", "language": "en"})
    assert answer.url.endswith("/mine/")
    assert "has a place" in client.get(answer.url).text
    entry = next(each for each in registered() if each.model is Registration)
    assert [row["name"] for row in entry.export(person)] == ["Ines Caro"]
    entry.erase(person, Fate.DELETE)
    assert not Registration.objects.exists()


def change(there: Session, **fields) -> None:
    there = Session.objects.get(pk=there.pk)
    for field, value in fields.items():
        setattr(there, field, value)
    words = {
        "title": "Who carries the risk?",
        "guiding_question": "Who?",
        "about": "",
        "decision_sought": "",
        "conveners": [],
    }
    drafting.change_session(there, words=words, rows=(), removed=(), by=SYSTEM)


def test_those_who_come_hear_of_changes_and_cancellation():
    there = announced(capacity=1)
    come(there, "Amina")
    come(there, "Waits")
    seated(there, "PAN", email="panel@example.org")
    Mail.objects.all().delete()
    change(there, keep_days=40)
    assert not Mail.objects.exists()
    change(there, starts_at=there.starts_at + timedelta(hours=1))
    told = Mail.objects.order_by("address").values_list("address", "context__what")
    assert list(told) == [("amina@example.org", "changed"), ("panel@example.org", "changed")]
    change(there, capacity=2)
    assert states(there)["Waits"] == "seated"
    Mail.objects.all().delete()
    drafting.cancel_session(there, by=SYSTEM)
    kinds = Mail.objects.values_list("context__what", "context__calendar").distinct()
    assert (Mail.objects.count(), list(kinds)) == (3, [("cancelled", "CANCEL")])


def test_what_was_told_is_deleted_when_its_time_is_over():
    there = announced(keep_days=10)
    registration(there)
    seated(there, "PAN")
    ring_session_clocks()
    assert there.registrations.count() == 1
    Session.objects.update(starts_at=timezone.now() - timedelta(days=9))
    ring_session_clocks()
    assert there.registrations.count() == 1
    Session.objects.update(starts_at=timezone.now() - timedelta(days=11))
    ring_session_clocks()
    assert there.registrations.count() == 0
    assert not there.seats.filter(invitations__isnull=False).exists()


def insist(there: Session, name: str) -> None:
    """Register. Only the tests' database in memory refuses instead of letting wait."""
    while True:
        try:
            come(there, name)
        except OperationalError as error:
            if "table is locked" not in str(error):
                raise
            time.sleep(0.002)
        else:
            return


@pytest.mark.django_db(transaction=True)
def test_rush_gives_exactly_the_places_there_are():
    there = announced(capacity=5)
    faults = []

    def rush(group: int) -> None:
        try:
            for each in range(4):
                insist(there, f"P{group}-{each}")
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=rush, args=(group,)) for group in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    rows = list(there.registrations.values_list("number", "state"))
    assert rows == [(n, "seated" if n <= 5 else "waiting") for n in range(1, 21)]
