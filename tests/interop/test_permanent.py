"""``/id/…`` answers with the page or with the format that a program asks for, for ever."""

import json

import pytest

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import merge_record, withdraw_record
from tessera.network.actions import withdraw_organization
from tests.factories import catalogue as make
from tests.factories.network import draft_organization, organization

pytestmark = pytest.mark.django_db

FORMATS = {
    "jsonld": "application/ld+json",
    "csl": "application/vnd.citationstyles.csl+json",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "turtle": "text/turtle",
}
STARTS = {"jsonld": "{", "csl": "[", "bibtex": "@", "ris": "TY  - ", "turtle": "@prefix"}


@pytest.fixture
def record():
    return make.record("Language cafés")


def ask(client, record, accept: str = "", query: str = ""):
    headers = {"accept": accept} if accept else {}
    return client.get(f"/id/{record.identifier}{query}", headers=headers)


@pytest.mark.parametrize("name", FORMATS)
def test_program_gets_the_format_that_it_accepts(client, record, name):
    response = ask(client, record, FORMATS[name])
    assert response.status_code == 200
    assert response["Content-Type"] == f"{FORMATS[name]}; charset=utf-8"
    assert response.content.decode().startswith(STARTS[name])
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Content-Disposition" not in response


@pytest.mark.parametrize("name", FORMATS)
def test_format_in_the_address_is_a_download(client, record, name):
    response = ask(client, record, "text/html", f"?format={name}")
    assert response["Content-Type"] == f"{FORMATS[name]}; charset=utf-8"
    assert response["Content-Disposition"].startswith(
        f'attachment; filename="tessera-{record.identifier}.'
    )


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        ("text/turtle;q=0.5, application/ld+json;q=0.9", "jsonld"),
        ("text/turtle;q=0.9, application/ld+json;q=0.5", "turtle"),
        ("text/html;q=0.4, application/x-bibtex", "bibtex"),
        ("application/pdf, text/turtle;q=0.1", "turtle"),
    ],
)
def test_program_gets_what_it_prefers(client, record, accept, answer):
    assert ask(client, record, accept)["Content-Type"] == f"{FORMATS[answer]}; charset=utf-8"


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "application/pdf", "text/html,application/xhtml+xml,*/*;q=0.8",
     "text/html, text/turtle;q=0.9", "nonsense"],
)  # fmt: skip
def test_everybody_else_gets_the_page(client, record, accept):
    response = ask(client, record, accept)
    assert (response.status_code, response["Location"]) == (303, record.get_absolute_url())


def test_unknown_format_leads_to_the_page(client, record):
    assert ask(client, record, query="?format=docx").status_code == 303


def test_caches_keep_the_answers_apart(client, record):
    for accept in ("text/html", "text/turtle"):
        varies = {name.strip() for name in ask(client, record, accept)["Vary"].split(",")}
        assert {"Accept", "Accept-Language", "Cookie"} <= varies


def test_reader_is_led_to_the_page_in_their_language(client, record):
    response = client.get(f"/id/{record.identifier}", headers={"accept-language": "ar"})
    assert response["Location"] == f"/ar/records/{record.identifier}/language-cafes/"


def test_identifier_typed_in_another_way_keeps_the_format(client, record):
    typed = record.identifier.lower().replace("-", "")
    response = client.get(f"/id/{typed}?format=ris")
    assert (response.status_code, response["Location"]) == (
        301,
        f"/id/{record.identifier}?format=ris",
    )


def test_merged_record_leads_to_the_one_that_stays(client, record):
    other = make.record("The one that stays")
    merge_record(record, into=other, by=SYSTEM, reason="Entered twice")
    response = ask(client, record, query="?format=csl")
    assert (response.status_code, response["Location"]) == (
        301,
        f"/id/{other.identifier}?format=csl",
    )


@pytest.mark.parametrize("accept", ["text/html", "application/ld+json"])
def test_withdrawn_record_is_gone_with_its_reason(client, record, accept):
    withdraw_record(record, by=SYSTEM, reason="It never ran")
    response = ask(client, record, accept)
    assert response.status_code == 410
    assert "It never ran" in response.content.decode()


def test_draft_and_unknown_identifier_are_not_found(client):
    assert ask(client, make.draft_record()).status_code == 404
    assert ask(client, draft_organization()).status_code == 404
    assert client.get("/id/0000-0000").status_code == 404
    assert client.get("/id/0000-0001").status_code == 404


def test_organization_answers_as_page_and_as_json_ld(client):
    office = organization("Office for Newcomers")
    assert ask(client, office)["Location"] == office.get_absolute_url()
    content = json.loads(ask(client, office, "application/ld+json").content)
    assert (content["@type"], content["name"]) == ("Organization", "Office for Newcomers")
    withdraw_organization(office, by=SYSTEM, reason="Closed in 2020")
    response = ask(client, office)
    assert response.status_code == 410
    assert "Closed in 2020" in response.content.decode()


def test_nothing_private_leaves_in_any_format(client):
    record = make.record(contact_mailbox="inside@example.org")
    office = organization(contact_mailbox="office@example.org", registration="HRB 1234")
    for name in FORMATS:
        assert "inside@" not in ask(client, record, query=f"?format={name}").content.decode()
    content = ask(client, office, query="?format=jsonld").content.decode()
    assert "office@" not in content
    assert "HRB" not in content
