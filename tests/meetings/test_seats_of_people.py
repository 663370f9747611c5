"""Sessions in which somebody had a seat stand on their page, if they wish and the rule allows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.meetings.inviting import Candidate, accept_invitation, decline_invitation
from tessera.meetings.models import Invitation, Seat, Session
from tessera.meetings.seats_of_people import sessions_of_person
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.meetings import draft_session, seated, session
from tests.factories.people import person
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
TITLE = "Who carries the risk?"


@pytest.fixture
def nuria():
    return person(user=user("nuria@example.org"))


def held(title: str = TITLE, rule: str | None = "PUB", **fields: object) -> Session:
    return session(title, attribution_rule=concept("AR", rule) if rule else None, **fields)


def sit(of: Session, who, **fields: object) -> Seat:
    seat = seated(of, "PAN", **fields).seat
    Seat.objects.filter(pk=seat.pk).update(person=who)
    return seat


def test_sessions_are_shown_to_those_whom_the_person_chose(client, nuria):
    sit(held(), nuria)
    readers = {"stranger": None, "member": stranger(), "organizer": desk_editor(),
               "own": nuria.user}  # fmt: skip
    seers = {
        "PUBLIC": set(readers),
        "MEMBERS": {"member", "organizer", "own"},
        "ORGANIZERS": {"organizer", "own"},
        "PRIVATE": {"own"},
        None: {"own"},
    }
    elsewhere = ("/en/people/?q=Nuria", "/api/v1/people", f"/api/v1/people/{nuria.identifier}")
    for chosen, who in seers.items():
        nuria.visibility = {"sessions": chosen} if chosen else {}
        nuria.save()
        for name, reader in readers.items():
            client.logout()
            if reader:
                client.force_login(reader)
            text = client.get(nuria.get_absolute_url()).text
            assert (TITLE in text) == (name in who), (chosen, name)
            for address in elsewhere:
                assert TITLE not in client.get(address).text


@pytest.mark.parametrize("rule", ["CHR", "ANO", None])
def test_no_session_is_shown_whose_rule_protects_names(nuria, rule):
    sit(held(rule=rule), nuria)
    assert sessions_of_person(nuria) == ""


def test_no_draft_and_nothing_cancelled_is_shown(nuria):
    sit(held("Cancelled", cancelled_at=timezone.now()), nuria)
    sit(draft_session("A draft", attribution_rule=concept("AR", "PUB")), nuria)
    sit(held("Each speaker chooses", rule="MIX"), nuria)
    text = sessions_of_person(nuria)
    assert "Each speaker chooses" in text
    assert "Cancelled" not in text
    assert "A draft" not in text


def test_who_takes_a_seat_is_known_by_a_confirmed_address_and_leaves_it_again(nuria):
    of = held()
    seat = seated(of, "PAN", email="nuria@example.org", state=Invitation.State.SENT).seat
    Seat.objects.filter(pk=seat.pk).update(name="")
    invitation = seat.invitations.get()
    candidate = Candidate(name="Nuria", email="nuria@example.org", affiliation="City")
    accept_invitation(invitation, candidate)
    assert Seat.objects.get(pk=seat.pk).person == nuria
    Invitation.objects.filter(pk=invitation.pk).update(email="x@example.org")
    assert TITLE in sessions_of_person(nuria), "also when the invitation is deleted"
    decline_invitation(invitation, answer="Ill")
    assert Seat.objects.get(pk=seat.pk).person is None
    assert sessions_of_person(nuria) == ""


def test_a_seat_taken_before_there_was_an_entry_is_known_while_the_invitation_is_kept(nuria):
    invitation = seated(held(), "PAN", email="nuria@example.org")
    assert TITLE in sessions_of_person(nuria)
    nuria.user.emailaddress_set.update(verified=False)
    assert sessions_of_person(nuria) == "", "an address that nobody confirmed proves nothing"
    nuria.user.emailaddress_set.update(verified=True)
    Invitation.objects.filter(pk=invitation.pk).update(state=Invitation.State.DECLINED)
    assert sessions_of_person(nuria) == ""


def test_an_author_without_account_is_known_by_the_address_of_the_entry():
    entry = person("Youssef", mailbox="y@example.org")
    seat = seated(held(), "PAN", email="y@example.org", state=Invitation.State.SENT).seat
    Seat.objects.filter(pk=seat.pk).update(name="")
    candidate = Candidate(name="Youssef", email="y@example.org", affiliation="")
    accept_invitation(seat.invitations.get(), candidate)
    assert Seat.objects.get(pk=seat.pk).person == entry
    entry.delete()
    assert Seat.objects.get(pk=seat.pk).name == "Youssef"


def test_the_list_asks_as_often_for_many(nuria):
    counts = []
    for total in (1, 3):
        for number in range(total):
            sit(held(f"Session {total}-{number}"), nuria)
        sessions_of_person(nuria)
        with CaptureQueriesContext(connection) as asked:
            sessions_of_person(nuria)
        counts.append(len(asked))
    assert counts[0] == counts[1]
