"""Programs ask the API: the same records as the pages, in a stable shape."""

import pytest
from django.core.cache import cache
from ninja import Schema
from pydantic import BaseModel

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.interop.api import drafts, exchange, funding, people, shapes
from tessera.interop.api import search as searching
from tessera.interop.api import sessions as meetings
from tessera.network.actions import withdraw_organization
from tessera.search import service
from tessera.search.engines import open_engine
from tessera.search.indexing import reindex
from tests.factories.catalogue import draft_record, publish_again, record, record_text
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

    assert set(answer) == {"total", "took_ms", "results", "related", "facets", "next"}
    assert answer["related"] == []
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
        "page": f"http://127.0.0.1:8000/fr/records/{made.identifier}/language-cafes/",
        "home": "",
        "languages": ["en"],
        "themes": ["LAN.CRS"],
        "countries": ["DE"],
        "year": None,
        "evidence": None,
        "lane": "listed",
        "matched": "words",
        "passage_language": "en",
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


def test_next_ends_where_no_deeper_page_is_served(client, monkeypatch):
    monkeypatch.setattr(service, "MOST_PAGES", 1)
    for number in range(25):
        record(f"Mentoring {number}")
    reindex()

    answer = client.get("/api/v1/search?q=mentoring").json()

    assert (answer["total"], len(answer["results"]), answer["next"]) == (25, 20, None)


@pytest.mark.parametrize("page", ["3", "501", "999999", "99999999999999999999"])
def test_page_behind_the_last_one_is_empty(client, page):
    record("Mentoring")
    reindex()

    answer = client.get(f"/api/v1/search?q=mentoring&page={page}").json()

    assert (answer["total"], answer["results"], answer["next"]) == (1, [], None)


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


def test_openapi_describes_every_address_with_its_errors(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        f"/api/v1/{path}"
        for path in (
            "search", "suggestions", "records", "records/{identifier}", "organizations",
            "organizations/{identifier}", "vocabularies", "vocabularies/{code}", "places",
            "places/{code}", "people", "people/{identifier}", "sessions", "sessions/{identifier}",
            "funding", "funding/{identifier}", "exchange", "exchange/{identifier}", "drafts",
        )
    }  # fmt: skip
    for path, methods in schema["paths"].items():
        told = methods["get"]["responses"]
        assert {"200", "422", "429"} <= set(told), path
        assert ("404" in told) == ("{" in path), path
    assert schema["components"]["schemas"]["RecordShape"]["example"]["id"] == "T7K2-9QXW"


def everything(client, address: str) -> list[dict]:
    """All things of a list, following ``next``."""
    found = []
    while address:
        answer = client.get(address.removeprefix("http://127.0.0.1:8000")).json()
        found += answer["results"]
        address = answer["next"]
    return found


def test_program_pages_through_all_records_and_all_organizations(client):
    made = [record(f"Number {number}").identifier for number in range(5)]
    offices = [organization(f"Office {number}").identifier for number in range(3)]
    draft_record()
    assert [each["id"] for each in everything(client, "/api/v1/records?limit=2")] == made
    found = everything(client, "/api/v1/organizations?limit=2")
    assert [each["id"] for each in found] == offices


def test_paging_goes_on_after_a_record_that_was_withdrawn_meanwhile(client):
    first, second = record("First"), record("Second")
    withdraw_record(first, by=SYSTEM, reason="It closed.")
    found = everything(client, f"/api/v1/records?after={first.identifier}")
    assert [each["id"] for each in found] == [second.identifier]


def test_records_are_chosen_by_kind_theme_country_and_language(client):
    cafe = record("Cafés", places=["AT-vienna"], themes=["LAN.CRS"])
    flat = record(
        "Flats", "GUI", places=["FR"], themes=["HOU"],
        texts=[record_text("en", "Flats"), record_text("fr", "Logements")],
    )  # fmt: skip
    for query, expected in (
        ("kind=gui", [flat]),
        ("theme=LAN", [cafe]),
        ("country=at&country=FR", [cafe, flat]),
        ("language=fr", [flat]),
        ("kind=PRA&country=FR", []),
    ):
        found = everything(client, f"/api/v1/records?{query}")
        assert [each["id"] for each in found] == [each.identifier for each in expected], query


