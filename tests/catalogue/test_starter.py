"""The starter collection: every fault is reported, and nothing is ever loaded twice."""

import json
from collections.abc import Callable

import pytest
from django.core.management import call_command

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.catalogue.models import Practice, Record
from tessera.catalogue.starter import loading
from tessera.catalogue.starter.loading import load_starter
from tessera.catalogue.starter.reading import (
    DATA,
    ORGANIZATION_FILE,
    RECORD_FILES,
    InvalidCollectionError,
    read_collection,
)
from tessera.changes.models import Version
from tessera.lib.identifiers import identifier_for
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.network.models import Organization
from tessera.vocabularies.labels import labels
from tests.factories import catalogue as make
from tests.factories.vocabularies import changes_after, last_sequence

pytestmark = pytest.mark.django_db

_LONG = " ".join(["People meet in a café and talk with each other."] * 4)


def organization_row(key: str = "office", **changes: object) -> dict:
    texts = {tag: {"name": f"Office {key}", "status": "machine"} for tag in INTERFACE_LANGUAGES}
    texts["en"] = {"name": f"Office {key}", "what_it_does": _LONG, "status": "original"}
    return {
        "identifier": identifier_for(f"organization {key}"),
        "key": key,
        "original_language": "en",
        "texts": texts,
        "org_type": "LGA",
        "country": "DE",
        "levels": ["LOC"],
        "provenance_url": "https://example.org/",
        "provenance_at": "2026-11-20",
        **changes,
    }


def record_row(key: str = "cafes", **changes: object) -> dict:
    texts = {tag: {"title": f"Cafés {key}", "status": "machine"} for tag in INTERFACE_LANGUAGES}
    texts["en"] = {"title": f"Cafés {key}", "summary": _LONG, "status": "original"}
    return {
        "identifier": identifier_for(f"record {key}"),
        "key": key,
        "kind": "PRA",
        "original_language": "en",
        "texts": texts,
        "themes": ["LAN"],
        "places": ["DE"],
        "source_url": "https://example.org/cafes",
        "lead": "office",
        "period_start": "2015",
        "provenance_url": "https://example.org/cafes",
        "provenance_at": "2026-11-20",
        **changes,
    }


Writer = Callable[..., None]


