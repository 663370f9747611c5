"""An assistant finds, reads and cites; what it asks wrongly is told it."""

import json

import pytest
from django.conf import settings
from django.core.cache import cache

from tessera import __version__
from tessera.search import service
from tessera.search.engines import open_engine
from tessera.search.indexing import reindex
from tests.factories import catalogue as make
from tests.factories.network import organization
from tests.factories.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_index(monkeypatch):
    index = open_engine("memory:")
    service.engine.cache_clear()
    monkeypatch.setattr(service, "open_engine", lambda url: index)
    yield
    service.engine.cache_clear()


def post(client, message, **headers):
    body = message if isinstance(message, str) else json.dumps(message)
    return client.post("/mcp", body, content_type="application/json", headers=headers)


def ask(client, method, **parameters):
    message = {"jsonrpc": "2.0", "id": 7, "method": method, "params": parameters}
    answer = post(client, message)
    assert answer.status_code == 200
    content = answer.json()
    assert (content["jsonrpc"], content["id"]) == ("2.0", 7)
    return content.get("result") or content["error"]


def use(client, tool, **arguments):
    return ask(client, "tools/call", name=tool, arguments=arguments)


def test_assistant_is_greeted_and_told_the_tools(client):
    greeting = ask(client, "initialize", protocolVersion="2025-03-26", capabilities={})
    assert greeting["protocolVersion"] == "2025-03-26"
    assert greeting["serverInfo"]["version"] == __version__
    assert ask(client, "initialize", protocolVersion="1999")["protocolVersion"] == "2025-06-18"
    assert (
        post(client, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    )
    tools = ask(client, "tools/list")["tools"]
    assert [tool["name"] for tool in tools] == [
        "search", "get_record", "list_vocabularies", "find_people", "find_funding",
        "find_offers_and_seeks",
    ]  # fmt: skip
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)


def test_assistant_finds_reads_and_cites(client):
    record = make.record("Language cafés", places=["DE"])
    make.record("Housing first", themes=["HOU"])
    draft = make.draft_record("Secret language")
    office = organization("Office")
    reindex()
    address = f"{settings.BASE_URL}/id/{record.identifier}"

    found = use(client, "search", query="language", country=["DE"])["structuredContent"]
    assert [each["url"] for each in found["results"]] == [address]
    for name in (record.identifier, record.identifier.lower(), address):
        read = use(client, "get_record", identifier=name)
        assert read["structuredContent"]["url"] == address
        assert json.loads(read["content"][0]["text"]) == read["structuredContent"]
        assert read["structuredContent"]["citation"].endswith(address)
        assert read["structuredContent"]["citation"].startswith("Language cafés. ")
    assert (
        "Office"
        in use(client, "get_record", identifier=office.identifier)["structuredContent"]["citation"]
    )
    assert use(client, "get_record", identifier=draft.identifier)["isError"]
    schemes = use(client, "list_vocabularies")["structuredContent"]["vocabularies"]
    assert "TH" in {each["code"] for each in schemes}
    terms = use(client, "list_vocabularies", code="th", interface_language="fr")
    assert "LAN" in {each["code"] for each in terms["structuredContent"]["concepts"]}


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"query": 5}),
        ("search", {"query": "x" * 201}),
        ("search", {"query": "a\x00"}),
        ("search", {"theme": "LAN"}),
        ("search", {"theme": [{}]}),
        ("search", {"page": 0}),
        ("search", {"page": True}),
        ("search", {"owner": "me"}),
        ("search", {"interface_language": "xx"}),
        ("get_record", {}),
        ("get_record", {"identifier": "nothing"}),
        ("list_vocabularies", {"code": "ZZ"}),
    ],
)
def test_wrong_arguments_are_explained(client, tool, arguments):
    answer = use(client, tool, **arguments)
    assert answer["isError"]
    assert len(answer["content"][0]["text"]) > 20


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, -32700),
        ("\x00", 400, -32700),
        ("[" * 50_000, 400, -32700),
        ("[]", 400, -32600),
        ('{"jsonrpc": "2.0", "id": 1}', 400, -32600),
        ('{"jsonrpc": "2.0", "id": {}, "method": "ping"}', 400, -32600),
        ('{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}', 400, -32600),
        ('{"jsonrpc": "2.0", "id": 1, "method": "records/delete"}', 200, -32601),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": 1}}', 200, -32602),
        (f'"{"x" * 200_000}"', 413, -32600),
    ],
)
def test_what_is_no_request_is_refused(client, body, status, code):
    answer = post(client, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_pages_of_other_sites_other_versions_and_other_methods_are_refused(client):
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert post(client, ping, origin="https://evil.example").status_code == 403
    assert post(client, ping, origin=settings.BASE_URL).status_code == 200
    assert post(client, ping, mcp_protocol_version="1999-01-01").status_code == 400
    assert client.get("/mcp").status_code == 405


def test_limit_of_the_api_counts_here_too(client, settings):
    settings.API_LIMIT = 1
    cache.clear()
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    answers = [post(client, ping, accept="application/json") for _each in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"]


def test_finds_people_who_are_willing_to_be_asked(client):
    shown = {"willing": "PUBLIC"}
    asked = person("Nuria Salcedo", willing=["peer"], visibility=shown)
    person("Omar Haddad", willing=["mentor"], visibility=shown)
    person("Shown to members only", willing=["peer"])
    found = use(client, "find_people")["structuredContent"]
    assert [each["name"] for each in found["results"]] == ["Nuria Salcedo"]
    (one,) = found["results"]
    assert one["url"].endswith(f"/people/{asked.identifier}/")
    assert one["url"] in one["citation"]
    mentors = use(client, "find_people", willing=["mentor"])["structuredContent"]
    assert [each["name"] for each in mentors["results"]] == ["Omar Haddad"]
    assert use(client, "find_people", page=0)["isError"]
