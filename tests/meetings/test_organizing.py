"""Organizers draft a session from a template, change it, publish it and cancel it, with forms."""

import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tessera.lib.errors import NotAllowedError
from tessera.meetings import drafting
from tessera.meetings.afterwards.composing import draft_parts
from tessera.meetings.errors import SessionStateError
from tessera.meetings.models import Session
from tessera.meetings.templates_of_sessions import TEMPLATES
from tessera.notifications.models import Mail
from tests.factories.accounts import desk_editor, editor, stranger
from tests.factories.meetings import draft_session, registration, session
from tests.factories.network import organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    person = desk_editor()
    client.force_login(person)
    return person


def typed(html: str) -> dict[str, str]:
    """What the form holds, as a browser without JavaScript would send it."""
    from lxml.html import fromstring

    form = fromstring(html).xpath("//form[@method='post'][.//input[@name='title']]")[0]
    return {name: value or "" for name, value in form.form_values()}


def test_panel_is_drafted_ordered_published_and_cancelled(client, organizer):
    listed = client.get("/en/sessions/")
    assert "/en/sessions/organize/" in listed.text
    assert typed(client.get("/en/sessions/organize/").text)["template"] == "PAN"
    answer = client.post("/en/sessions/organize/", {"title": "Who pays?", "template": "PAN"})
    made = Session.objects.get()
    address = f"/en/sessions/{made.identifier}/edit/"
    assert answer.url == address
    assert (made.seats.count(), made.programme.count(), made.minutes) == (6, 5, 90)
    assert "fills the session exactly" in client.get(address).text

    form = typed(client.get(address).text)
    form |= {
        "guiding_question": "Who carries the risk?",
        "begins": "2031-03-03T09:30",
        "time_zone": "Asia/Tokyo",
        "minutes": "60",
        "conveners": "City of Valdemora",
        "seats-0-name": "Nuria Salcedo",
        "seats-2-DELETE": "on",
        "parts-1-minutes": "55",
    }
    last = made.programme.last()
    answer = client.post(address, form | {"do": f"up-{last.pk}"})
    assert (answer.status_code, answer.url) == (302, f"{address}#programme")
    made.refresh_from_db()
    assert made.starts_at.isoformat() == "2031-03-03T00:30:00+00:00"
    assert [part.pk for part in made.programme.all()].index(last.pk) == 3
    assert made.seats.first().name == "Nuria Salcedo"
    assert made.seats.count() == 5
    page = client.get(address).text
    assert "The programme is 45 minutes longer than the session." in page

    assert client.post(address, typed(page) | {"do": "seat"}).status_code == 302
    assert client.post(address, typed(client.get(address).text) | {"do": "part"}).status_code == 302
    assert (made.seats.count(), made.programme.count()) == (6, 6)
    answer = client.post(address, typed(client.get(address).text) | {"do": "publish"})
    made.refresh_from_db()
    assert answer.url == made.get_absolute_url() == f"/en/sessions/{made.identifier}/who-pays/"
    assert "Who carries the risk?" in client.get(answer.url).text

    client.post(address, typed(client.get(address).text) | {"do": "cancel"})
    made.refresh_from_db()
    assert made.cancelled_at is None
    assert made.sequence == 1
    form = typed(client.get(address).text) | {"do": "cancel", "sure": "1"}
    answer = client.post(address, form)
    assert "was cancelled on" in client.get(answer.url).text


def test_several_organizations_convene_and_those_of_the_directory_are_linked(client, organizer):
    known = organization("Network of Welcoming Towns")
    made = draft_session()
    address = f"/en/sessions/{made.identifier}/edit/"
    page = client.get(address).text
    assert "ticks ticks-long" in page
    assert re.search(r'<textarea name="about"[^>]* dir="auto"', page)
    assert not re.search(r'<input type="number"[^>]* dir="auto"', page)
    names = " network of  welcoming towns \n\nCity of Valdemora\nCity of Valdemora"
    form = typed(client.get(address).text) | {"conveners": names, "languages": ["en", "ar"]}
    assert client.post(address, form).status_code == 302
    convened = [(each.name, each.organization) for each in made.conveners.all()]
    assert convened == [("network of welcoming towns", known), ("City of Valdemora", None)]
    made.refresh_from_db()
    assert made.languages == ["en", "ar"]
    form = typed(client.get(address).text) | {"conveners": "City of Valdemora"}
    client.post(address, form)
    assert [each.name for each in made.conveners.all()] == ["City of Valdemora"]
    many = "\n".join(f"Office {number}" for number in range(11))
    for wrong in (many, "x" * 251, "x" * 1_000_000):
        answer = client.post(address, form | {"conveners": wrong})
        assert answer.status_code == 422
        assert "id_conveners_error" in answer.text


