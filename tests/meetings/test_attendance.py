"""A personal link lets a browser in, for one session and without an account."""

import pytest
from django.test import RequestFactory

from tessera.meetings import permissions
from tessera.meetings.attendance import find_attendee, personal_path
from tessera.meetings.models import Invitation, Registration
from tests.factories.accounts import desk_editor, stranger
from tests.factories.meetings import enter, registration, seated, session

pytestmark = pytest.mark.django_db


def who(client, of, user=None):
    """Whom the browser of ``client`` is taken for."""
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request.user = user or AnonymousUser()
    return find_attendee(request, of)


def may(attendee) -> set[str]:
    asked = ("organizer", "moderator", "rapporteur", "captioner", "panellist", "participant")
    return {name for name in asked if getattr(permissions, f"is_{name}")(attendee)}


def test_link_opens_one_session_and_changes_nothing_before_its_button(client):
    there, elsewhere = session(), session("Another")
    amina = registration(there)
    path = personal_path(amina)
    shown = client.get(path)
    assert "Amina Diallo" in shown.text
    assert shown["Referrer-Policy"] == "same-origin"
    assert who(client, there) is None
    assert client.get(f"/en/sessions/{there.identifier}/mine/").status_code == 404
    answer = client.post(path)
    assert answer.url == f"/en/sessions/{there.identifier}/mine/"
    assert "Amina" in client.get(answer.url).text
    found = who(client, there)
    assert (found.key, found.name, found.roles) == (f"r{amina.pk}", "Amina Diallo", {"PAR"})
    assert may(found) == {"participant"}
    assert who(client, elsewhere) is None
    # The cookie of one session, given another's name, opens nothing.
    client.cookies[f"session-{elsewhere.identifier}"] = client.cookies[
        f"session-{there.identifier}"
    ].value
    assert who(client, elsewhere) is None
    Registration.objects.update(state="withdrawn")
    assert who(client, there) is None
    assert client.get(f"{path[:-4]}abc/").status_code == 404
    Registration.objects.all().delete()
    assert "has been deleted" in client.get(path).text


def test_seats_enter_with_their_role_and_organizers_with_their_account(client):
    there = session()
    rights = {
        "MOD": {"moderator", "participant"},
        "PAN": {"panellist", "participant"},
        "RAP": {"rapporteur", "participant"},
        "CAP": {"captioner", "participant"},
        "OBS": set(),
    }
    for role, expected in rights.items():
        holder = seated(there, role)
        found = who(enter(client, holder), there)
        assert (found.key, found.seat, may(found)) == (f"i{holder.pk}", holder.seat, expected)
    assert who(client, there, stranger()).roles == {"OBS"}
    organizer = desk_editor()
    assert may(who(client, there, organizer)) >= {"organizer", "moderator", "captioner"}
    client.cookies.clear()
    assert who(client, there, organizer).key == f"u{organizer.pk}"
    assert who(client, there, stranger_again()) is None
    invited = seated(there, "DIS", state=Invitation.State.SENT)
    assert who(enter(client, invited), there) is None


def stranger_again():
    from tests.factories.accounts import user

    return user("another@example.org")