@pytest.fixture
def write(tmp_path, monkeypatch) -> Writer:
    """Write a collection of practices and organizations, and let the product read it."""
    original = loading.read_collection
    monkeypatch.setattr(
        loading, "read_collection", lambda picture: original(picture, folder=tmp_path)
    )

    def written(*practices: dict | str, organizations: list | None = None) -> None:
        for name in RECORD_FILES:
            (tmp_path / name).write_text("", "utf-8")
        offices = [organization_row()] if organizations is None else organizations
        for name, rows in (("practices.jsonl", practices), (ORGANIZATION_FILE, offices)):
            lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
            (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")

    return written


def faults_of(folder) -> list[str]:
    try:
        read_collection(labels(), folder)
    except InvalidCollectionError as error:
        return error.faults
    return []


def without(row: dict, name: str) -> dict:
    return {key: value for key, value in row.items() if key != name}


def texts_with(language: str, **changes: str | None) -> dict:
    texts = record_row()["texts"]
    text = {**texts.get(language, {"title": "Cafés", "status": "machine"}), **changes}
    return {**texts, language: {key: value for key, value in text.items() if value is not None}}


def test_collection_without_faults_is_read(write, tmp_path):
    write(record_row())
    assert faults_of(tmp_path) == []


FAULTS = [
    ({"identifier": "T7K2-9QX1"}, "identifier “T7K2-9QX1” is not valid."),
    ({"identifier": ""}, "identifier “” is not valid."),
    ({"key": ""}, "key “” is missing or used twice."),
    ({"kind": "XXX"}, "kind “XXX” is unknown."),
    ({"texts": texts_with("fr", title=None)}, "no title in fr."),
    ({"texts": texts_with("en", summary="Too short.")},
     "the English summary has 2 words, not 25 to 70."),
    ({"texts": texts_with("en", summary="word " * 71)},
     "the English summary has 71 words, not 25 to 70."),
    ({"texts": texts_with("xx")}, "“xx” is no language tag."),
    ({"texts": texts_with("fr", status="guessed")},
     "status “guessed” of the text in fr is unknown."),
    ({"texts": texts_with("tr", title="x" * 201)},
     "the title in tr is longer than 200 characters."),
    ({"original_language": "de"}, "there is no text in the original language."),
    ({"source_language": "german"}, "source_language “german” is no language tag."),
    ({"themes": ["LAN", "NONE"]}, "themes “NONE” is not in scheme TH."),
    ({"themes": []}, "a record has one to five themes."),
    ({"themes": ["LAN", "EMP", "EDU", "HOU", "HEA", "SOC"]}, "a record has one to five themes."),
    ({"evidence_level": "E9"}, "evidence_level “E9” is not in scheme EL."),
    ({"places": ["XX"]}, "place “XX” is unknown."),
    ({"places": []}, "a record has places or is global."),
    ({"source_url": "javascript:alert(1)"},
     "source_url “javascript:alert(1)” is no web address."),
    ({"source_url": "http://[broken"}, "source_url “http://[broken” is no web address."),
    ({"period_start": "spring"}, "period_start “spring” is no date."),
    ({"provenance_at": "2026-13-45"}, "provenance_at is missing or no date."),
    ({"provenance_at": ""}, "provenance_at is missing or no date."),
    ({"provenance_url": ""}, "provenance_url is missing."),
    ({"lead": "nobody"}, "lead “nobody” is not in the collection."),
    ({"publisher": "nobody"}, "publisher “nobody” is not in the collection."),
    ({"relations": [{"kind": "cites", "target": "nothing"}]},
     "relation to “nothing”, which is not in the collection."),
    ({"relations": [{"kind": "likes", "target": "sound"}]},
     "relation “likes” is not in scheme RL."),
    ({"texts": ["a list"]}, "not an object with texts that are objects."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "fault"), FAULTS, ids=[fault for _changes, fault in FAULTS])
def test_fault_is_reported_with_file_and_line(write, tmp_path, changes, fault):
    write(record_row("sound"), {**record_row("broken"), **changes})
    assert faults_of(tmp_path) == [f"practices.jsonl:2: {fault}"]


def test_line_that_is_no_json_is_reported(write, tmp_path):
    write("{broken", "[1]")
    first, second = faults_of(tmp_path)
    assert first.startswith("practices.jsonl:1: not JSON (")
    assert second == "practices.jsonl:2: not an object with texts that are objects."


def test_identifier_and_key_used_twice_are_reported_with_the_first_use(write, tmp_path):
    write(record_row(), record_row())
    assert faults_of(tmp_path) == [
        f"practices.jsonl:2: identifier {record_row()['identifier']} "
        "is also used in practices.jsonl:1.",
        "practices.jsonl:2: key “cafes” is missing or used twice.",
    ]


def test_faults_of_organizations_are_reported(write, tmp_path):
    broken = without(organization_row("broken", country="XX", parent="nobody"), "org_type")
    write(organizations=[organization_row(), broken])
    assert faults_of(tmp_path) == [
        "organizations.jsonl:2: place “XX” is unknown.",
        "organizations.jsonl:2: org_type is missing.",
        "organizations.jsonl:2: parent “nobody” is not in the collection.",
    ]


def test_file_that_is_missing_is_reported(write, tmp_path):
    write(record_row())
    (tmp_path / "policies.jsonl").unlink()
    (fault,) = faults_of(tmp_path)
    assert fault.startswith("policies.jsonl: cannot be read (")


def test_every_fault_is_reported_at_once_and_nothing_is_loaded(write):
    write(record_row("one", kind="XXX"), record_row("two", places=["XX"]), record_row("three"))
    with pytest.raises(InvalidCollectionError) as caught:
        load_starter()
    assert len(caught.value.faults) == 2
    assert not Record.objects.exists()
    assert not Organization.objects.exists()


def test_collection_of_the_product_has_no_faults():
    assert (DATA / ORGANIZATION_FILE).exists()
    collection = read_collection(labels())
    assert len(collection.records) == 307
    assert len(collection.organizations) == 196


def test_loaded_things_are_public_and_linked(write):
    citing = record_row("citing", relations=[{"kind": "cites", "target": "cited"}])
    branch = organization_row("branch", parent="office")
    write(citing, record_row("cited"), organizations=[branch, organization_row()])
    progress: list[tuple[int, int]] = []
    assert load_starter(lambda done, total: progress.append((done, total))) == 4
    assert progress == [(1, 4), (2, 4), (3, 4), (4, 4)]
    record = Practice.objects.get(identifier=citing["identifier"])
    assert record in [each.specific for each in Record.objects.public()]
    assert record.provenance_kind == "starter"
    assert [str(party) for party in record.parties.all()] == ["Office office"]
    assert [str(each.target) for each in record.relations.all()] == ["Cafés cited"]
    assert Organization.objects.get(identifier=branch["identifier"]).parent is not None


def test_loading_again_adds_nothing(write):
    write(record_row())
    assert load_starter() == 2
    start = last_sequence()
    assert load_starter() == 0
    assert (Record.objects.count(), Organization.objects.count()) == (1, 1)
    assert changes_after(start) == []


def test_edited_withdrawn_and_deleted_things_are_left_as_they_are(write):
    write(record_row("edited"), record_row("withdrawn"), record_row("deleted"))
    load_starter()
    by_key = {
        key: Practice.objects.get(identifier=identifier_for(f"record {key}"))
        for key in ("edited", "withdrawn", "deleted")
    }
    make.publish_again(by_key["edited"], title="Better title")
    withdraw_record(by_key["withdrawn"], by=SYSTEM, reason="Wrong")
    by_key["deleted"].delete()
    assert load_starter() == 0
    assert [str(each) for each in Record.objects.public()] == ["Better title"]


def test_run_after_a_crash_adds_the_rest(write):
    write(record_row("one"))
    load_starter()
    write(record_row("one"), record_row("two"))
    assert load_starter() == 1
    assert Record.objects.public().count() == 2
    assert Version.objects.filter(identifier=identifier_for("record one")).count() == 1


def test_command_says_what_it_did_and_lists_faults(write, capsys):
    write(record_row())
    call_command("load_starter")
    assert "2" in capsys.readouterr().out
