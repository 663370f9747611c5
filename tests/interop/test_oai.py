"""Library catalogues harvest everything, are told what left, and are told what they did wrong."""

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from oaipmh_scythe import Scythe

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.catalogue.models import Creator, Record, RecordIdentifier
from tessera.changes.models import Change
from tessera.interop.oai import requests, views
from tests.factories import catalogue as make
from tests.factories.clearinghouse import clearinghouse
from tests.interop.validation import DC, OAI, checked_answer

pytestmark = pytest.mark.django_db
DC_OF = {"metadataPrefix": "oai_dc"}


def ask(client, verb: str, **arguments: str):
    """The checked answer. ``from_`` stands for ``from``."""
    given = {name.rstrip("_"): value for name, value in arguments.items()}
    response = client.get("/oai", {"verb": verb, **given})
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return checked_answer(response.content)


def error(root) -> str:
    return root.find(f"{OAI}error").get("code")


def identifiers(root) -> list[str]:
    return [each.text.rpartition(":")[2] for each in root.iter(f"{OAI}identifier")]


def oai_id(record) -> str:
    return f"oai:127.0.0.1:{record.identifier}"


@pytest.fixture
def page_size_2(monkeypatch):
    monkeypatch.setattr(views, "RECORDS_A_PAGE", 2)
    monkeypatch.setattr(views, "HEADERS_A_PAGE", 2)


def test_repository_says_who_it_is(client, settings):
    settings.OAI_FRIENDS = ["https://friend.example/oai"]
    record = make.record()
    root = ask(client, "Identify").find(f"{OAI}Identify")
    first = Change.objects.get(identifier=record.identifier).at
    assert root.findtext(f"{OAI}baseURL") == f"{settings.BASE_URL}/oai"
    assert root.findtext(f"{OAI}earliestDatestamp") == first.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [each[0].tag.rpartition("}")[2] for each in root.findall(f"{OAI}description")] == [
        "rightsManifest", "branding", "friends",
    ]  # fmt: skip
    assert root.find(".//{*}friends/{*}baseURL").text == "https://friend.example/oai"


def test_site_with_a_domain_describes_its_identifiers(client, settings):
    settings.BASE_URL = "https://tessera.example.org"
    record = make.record()
    root = ask(client, "Identify")
    assert root.find(".//{*}repositoryIdentifier").text == "tessera.example.org"
    found = ask(client, "ListIdentifiers", metadataPrefix="oai_dc")
    assert found.find(f".//{OAI}identifier").text == f"oai:tessera.example.org:{record.identifier}"


def test_formats_are_listed_for_all_and_for_one(client):
    record = make.record()
    for arguments in ({}, {"identifier": oai_id(record)}):
        root = ask(client, "ListMetadataFormats", **arguments)
        assert [each.text for each in root.iter(f"{OAI}metadataPrefix")] == [
            "oai_dc", "oai_datacite", "tessera",
        ]  # fmt: skip


def test_every_kind_of_record_is_valid_in_every_format(client):
    there = clearinghouse()
    for prefix in ("oai_dc", "oai_datacite", "tessera"):
        root = ask(client, "ListRecords", metadataPrefix=prefix)
        assert len(root.findall(f".//{OAI}metadata")) == len(there.records) + 1
        assert len(root.findall(f".//{OAI}header[@status='deleted']")) == 2


def test_record_is_described_in_dublin_core(client):
    record = make.record(
        "Language cafés & more",
        "ACA",
        creators=[Creator(name="Writer, Ada")],
        identifiers=[RecordIdentifier(scheme="doi", value="10.1000/182")],
        issued="2021",
        texts=[
            make.record_text("en", "Language cafés & more\x0b", "People meet."),
            make.record_text("ar", "مقاهي اللغة", "", "human"),
        ],
    )
    root = ask(client, "GetRecord", identifier=oai_id(record), metadataPrefix="oai_dc")
    found = [(each.tag.removeprefix(DC), each.text) for each in root.find(f".//{OAI}metadata")[0]]
    assert found == [
        ("title", "Language cafés & more"),
        ("title", "مقاهي اللغة"),
        ("creator", "Writer, Ada"),
        ("subject", "Language and interpreting"),
        ("description", "People meet."),
        ("date", "2021"),
        ("type", "text"),
        ("type", "http://purl.org/coar/resource_type/c_18cf"),
        ("identifier", f"{settings.BASE_URL}/id/{record.identifier}"),
        ("identifier", "https://doi.org/10.1000/182"),
        ("language", "en"),
        ("coverage", "Germany"),
    ]


