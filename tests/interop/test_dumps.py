"""Everything public can be taken away, and nothing else."""

import csv
import gzip
import hashlib
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import TypeAdapter

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.interop.api.shapes import OrganizationShape, RecordShape
from tessera.interop.dumps import nightly, rows
from tessera.interop.dumps.errors import DumpError
from tessera.interop.dumps.writing import write_dump
from tests.factories import catalogue as make
from tests.factories.network import draft_organization, organization

pytestmark = pytest.mark.django_db


def lines(folder, name):
    packed = (folder / f"{name}.jsonl.gz").read_bytes()
    return [json.loads(line) for line in gzip.decompress(packed).decode().split("\n") if line]


def table(folder, name):
    text = gzip.decompress((folder / f"{name}.csv.gz").read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_dump_holds_what_is_public_and_tells_what_it_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "STEP", 2)
    made = [make.record(title) for title in ("Language cafés", "=1+1", "Housing first")]
    make.draft_record("Draft")
    withdraw_record(make.record("Gone"), by=SYSTEM, reason="Wrong")
    office = organization("Office")
    draft_organization("Unknown office")

    folder = tmp_path / "dump"
    counts = write_dump(folder)

    assert (counts["records"], counts["organizations"]) == (3, 1)
    found = lines(folder, "records")
    assert [each["id"] for each in found] == [record.identifier for record in made]
    assert found[0]["content"]["themes"]
    TypeAdapter(list[RecordShape]).validate_python(found)
    TypeAdapter(list[OrganizationShape]).validate_python(lines(folder, "organizations"))
    assert [row["title"] for row in table(folder, "records")] == [
        "Language cafés", "'=1+1", "Housing first",
    ]  # fmt: skip
    (row,) = table(folder, "organizations")
    assert (row["id"], row["name"], row["type"]) == (office.identifier, "Office", "LGA")
    concepts = table(folder, "vocabularies")
    assert ("TH", "LAN") in {(each["scheme"], each["code"]) for each in concepts}

    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [(each["path"], each["rows"]) for each in package["resources"]][:2] == [
        ("records.jsonl.gz", 3), ("records.csv.gz", 3),
    ]  # fmt: skip
    assert package["licenses"][0]["name"] == "CC-BY-4.0"

    withdraw_record(made[0], by=SYSTEM, reason="Wrong")
    assert write_dump(folder)["records"] == 2
    assert not list(folder.glob(".unfinished*"))


def test_dump_asks_as_much_for_three_records_as_for_one(tmp_path):
    make.record()
    write_dump(tmp_path / "warm")
    counted = []
    for more in (0, 2):
        for _each in range(more):
            make.record()
        with CaptureQueriesContext(connection) as captured:
            write_dump(tmp_path / str(more))
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_dump_never_overwrites_something_else(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DumpError, match="something else"):
        write_dump(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(DumpError, match="cannot be written"):
        write_dump(tmp_path / "file" / "below")


def test_failed_dump_leaves_the_one_before(tmp_path, monkeypatch):
    make.record()
    write_dump(tmp_path / "dump")
    before = {path.name: path.read_bytes() for path in (tmp_path / "dump").iterdir()}
    monkeypatch.setattr("tessera.interop.dumps.writing._sum", lambda path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_dump(tmp_path / "dump")
    assert {path.name: path.read_bytes() for path in (tmp_path / "dump").iterdir()} == before


def test_visitor_takes_the_files_from_the_page(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert "for the first time" in client.get("/en/data/").text
    assert client.get("/data/records.csv.gz").status_code == 404
    make.record()
    write_dump(nightly.dump_folder())
    (nightly.dump_folder() / "other.txt").write_text("not offered")

    page = client.get("/en/data/").text
    for name in ("records.jsonl.gz", "vocabularies.csv.gz", "SHA256SUMS", "datapackage.json"):
        assert f'href="/data/{name}"' in page
        answer = client.get(f"/data/{name}")
        assert answer.status_code == 200
        content = b"".join(answer.streaming_content)
        assert content == (nightly.dump_folder() / name).read_bytes()
        assert answer["Access-Control-Allow-Origin"] == "*"
    for name in ("other.txt", "..%2Fsecret-key", "secret.key", "records"):
        assert client.get(f"/data/{name}").status_code == 404
    assert client.post("/data/records.csv.gz").status_code == 405


def test_damaged_description_hides_the_dump(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    nightly.dump_folder().mkdir()
    (nightly.dump_folder() / "datapackage.json").write_text("{")
    assert client.get("/en/data/").status_code == 200


def test_the_address_of_the_data_leads_to_the_page_in_the_reader_s_language(client):
    answer = client.get("/data/", headers={"Accept-Language": "ar"})
    assert (answer.status_code, answer["Location"]) == (302, "/ar/data/")
    assert "Accept-Language" in answer["Vary"]
