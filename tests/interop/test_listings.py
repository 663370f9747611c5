"""Whole result lists leave in five formats, bounded and harmless."""

import csv
import io
import json

import pytest

from tessera.interop import listings
from tessera.search import service
from tessera.search.engines import open_engine
from tessera.search.indexing import reindex
from tests.factories.catalogue import record
from tests.factories.network import organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_index(monkeypatch):
    index = open_engine("memory:")
    service.engine.cache_clear()
    monkeypatch.setattr(service, "open_engine", lambda url: index)
    yield
    service.engine.cache_clear()


def listing(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_spreadsheet_has_one_row_per_result(client):
    made = record("Language cafés", places=["DE"])
    record("Housing first", themes=["HOU"])
    reindex()

    rows = list(csv.DictReader(io.StringIO(listing(client, "/en/search.csv?q=language"))))

    assert [row["identifier"] for row in rows] == [made.identifier]
    assert (rows[0]["title"], rows[0]["countries"]) == ("Language cafés", "DE")


@pytest.mark.parametrize("title", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"])
def test_spreadsheet_runs_no_formula(client, title):
    record(title)
    reindex()
    rows = list(csv.DictReader(io.StringIO(listing(client, "/en/search.csv"))))
    assert rows[0]["title"] == f"'{title}"


def test_reference_lists_hold_records_and_no_organizations(client):
    record("Language cafés")
    organization("Language House")
    reindex()
    assert listing(client, "/en/search.bib?q=language").count("@misc{") == 1
    assert listing(client, "/en/search.ris?q=language").count("TY  - ") == 1


def test_json_lines_are_the_results_of_the_api(client):
    made = record("Language cafés")
    reindex()
    lines = [json.loads(line) for line in listing(client, "/ar/search.jsonl").splitlines()]
    assert [(line["id"], line["lane"]) for line in lines] == [(made.identifier, "listed")]


def test_listing_ends_at_its_limit(client, monkeypatch):
    for number in range(5):
        record(f"Mentoring {number}")
    reindex()
    monkeypatch.setattr(
        listings, "every_identifier", lambda criteria: service.every_identifier(criteria, 3)
    )
    assert len(listing(client, "/en/search.jsonl").splitlines()) == 3


def test_unknown_format_is_not_found(client):
    assert client.get("/en/search.docx").status_code == 404
