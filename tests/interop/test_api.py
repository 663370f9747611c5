"""Programs ask the API: the same records as the pages, in a stable shape."""

import pytest

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.search import service
from tessera.search.engines import open_engine
from tessera.search.indexing import reindex
from tests.factories.catalogue import draft_record, record, record_text
from tests.factories.network import organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_index(monkeypatch):
    index = open_engine("memory:")
    service.engine.cache_clear()
    monkeypatch.setattr(service, "open_engine", lambda url: index)
    yield
    service.engine.cache_clear()


def test_search_answers_in_the_documented_shape(client):
    made = record("Language cafés", places=["DE"], themes=["LAN.CRS"])
    reindex()

    answer = client.get("/api/v1/search?q=language&lang=fr").json()

    assert set(answer) == {"total", "took_ms", "results", "facets", "next"}
    assert answer["total"] == 1
    assert answer["next"] is None
    (result,) = answer["results"]
    assert result.pop("passage")
    assert result == {
        "id": made.identifier,
        "kind": "PRA",
        "title": "Language cafés",
        "title_language": "en",
        "summary": "People meet and talk.",
        "url": f"http://127.0.0.1:8000/id/{made.identifier}",
        "languages": ["en"],
        "themes": ["LAN.CRS"],
        "countries": ["DE"],
        "year": None,
        "evidence": None,
        "lane": "listed",
        "matched": "words",
    }
    country = answer["facets"]["country"]
    assert country == [{"code": "DE", "label": "Allemagne", "count": 1, "selected": False}]


def test_repeated_parameters_widen_and_different_ones_narrow(client):
    record("In Germany", places=["DE"])
    record("In France", places=["FR"])
    record("Guide in France", kind="GUI", places=["FR"])
    reindex()

    def total(query):
        return client.get(f"/api/v1/search?{query}").json()["total"]

    assert total("country=DE&country=FR") == 3
    assert total("country=DE&country=FR&kind=PRA") == 2
    assert total("country=FR&kind=practice") == 1


def test_next_leads_through_all_results(client):
    for number in range(25):
        record(f"Mentoring {number}")
    reindex()

    first = client.get("/api/v1/search?q=mentoring").json()
    second = client.get(first["next"].removeprefix("http://127.0.0.1:8000")).json()

    found = [result["id"] for answer in (first, second) for result in answer["results"]]
    assert (len(first["results"]), len(found), len(set(found))) == (20, 25, 25)
    assert second["next"] is None


def test_whole_record_has_every_text_and_nothing_private(client):
    made = record(
        contact_mailbox="desk@example.org",
        texts=[record_text("en", "Language cafés", "Talk."), record_text("tr", "Dil kafeleri")],
    )

    answer = client.get(f"/api/v1/records/{made.identifier}")

    assert {text["language"] for text in answer.json()["texts"]} == {"en", "tr"}
    assert "desk@example.org" not in answer.content.decode()


def test_organization_answers_too(client):
    made = organization("Welcome House")
    assert client.get(f"/api/v1/records/{made.identifier}").json()["id"] == made.identifier


def test_draft_and_unknown_records_are_not_found_as_problem(client):
    made = draft_record()
    for identifier in (made.identifier, "T7K2-9QXW"):
        answer = client.get(f"/api/v1/records/{identifier}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert set(answer.json()) == {"type", "title", "status", "detail"}


def test_withdrawn_record_is_gone_with_its_reason(client):
    made = record()
    withdraw_record(made, by=SYSTEM, reason="It never existed.")
    answer = client.get(f"/api/v1/records/{made.identifier}")
    assert (answer.status_code, answer.json()["detail"]) == (410, "It never existed.")


def test_openapi_names_every_address(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert set(paths) == {"/api/v1/search", "/api/v1/records/{identifier}"}


@pytest.mark.parametrize(
    "query", ["page=abc", "year_from=x&year_to=99999", "sort=nonsense", "q=%22"]
)
def test_wrong_values_are_left_out_not_refused(client, query):
    reindex()
    assert client.get(f"/api/v1/search?{query}").status_code == 200


def test_documentation_page_lists_what_can_be_asked(client):
    page = client.get("/api/v1/docs").content.decode()
    assert "GET /api/v1/search" in page
    assert "organization" in page
