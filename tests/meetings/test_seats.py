"""Seats are filled by mail and without accounts: asked, answered, proposed, and balanced."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.lib.errors import NotAllowedError
from tessera.meetings import inviting
from tessera.meetings.attendance import personal_path
from tessera.meetings.balance import balance
from tessera.meetings.clocks import ring_session_clocks
from tessera.meetings.errors import SessionStateError
from tessera.meetings.inviting import Candidate
from tessera.meetings.models import Invitation, Seat, Session
from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail
from tessera.vocabularies.models import Place
from tests.factories.accounts import desk_editor, stranger
from tests.factories.meetings import draft_session, registration, seated, session
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
AMINA = {"name": "Amina Diallo", "email": "amina@example.org", "language": "fr",
         "affiliation": "Port Solenne", "message": "You know this best."}  # fmt: skip


def test_panellist_is_noted_warned_about_asked_and_accepts(client, mailoutbox):
    there = draft_session()
    page = f"/en/sessions/{there.identifier}/seats/"
    organizer = Client(headers={"accept-language": "en"})
    organizer.force_login(desk_editor())
    assert "No seat is for migrants" in organizer.get(page).text
    assert "A few words of yours" in organizer.get(f"{page}?seat=2").text
    assert organizer.post(page, AMINA | {"seat": "2", "email": "amina"}).status_code == 422
    assert organizer.post(page, AMINA | {"seat": "2"}).status_code == 302
    noted = Invitation.objects.get()
    assert (noted.state, Mail.objects.count()) == ("proposed", 0)
    sending = {"do": "send", "invitation": noted.pk}
    assert "tick the box" in organizer.post(page, sending).text
    organizer.post(page, sending | {"read": "1"})
    deliver_mails()
    assert "You know this best." in mailoutbox[0].body
    assert mailoutbox[0].subject.startswith("Voulez-vous")

    path = personal_path(noted)
    mine = client.post(path).url
    noted.refresh_from_db()
    assert noted.state == "sent"
    assert "Dr Amina" not in client.get(mine).text
    assert client.post(mine, {"do": "accept", "name": ""}).status_code == 422
    answer = {"do": "accept", "name": "Dr Amina Diallo", "affiliation": "Port Solenne",
              "place": Place.objects.get(code="FR").pk}  # fmt: skip
    client.post(mine, answer)
    seat = there.seats.get(position=1)
    assert (seat.name, seat.affiliation) == ("Dr Amina Diallo", "Port Solenne")
    assert "Dr Amina Diallo" in client.get(mine).text
    deliver_mails()
    told = [each for each in mailoutbox if each.to == ["desk@example.org"]]
    assert [each.subject.partition(":")[0] for each in told] == ["Dr Amina Diallo takes a seat"]
    assert "Europe" in {share.label for share in balance(there).panel_regions}
    # Later something comes between, and somebody else is named.
    assert client.post(mine, {"do": "decline", "other_name": "Jo"}).status_code == 422
    other = {"other_name": "Jo Park", "other_email": "jo@example.org"}
    client.post(mine, {"do": "decline", "answer": "I am ill.", **other})
    seat.refresh_from_db()
    assert seat.name == ""
    proposed = Invitation.objects.get(email="jo@example.org")
    assert (proposed.state, proposed.proposed_by) == ("proposed", "Dr Amina Diallo")
    assert "I am ill." in organizer.get(page).text
    organizer.post(page, {"do": f"retract-{proposed.pk}"})
    assert Invitation.objects.get(pk=proposed.pk).state == "retracted"
    assert not Mail.objects.filter(address="jo@example.org").exists()
    deliver_mails()
    told = [each for each in mailoutbox if each.to == ["desk@example.org"]]
    assert "It is open again." in told[-1].body
    assert "I am ill." in told[-1].body
    assert "Proposed instead: Jo Park." in told[-1].body
    assert page in told[-1].body


def test_two_who_were_asked_for_one_seat_do_not_both_get_it(client):
    there = session()
    seat = there.seats.get(position=1)
    asked = [
        inviting.prepare_invitation(seat, Candidate(name, f"{name}@example.org"), by=SYSTEM)
        for name in ("one", "two")
    ]
    again = inviting.prepare_invitation(seat, Candidate("One", "ONE@example.org"), by=SYSTEM)
    assert again == asked[0]
    numbers = [each.pk for each in asked]
    assert inviting.send_invitations(there, numbers, has_read_warnings=True, by=SYSTEM) == 2
    inviting.accept_invitation(asked[0], Candidate("One", "one@example.org"))
    with pytest.raises(SessionStateError):
        inviting.accept_invitation(asked[1], Candidate("Two", "two@example.org"))
    client.post(personal_path(asked[1]))
    mine = f"/en/sessions/{there.identifier}/mine/"
    page = client.post(mine, {"do": "accept", "name": "Two"}, follow=True)
    assert "Somebody else has taken this seat" in page.text
    inviting.retract_invitation(asked[0], by=SYSTEM)
    seat.refresh_from_db()
    assert seat.name == ""


def test_anybody_proposes_somebody_for_an_open_seat(client):
    there = session()
    shown = client.get(there.get_absolute_url()).text
    address = f"/en/sessions/{there.identifier}/seats/2/propose/"
    assert address in shown
    assert address.replace("/2/", "/1/") not in shown  # Somebody sits there.
    assert client.get(address).status_code == 200
    assert client.post(address, AMINA).status_code == 422  # Without the proposer's own name.
    answer = client.post(address, AMINA | {"proposer": "Pilar"}, follow=True)
    assert "The organizer decides" in answer.text
    assert (Invitation.objects.get().proposed_by, Mail.objects.count()) == ("Pilar", 0)
    client.post(address, AMINA | {"proposer": "x", "homepage_link": "x", "email": "b@example.org"})
    assert Invitation.objects.count() == 1
    assert client.get(address.replace("/2/", "/9/")).status_code == 404
    Session.objects.update(starts_at=timezone.now())
    assert "not open any more" in client.post(address, AMINA | {"proposer": "Pilar"}).text
    with pytest.raises(SessionStateError):
        inviting.propose_candidate(
            Seat.objects.get(position=1), Candidate("A", "a@example.org"), proposed_by="B"
        )


def test_only_seats_on_the_panel_are_proposed_for_and_the_mail_says_which_it_is(client, mailoutbox):
    there = session()
    seats = {
        role: Seat.objects.create(session=there, position=place, role=concept("SR", role))
        for place, role in ((2, "CAP"), (3, "DIS"))
    }
    shown = client.get(there.get_absolute_url()).text
    addresses = [f"/en/sessions/{there.identifier}/seats/{n}/propose/" for n in (2, 3, 4)]
    assert [each in shown for each in addresses] == [True, False, True]
    refused = client.post(addresses[1], AMINA | {"proposer": "Pilar"})
    assert "not open any more" in refused.text
    assert not Invitation.objects.exists()
    editor = desk_editor()
    numbers = [
        inviting.prepare_invitation(seat, Candidate("A", f"{role}@example.org"), by=editor).pk
        for role, seat in seats.items()
    ]
    inviting.send_invitations(there, numbers, has_read_warnings=True, by=editor)
    deliver_mails()
    told = {mail.to[0][:3]: "sit on the panel" in mail.body for mail in mailoutbox}
    assert told == {"cap": False, "dis": True}
    assert "take this seat" in next(m.body for m in mailoutbox if m.to[0].startswith("cap"))


def test_the_stranger_may_not_fill_seats(client):
    there, nobody = session(), stranger()
    seat = there.seats.get(position=1)
    held = seated(there, "PAN")
    for action in (
        lambda: inviting.prepare_invitation(seat, Candidate("A", "a@example.org"), by=nobody),
        lambda: inviting.send_invitations(there, [1], has_read_warnings=True, by=nobody),
        lambda: inviting.retract_invitation(held, by=nobody),
    ):
        with pytest.raises(NotAllowedError):
            action()
    client.force_login(nobody)
    page = f"/en/sessions/{there.identifier}/seats/"
    assert {client.get(page).status_code, client.post(page).status_code} == {403}


def test_clocks_remind_who_does_not_answer_and_who_comes(mailoutbox):
    there = session(capacity=1)
    seat = there.seats.get(position=1)
    asked = inviting.prepare_invitation(seat, Candidate("A", "a@example.org"), by=SYSTEM)
    inviting.send_invitations(there, [asked.pk], has_read_warnings=True, by=SYSTEM)
    for days, expected in ((4, 0), (6, 1), (6, 1), (11, 2), (30, 2)):
        Invitation.objects.update(sent_at=timezone.now() - timedelta(days=days))
        ring_session_clocks()
        told = Mail.objects.filter(kind="meetings.invitation", context__what="reminder")
        assert (days, told.count()) == (days, expected)
    registration(there)
    registration(there, "Waits", state="waiting")
    Session.objects.update(starts_at=timezone.now() + timedelta(hours=25))
    ring_session_clocks()
    ring_session_clocks()
    reminded = Mail.objects.filter(kind="meetings.reminder").values_list("address", "once")
    assert [address for address, _once in reminded] == ["participant1@example.org"], reminded
    deliver_mails()
    assert mailoutbox[-1].subject.startswith("Soon")


def test_balance_counts_and_never_names():
    there = session()
    for number in range(3):
        Seat.objects.create(
            session=there, position=10 + number, role=concept("SR", "PAN"),
            stakeholder=concept("SH", "MAY"),
        )  # fmt: skip
    there = Session.objects.get(pk=there.pk)
    registration(there, stakeholder=concept("SH", "MLO"), place=Place.objects.get(code="TR"))
    found = balance(there)
    assert [(share.count, share.percent) for share in found.panel_groups] == [(4, 100)]
    assert len(found.warnings) == 2
    assert [share.label for share in found.audience_regions] == ["Asia"]
    Seat.objects.create(
        session=there, position=20, role=concept("SR", "PAN"), stakeholder=concept("SH", "CIT")
    )
    assert len(balance(Session.objects.get(pk=there.pk)).warnings) == 1
