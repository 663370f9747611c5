"""Programs read working sessions, and learn nothing about those who come."""

import pytest
from django.utils import timezone

from tests.factories.meetings import draft_session, registration, session
from tests.factories.network import organization

pytestmark = pytest.mark.django_db


def test_session_says_when_where_and_what_it_asks(client):
    made = session("Who carries the risk?")
    host = organization("City of Valdemora")
    made.conveners.update(organization=host)
    registration(made, "Amina Diallo")
    answer = client.get(f"/api/v1/sessions/{made.identifier.lower()}")
    values = answer.json()
    assert (values["begins"], values["ends"]) == ("2030-05-06T12:00:00Z", "2030-05-06T13:00:00Z")
    assert (values["time_zone"], values["format"]) == ("Europe/Istanbul", "PAN")
    assert values["texts"][0]["guiding_question"] == "Who pays, and when?"
    assert values["conveners"] == [{"name": "City of Valdemora", "organization": host.identifier}]
    assert client.get(values["calendar"].partition("//127.0.0.1:8000")[2]).status_code == 200
    assert "Amina" not in answer.text
    assert "joining" not in answer.text


def test_drafts_are_nobodys_matter(client):
    made = draft_session()
    assert client.get(f"/api/v1/sessions/{made.identifier}").status_code == 404
    assert client.get("/api/v1/sessions/nonsense").status_code == 404
    assert client.get("/api/v1/sessions").json() == {"results": [], "next": None}


def test_all_sessions_page_by_page(client):
    made = [session(f"Session {number}").identifier for number in range(3)]
    address, found = "/api/v1/sessions?limit=2&fields=begins", []
    while address:
        page = client.get(address).json()
        assert set(page["results"][0]) == {"id", "url", "begins"}
        found += [each["id"] for each in page["results"]]
        address = page["next"]
    assert found == made


def test_only_those_to_come(client):
    past, coming = session("Past"), session("Coming")
    type(past).objects.filter(pk=past.pk).update(starts_at=timezone.now())
    found = client.get("/api/v1/sessions?upcoming=true").json()["results"]
    assert [each["id"] for each in found] == [coming.identifier]


def test_list_asks_as_often_for_three_as_for_one(client, django_assert_num_queries):
    session("One")
    for more in (0, 2):
        for number in range(more):
            session(f"More {number}")
        with django_assert_num_queries(3):
            client.get("/api/v1/sessions")


def test_unknown_fields_are_told(client):
    answer = client.get("/api/v1/sessions?fields=joining_link")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "query.fields"
