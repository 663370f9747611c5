"""The starter collection that comes with the product is complete and says where it is from."""

import json
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from tessera.catalogue.starter.reading import DATA, ORGANIZATION_FILE, RECORD_FILES
from tessera.lib.identifiers import normalize
from tessera.lib.languages import INTERFACE_LANGUAGES


def rows_of(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


RECORDS = {row["key"]: row for name in RECORD_FILES for row in rows_of(name)}
ORGANIZATIONS = {row["key"]: row for row in rows_of(ORGANIZATION_FILE)}
EVERYTHING = {**RECORDS, **ORGANIZATIONS}


def keys_where(rows: dict[str, dict], is_wrong) -> list[str]:
    return [key for key, row in rows.items() if is_wrong(row)]


def summaries(row: dict) -> dict[str, str]:
    """Language → summary, where there is one."""
    found = {
        tag: text.get("summary") or text.get("what_it_does") for tag, text in row["texts"].items()
    }
    return {tag: summary for tag, summary in found.items() if summary}


def test_it_has_307_records_and_196_organizations():
    assert (len(RECORDS), len(ORGANIZATIONS)) == (307, 196)
    assert len(EVERYTHING) == 503
    kinds = Counter(row["kind"] for row in RECORDS.values())
    assert set(kinds) == {"APP", "PRA", "GUI", "POL", "ACA"}
    assert kinds["APP"] == 29


def test_identifiers_are_valid_and_each_is_used_once():
    identifiers = [row["identifier"] for row in EVERYTHING.values()]
    assert [each for each in identifiers if normalize(each) != each] == []
    assert len(set(identifiers)) == 503


def test_every_title_is_in_all_seven_languages():
    wanting = [
        (key, tag)
        for rows, column in ((RECORDS, "title"), (ORGANIZATIONS, "name"))
        for key, row in rows.items()
        for tag in INTERFACE_LANGUAGES
        if not row["texts"].get(tag, {}).get(column, "").strip()
    ]
    assert wanting == []


def test_every_english_summary_has_25_to_70_words():
    lengths = {key: len(summaries(row)["en"].split()) for key, row in EVERYTHING.items()}
    assert {key: number for key, number in lengths.items() if not 25 <= number <= 70} == {}


def test_no_two_summaries_are_the_same():
    counted = Counter(summaries(row)["en"] for row in EVERYTHING.values())
    assert [summary for summary, number in counted.items() if number > 1] == []


def test_approaches_and_40_practices_have_summaries_in_all_seven_languages():
    full = Counter(
        row["kind"] for row in RECORDS.values() if set(summaries(row)) >= set(INTERFACE_LANGUAGES)
    )
    assert full["APP"] == 29
    assert full["PRA"] >= 40


def test_records_have_a_summary_in_the_language_of_their_source():
    def lacks(row: dict) -> bool:
        own = row.get("source_language", "")
        return own in INTERFACE_LANGUAGES and own not in summaries(row)

    assert keys_where(RECORDS, lacks) == []


@pytest.mark.parametrize(
    ("language", "letters"),
    [("ar", r"[\u0600-\u06ff]"), ("ru", r"[а-яё]"), ("zh-hans", r"[\u4e00-\u9fff]")],
)
def test_summaries_are_written_in_the_letters_of_their_language(language, letters):
    there = {
        key: summaries(row)[language] for key, row in RECORDS.items() if language in summaries(row)
    }
    assert len(there) >= 69
    assert [
        key for key, text in there.items() if len(re.findall(letters, text)) < len(text) / 3
    ] == []


def test_translations_are_marked_as_machine_translation():
    marks = Counter(
        (tag == row["original_language"], text["status"])
        for row in EVERYTHING.values()
        for tag, text in row["texts"].items()
    )
    assert set(marks) == {(True, "original"), (False, "machine")}


def test_everything_says_where_and_when_its_facts_were_gathered():
    def lacks(row: dict) -> bool:
        parts = urlsplit(row.get("provenance_url", ""))
        is_address = parts.scheme in {"http", "https"} and "." in parts.netloc
        return not is_address or not re.fullmatch(r"20\d\d-\d\d-\d\d", row.get("provenance_at", ""))

    assert keys_where(EVERYTHING, lacks) == []


def test_evidence_is_claimed_only_by_what_was_evaluated():
    levels = Counter(row.get("evidence_level", "E0") for row in RECORDS.values())
    assert levels["E0"] > 0.7 * len(RECORDS)


def test_records_are_linked_to_organizations_and_to_each_other():
    named = [
        row[role] for row in RECORDS.values() for role in ("lead", "publisher") if row.get(role)
    ]
    assert [key for key in named if key not in ORGANIZATIONS] == []
    assert len(named) >= 150
    relations = [each for row in RECORDS.values() for each in row.get("relations", [])]
    assert [each for each in relations if each["target"] not in RECORDS] == []
    assert {"implements", "cites", "supersedes"} <= {each["kind"] for each in relations}


def test_every_record_has_a_theme():
    assert keys_where(RECORDS, lambda row: not row.get("themes")) == []


def test_the_licence_of_the_collection_is_stated():
    assert "CC BY 4.0" in (DATA / "LICENCE.md").read_text("utf-8")