def test_header_names_the_sets_that_the_record_is_in(client):
    record = make.record(themes=["LAN.CRS"], places=["AT-vienna"])
    root = ask(client, "GetRecord", identifier=oai_id(record), metadataPrefix="tessera")
    assert [each.text for each in root.iter(f"{OAI}setSpec")] == [
        "kind", "kind:PRA", "theme", "theme:LAN", "theme:LAN.CRS", "language", "language:en",
        "country", "country:AT",
    ]  # fmt: skip


def test_every_set_that_is_listed_can_be_harvested_and_holds_what_says_so(client):
    make.record("Cafés", themes=["LAN.CRS"], places=["AT-vienna"])
    make.record("Flats", "APP", themes=["HOU"], places=["DE"])
    listed = [each.text for each in ask(client, "ListSets").iter(f"{OAI}setSpec")]
    assert {"kind:APP", "theme:LAN", "theme:LAN.CRS", "language:en", "country:AT"} <= set(listed)
    everything = ask(client, "ListIdentifiers", metadataPrefix="oai_dc")
    for name in listed:
        expected = [
            header.findtext(f"{OAI}identifier").rpartition(":")[2]
            for header in everything.iter(f"{OAI}header")
            if name in [each.text for each in header.findall(f"{OAI}setSpec")]
        ]
        assert expected
        assert identifiers(ask(client, "ListIdentifiers", set=name, **DC_OF)) == expected, name


def test_harvester_asks_only_for_what_changed(client):
    old, new = make.record("Old"), make.record("New")
    day = timezone.now() - timedelta(days=10)
    Change.objects.filter(identifier=old.identifier).update(at=day)
    stamp = day.strftime("%Y-%m-%dT%H:%M:%SZ")
    for arguments, expected in (
        ({"from_": stamp}, [old, new]),
        ({"from_": f"{day:%Y-%m-%d}", "until": f"{day:%Y-%m-%d}"}, [old]),
        ({"until": stamp}, [old]),
        ({"from_": f"{day + timedelta(days=1):%Y-%m-%d}"}, [new]),
    ):
        found = identifiers(ask(client, "ListIdentifiers", **DC_OF, **arguments))
        assert found == [each.identifier for each in expected], arguments


def test_changed_record_comes_once_at_its_newest_change(client):
    first, second = make.record("First"), make.record("Second")
    make.publish_again(first, title="First, again")
    found = identifiers(ask(client, "ListIdentifiers", **DC_OF))
    assert found == [second.identifier, first.identifier]


def test_what_left_is_told_for_ever(client):
    withdrawn, removed, deleted = make.record("A"), make.record("B"), make.record("C")
    withdraw_record(withdrawn, by=SYSTEM, reason="It closed")
    removed.unpublish()
    gone = deleted.identifier
    deleted.delete()
    root = ask(client, "ListRecords", **DC_OF)
    assert identifiers(root) == [withdrawn.identifier, removed.identifier, gone]
    assert [each.get("status") for each in root.iter(f"{OAI}header")] == ["deleted"] * 3
    assert root.find(f".//{OAI}metadata") is None
    one = ask(client, "GetRecord", identifier=f"oai:127.0.0.1:{gone}", **DC_OF)
    assert one.find(f".//{OAI}header").get("status") == "deleted"
    assert gone in identifiers(ask(client, "ListIdentifiers", set="theme:HOU", **DC_OF))


def test_a_set_that_is_not_there_has_not_even_what_was_deleted(client):
    deleted = make.record("C")
    gone = deleted.identifier
    deleted.delete()
    for name in ("kind:PRA", "kind:GUI", "language:zh-hans", "country:DE", "theme:HOU"):
        assert identifiers(ask(client, "ListIdentifiers", set=name, **DC_OF)) == [gone], name
    for name in ("kind:XXX", "kind:pra", "language:nonsense", "country:XX", "theme:NOTHING"):
        assert error(ask(client, "ListIdentifiers", set=name, **DC_OF)) == "noRecordsMatch", name


def test_draft_is_no_item_even_after_it_was_deleted(client):
    draft = make.draft_record()
    asked = {"identifier": oai_id(draft), **DC_OF}
    assert error(ask(client, "GetRecord", **asked)) == "idDoesNotExist"
    draft.delete()
    assert error(ask(client, "GetRecord", **asked)) == "idDoesNotExist"
    assert error(ask(client, "ListRecords", **DC_OF)) == "noRecordsMatch"