def test_program_takes_only_the_members_it_wants(client):
    made = record()
    (found,) = everything(client, "/api/v1/records?fields=themes,year")
    assert set(found) == {"id", "url", "themes", "year"}
    assert found["id"] == made.identifier


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("records?fields=themes,password", "query.fields"),
        ("records?after=T7K2-9QXW", "query.after"),
        ("records?after=nonsense", "query.after"),
        ("records?limit=0", "query.limit"),
        ("records?limit=1000", "query.limit"),
        ("records?language=%00", "query.language"),
        ("organizations?fields=contact_mailbox", "query.fields"),
        ("places?kind=planet", "query.parameters.kind"),
        ("suggestions", "query.parameters.q"),
    ],
)
def test_wrong_parameter_is_named(client, query, field):
    answer = client.get(f"/api/v1/{query}")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    (error,) = answer.json()["errors"]
    assert error["field"].replace("parameters.", "") == field.replace("parameters.", "")
    assert error["detail"]


def test_vocabularies_have_labels_in_every_language(client):
    listed = client.get("/api/v1/vocabularies").json()
    theme = next(each for each in listed if each["code"] == "TH")
    whole = client.get("/api/v1/vocabularies/th").json()
    assert client.get(theme["url"].removeprefix("http://127.0.0.1:8000")).json() == whole
    assert theme["concepts"] == len(whole["members"]) > 20
    course = next(each for each in whole["members"] if each["code"] == "LAN.CRS")
    assert course["broader"] == "LAN"
    interface = {"en", "fr", "es", "ar", "ru", "zh-Hans", "tr"}
    assert interface <= set(course["labels"]) <= interface | {"de"}
    assert client.get("/api/v1/vocabularies/NOTHING").status_code == 404


def test_places_have_names_in_the_language_asked_for(client):
    assert client.get("/api/v1/places/de?lang=es").json() == {
        "code": "DE", "kind": "country", "name": "Alemania", "parent": "155",
        "latitude": None, "longitude": None,
    }  # fmt: skip
    inside = client.get("/api/v1/places?country=AT").json()
    assert {"AT", "AT-vienna"} <= {each["code"] for each in inside}
    assert {each["code"][:2] for each in inside} == {"AT"}


def test_suggestions_lead_to_pages(client):
    found = client.get("/api/v1/suggestions?q=german&lang=en").json()
    assert {"label": "Germany", "description": "Place",
            "url": "http://127.0.0.1:8000/en/places/de/"} in found  # fmt: skip


def test_organization_has_an_address_of_its_own_and_a_tombstone(client):
    office = organization("Welcome House", contact_mailbox="desk@example.org")
    answer = client.get(f"/api/v1/organizations/{office.identifier}")
    assert answer.json()["texts"][0]["title"] == "Welcome House"
    assert "desk@" not in answer.text
    withdraw_organization(office, by=SYSTEM, reason="It closed.")
    answer = client.get(f"/api/v1/organizations/{office.identifier}")
    assert (answer.status_code, answer.json()["detail"]) == (410, "It closed.")


def test_unchanged_answer_is_not_sent_again(client):
    made = record()
    address = f"/api/v1/records/{made.identifier}"
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    publish_again(made, title="Cafés, changed")
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")


def test_scripts_of_other_sites_may_read(client):
    for path in ("places/DE", "places/nowhere"):
        assert client.get(f"/api/v1/{path}")["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/api/v1/places/DE")
    assert asked.status_code == 204
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


def test_limit_is_told_and_kept(client, settings):
    settings.API_LIMIT = 2
    cache.clear()
    answers = [client.get("/api/v1/places/DE") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    assert answers[0]["RateLimit-Policy"] == '"default";q=2;w=60'
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["status"] == 429
    assert client.get("/en/").status_code == 200
    settings.API_LIMIT = 0
    assert "RateLimit" not in client.get("/api/v1/places/DE")


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


def test_addresses_and_methods_that_are_not_there_are_problems_too(client):
    missing = client.get("/api/v1/nothing")
    assert (missing.status_code, missing.json()["status"]) == (404, 404)
    refused = client.delete("/api/v1/records")
    assert (refused.status_code, refused["Allow"]) == (405, "GET")
    assert refused.json()["detail"] == "This address knows GET."
    assert {each["Content-Type"] for each in (missing, refused)} == {"application/problem+json"}


def test_letters_stand_as_they_are(client):
    record("Cafés der Sprachen")
    listed = client.get("/api/v1/records").content.decode()
    assert '"title":"Cafés der Sprachen"' in listed


def test_answers_are_made_of_plain_values():
    # The framework's own schema would look at every value as if it were a model of the database.
    found = {
        name: model
        for module in (drafts, exchange, funding, meetings, people, searching, shapes)
        for name, model in vars(module).items()
        if isinstance(model, type) and issubclass(model, BaseModel) and "Parameters" not in name
    }
    slow = {name for name, model in found.items() if issubclass(model, Schema)}
    assert slow == {"Schema", "NewDraft"}  # the one that is sent to us
    assert {"RecordShape", "Result", "PersonShape", "DraftShape"} <= set(found)