def test_every_template_can_be_drafted(organizer):
    for code, template in TEMPLATES.items():
        made = drafting.draft_session(title=code, template=code, language="fr", by=organizer)
        assert made.minutes == (template.minutes or 60)
        assert made.is_written == bool(template.days)
        assert made.seats.count() == len(template.seats)


def test_faults_are_tied_to_their_fields_and_typed_text_stays(client, organizer):
    made = draft_session()
    address = f"/en/sessions/{made.identifier}/edit/"
    form = typed(client.get(address).text) | {"time_zone": "Europe/Berlin", "title": "Kept title"}
    for begins, words in (
        ("2031-03-30T02:30", "02:30 does not exist that day in Europe/Berlin"),
        ("2031-10-26T02:30", "02:30 comes twice that day in Europe/Berlin"),
        ("soon", "Enter a valid date/time."),
    ):
        answer = client.post(address, form | {"begins": begins})
        assert answer.status_code == 422
        assert words in answer.text
        assert 'id="id_begins_error"' in answer.text
        assert "Kept title" in answer.text
    for wrong in (
        {"time_zone": "Nowhere/Town"}, {"minutes": "0"}, {"minutes": "9999"},
        {"parts-0-minutes": "0"}, {"seats-0-name": "x" * 201}, {"title": ""},
        {"seats-TOTAL_FORMS": "9999"}, {"about": "x" * 5000},
    ):  # fmt: skip
        assert (wrong, client.post(address, form | wrong).status_code) == (wrong, 422)
    Session.objects.update(updated_at=timezone.now())
    stale = client.post(address, form)
    assert "Somebody else changed this session meanwhile" in stale.text
    other = session("Another")
    theft = typed(client.get(address).text) | {"seats-0-id": str(other.seats.first().pk)}
    client.post(address, theft | {"seats-0-name": "Stolen"})
    assert [seat.name for seat in other.seats.all()] == ["Nuria Salcedo", ""]
    assert str(Session.objects.get(pk=made.pk)) == "Who carries the risk?"


def test_stranger_may_not_organize(client):
    made = session()
    addresses = ("/en/sessions/organize/", f"/en/sessions/{made.identifier}/edit/")
    for address in addresses:
        assert client.get(address).status_code == 302  # To sign in.
    for person in (stranger(), editor()):
        client.force_login(person)
        assert "/organize/" not in client.get("/en/sessions/").text
        for address in addresses:
            assert client.get(address).status_code == 403
            assert client.post(address, {"title": "x", "template": "PAN"}).status_code == 403
        part = made.programme.first().pk
        words = dict.fromkeys(("title", "guiding_question", "about", "conveners"), "x")
        for act, *those in (
            (drafting.change_session, made),
            (drafting.add_row, made, "seat"),
            (drafting.move_part, made, part),
            (drafting.cancel_session, made),
        ):
            more = {
                drafting.change_session: {"words": words, "rows": [], "removed": []},
                drafting.move_part: {"by_places": 1},
            }.get(act, {})
            with pytest.raises(NotAllowedError):
                act(*those, by=person, **more)
        with pytest.raises(NotAllowedError):
            drafting.draft_session(title="x", template="PAN", language="en", by=person)
    with pytest.raises(SessionStateError):
        drafting.cancel_session(draft_session(), by=desk_editor())


def test_decision_sought_and_venue_are_kept_and_shown(client, organizer):
    made = session()
    address = f"/en/sessions/{made.identifier}/edit/"
    seat = registration(made)
    form = typed(client.get(address).text)
    form |= {"decision_sought": "Whether the city insures.", "venue": "City Hall, room 4"}
    assert client.post(address, form).status_code == 302
    assert typed(client.get(address).text)["decision_sought"].strip() == "Whether the city insures."
    shown = client.get(made.get_absolute_url()).text
    assert "Whether the city insures." in shown
    assert "City Hall, room 4" in shown
    calendar = client.get(f"/en/sessions/{made.identifier}.ics").text
    assert "LOCATION:City Hall\\, room 4" in calendar
    printed = client.get(f"/en/sessions/{made.identifier}/programme.pdf").content
    text = PdfReader(io.BytesIO(printed)).pages[0].extract_text()
    assert "Whether the city insures." in text
    assert "City Hall, room 4" in text
    # Whoever has a place hears of another hall.
    assert Mail.objects.filter(kind="meetings.change", address=seat.email).count() == 1
    parts = dict(draft_parts(Session.objects.get()))
    assert parts["Decision sought"] == "Whether the city insures."
    refused = client.post(address, typed(client.get(address).text) | {"venue": "x" * 100_000})
    assert refused.status_code == 422
    assert "id_venue_error" in refused.text