def test_long_list_comes_in_parts_and_a_token_works_twice(client, page_size_2):
    expected = [make.record(f"Number {number}").identifier for number in range(5)]
    root = ask(client, "ListRecords", metadataPrefix="tessera")
    found = identifiers(root)
    for cursor in ("0", "2"):
        token = root.find(f".//{OAI}resumptionToken")
        assert (token.get("cursor"), token.get("completeListSize")) == (cursor, "5")
        again = ask(client, "ListRecords", resumptionToken=token.text)
        root = ask(client, "ListRecords", resumptionToken=token.text)
        assert identifiers(root) == identifiers(again)
        found += identifiers(root)
    assert found == expected
    last = root.find(f".//{OAI}resumptionToken")
    assert (last.text, last.get("cursor")) == (None, "4")


def test_nothing_is_missed_that_changes_during_the_harvest(client, page_size_2):
    records = [make.record(f"Number {number}") for number in range(4)]
    root = ask(client, "ListIdentifiers", **DC_OF)
    make.publish_again(records[3], title="Changed meanwhile")
    new = make.record("New meanwhile")
    token = root.find(f".//{OAI}resumptionToken").text
    rest = ask(client, "ListIdentifiers", resumptionToken=token)
    token = rest.find(f".//{OAI}resumptionToken").text
    found = identifiers(rest) + identifiers(ask(client, "ListIdentifiers", resumptionToken=token))
    assert found == [records[2].identifier, records[3].identifier, new.identifier]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&set=kind", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2025-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=9999-12-31", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2025-01-01&until=2024-01-01", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2025-01-01&until=2025-01-02T00:00:00Z",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a::b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=theme:NOTHING", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1990-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=marcxml", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=nothing", "idDoesNotExist"),
        ("verb=ListRecords&resumptionToken=forged", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=forged", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=forged&metadataPrefix=oai_dc", "badArgument"),
    ],
)
def test_mistakes_are_named(client, query, code):
    make.record()
    response = client.get(f"/oai?{query}")
    root = checked_answer(response.content)
    assert (response.status_code, error(root)) == (200, code)
    echoed = root.find(f"{OAI}request")
    assert bool(echoed.attrib) == (code not in {"badVerb", "badArgument"})


@pytest.mark.parametrize("kind", Record.Kind.values)
def test_every_kind_of_record_keeps_to_the_schema_of_our_own_format(client, kind):
    record = make.record(kind=kind)
    root = ask(client, "GetRecord", metadataPrefix="tessera", identifier=oai_id(record))
    assert [each.get("kind") for each in root.iter("{urn:tessera:record:1}record")] == [kind]


def test_token_belongs_to_one_verb_and_lasts_a_day(client, page_size_2, monkeypatch):
    for number in range(3):
        make.record(f"Number {number}")
    token = ask(client, "ListRecords", **DC_OF).find(f".//{OAI}resumptionToken").text
    assert error(ask(client, "ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    assert error(ask(client, "ListRecords", resumptionToken=token + "x")) == "badResumptionToken"
    monkeypatch.setattr(requests, "TOKEN_LIFE", timedelta(seconds=-1))
    assert error(ask(client, "ListRecords", resumptionToken=token)) == "badResumptionToken"


def test_harvester_may_post(client):
    record = make.record()
    response = client.post("/oai", {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"})
    assert identifiers(checked_answer(response.content)) == [record.identifier]


def test_page_costs_the_same_questions_whatever_is_on_it(
    client, django_assert_num_queries, page_size_2
):
    for number in range(5):
        make.record(f"Number {number}", creators=[Creator(name=f"Writer {number}, A.")])
    token = ask(client, "ListRecords", **DC_OF).find(f".//{OAI}resumptionToken").text
    with django_assert_num_queries(6):
        root = ask(client, "ListRecords", resumptionToken=token)
    token = root.find(f".//{OAI}resumptionToken").text
    with django_assert_num_queries(6):
        ask(client, "ListRecords", resumptionToken=token)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests through WSGI end with closing the connection, which here is the test's own."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_common_harvester_takes_everything(page_size_2, one_connection):
    there = clearinghouse()
    scythe = Scythe("http://127.0.0.1/oai")
    scythe._client = httpx2.Client(transport=httpx2.WSGITransport(app=get_wsgi_application()))
    with scythe:
        for prefix in ("oai_dc", "oai_datacite", "tessera"):
            records = list(scythe.list_records(metadata_prefix=prefix))
            alive = {record.header.identifier for record in records if not record.deleted}
            expected = {*there.records.values(), there.full}
            assert alive == {oai_id(record) for record in expected}
            assert len(records) == len(expected) + 2
        assert scythe.identify().protocolVersion == "2.0"
        assert len(list(scythe.list_sets())) > 10


def test_schema_of_our_own_format_is_served(client):
    response = client.get("/oai/tessera.xsd")
    assert response["Content-Type"].startswith("application/xml")
    assert b'targetNamespace="urn:tessera:record:1"' in response.content
