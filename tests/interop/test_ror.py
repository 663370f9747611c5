"""Organizations find their identifiers in the dump of ROR, and an editor says whether they fit."""

import json
import tracemalloc
import zipfile

import pytest

from tessera.changes.models import Change, Version
from tessera.interop.ror import dump
from tessera.interop.ror.actions import ProposalStateError, confirm_proposal, refuse_proposal
from tessera.interop.ror.commanding import load_dump
from tessera.interop.ror.dump import DumpError, entries, host_of
from tessera.interop.ror.matching import propose
from tessera.interop.ror.models import RorProposal
from tessera.lib.errors import NotAllowedError
from tessera.network.actions import withdraw_organization
from tests.factories.accounts import desk_editor, stranger
from tests.factories.network import organization
from tests.factories.vocabularies import place

pytestmark = pytest.mark.django_db
ROR = "https://ror.org/04x48z588"


def item(name="Office for Newcomers", ror=ROR, country="DE", **more):
    """An entry as the registry writes it (schema 2.1)."""
    return {
        "id": ror,
        "status": "active",
        "names": [
            {"lang": "en", "types": ["ror_display", "label"], "value": name},
            {"lang": None, "types": ["acronym"], "value": "OFN"},
        ],
        "types": ["government"],
        "domains": [],
        "links": [{"type": "website", "value": "https://newcomers.example.org/"}],
        "locations": [
            {"geonames_id": 1, "geonames_details": {"country_code": country, "name": "Bonn"}}
        ],
        "external_ids": [{"type": "wikidata", "all": ["Q42"], "preferred": None}],
        "relationships": [],
        "established": 1990,
        "admin": {},
        **more,
    }


def read(tmp_path, *items, indent=None):
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(items, indent=indent, ensure_ascii=False), "utf-8")
    return list(entries(path))


def test_entry_says_what_is_compared(tmp_path):
    (entry,) = read(tmp_path, item(domains=["Newcomers.example.ORG"]))
    assert (entry.ror, entry.name, entry.city) == (ROR, "Office for Newcomers", "Bonn")
    assert entry.names == ("Office for Newcomers",)
    assert entry.acronyms == ("OFN",)
    assert entry.hosts == ("newcomers.example.org",)
    assert entry.wikidata == ("Q42",)


@pytest.mark.parametrize("indent", [None, 4])
def test_every_entry_is_read_wherever_the_pieces_of_the_file_end(tmp_path, monkeypatch, indent):
    items = [item(f"Bureau {n} “{'ü' * n}”", ror=f"https://ror.org/0{n:08}") for n in range(40)]
    for chunk in (1, 7, 1000):
        monkeypatch.setattr(dump, "_CHUNK", chunk)
        assert len(read(tmp_path, *items, indent=indent)) == 40


def test_published_archive_is_read_without_unpacking_it(tmp_path):
    path = tmp_path / "v2.9-ror-data.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v2-ror-data.csv", "id,name\n")
        archive.writestr("v2-ror-data.json", json.dumps([{"id": ROR, "name": "of schema 1"}]))
        archive.writestr("v2-ror-data_schema_v2.json", json.dumps([item()]))
    assert [entry.name for entry in entries(path)] == ["Office for Newcomers"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[{", '[{"id": 1}, {"id":', "[" + "[" * 100_000, '["' + "x" * 100, "PK\x03\x04"],
)
def test_what_is_no_dump_is_told(tmp_path, text):
    path = tmp_path / "dump.json"
    path.write_text(text)
    with pytest.raises(DumpError):
        list(entries(path))
    with pytest.raises(DumpError):
        list(entries(tmp_path / "absent.json"))


def test_entries_with_nonsense_in_them_are_passed_over(tmp_path):
    odd = [
        None, 7, {"id": "https://ror.org/1"}, item(names="x"), item(names=[]),
        item(names=[{"value": 3}]),
    ]  # fmt: skip
    good = item(locations=None, links=[None, {"type": "website"}], external_ids={}, domains=[5])
    assert [entry.ror for entry in read(tmp_path, *odd, good)] == [ROR]


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(count):
        path = tmp_path / f"{count}.json"
        with path.open("w") as out:
            out.write("[")
            for n in range(count):
                out.write(("," if n else "") + json.dumps(item(f"Bureau {n}", notes="x" * 1500)))
            out.write("]")
        tracemalloc.start()
        assert sum(1 for _ in entries(path)) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(6000) < 1.5 * peak(2000)


@pytest.mark.parametrize(
    ("fields", "country", "reasons"),
    [
        ({"wikidata": "Q42"}, "FR", ["wikidata", "name"]),
        ({"website": "https://www.newcomers.example.org"}, "DE", ["website", "name"]),
        ({}, "DE", ["name"]),
        ({"acronym": "OFN"}, "DE", ["name", "acronym"]),
        ({}, "FR", None),
        ({"ror": "https://ror.org/012345678"}, "DE", None),
    ],
)
def test_proposed_is_what_agrees_enough(tmp_path, fields, country, reasons):
    made = organization("OFFICE for newcomers!", country=place(country), **fields)
    tally = propose(read(tmp_path, item()))
    found = RorProposal.objects.filter(organization=made).first()
    assert (found.reasons if found else None) == reasons
    assert tally.proposed == (1 if reasons else 0)


def test_page_below_a_site_is_not_the_site():
    assert host_of("https://www.example.org/") == "example.org"
    assert host_of("https://city.example.org/offices/newcomers") == ""
    assert host_of("https://[broken") == ""


def test_loading_again_proposes_nothing_twice_and_nothing_refused(tmp_path):
    organization(country=place("DE"))
    found = read(tmp_path, item(), item())
    assert propose(found).proposed == 1
    refuse_proposal(RorProposal.objects.get(), by=desk_editor())
    assert propose(found).proposed == 0
    assert RorProposal.objects.get().state == "refused"


def test_identifier_that_was_given_up_leads_to_its_successor(tmp_path):
    made = organization(ror=ROR, country=place("DE"))
    newer = "https://ror.org/05xyz1234"
    old = item(status="inactive", relationships=[{"type": "successor", "id": newer, "label": "x"}])
    tally = propose(read(tmp_path, old))
    assert tally.outdated == [ROR]
    confirm_proposal(RorProposal.objects.get(), by=desk_editor())
    made.refresh_from_db()
    assert made.ror == newer


def test_confirmed_identifier_is_published_and_others_are_closed(tmp_path, client):
    made = organization(country=place("DE"))
    propose(read(tmp_path, item(), item(ror="https://ror.org/05xyz1234")))
    first, second = RorProposal.objects.order_by("ror")
    before = Change.objects.count()
    confirm_proposal(first, by=desk_editor())
    made.refresh_from_db()
    assert made.ror == first.ror
    assert Version.objects.filter(identifier=made.identifier).count() == 2
    assert Change.objects.count() == before + 1
    second.refresh_from_db()
    assert second.state == "refused"
    assert first.ror in client.get(f"/id/{made.identifier}", follow=True).text
    with pytest.raises(ProposalStateError):
        confirm_proposal(second, by=desk_editor("other@example.org"))


def test_draft_in_work_stays_a_draft(tmp_path):
    made = organization(country=place("DE"))
    made.acronym = "NEW"
    made.save_revision()
    propose(read(tmp_path, item()))
    confirm_proposal(RorProposal.objects.get(), by=desk_editor())
    made.refresh_from_db()
    assert (made.ror, made.acronym, made.has_unpublished_changes) == (ROR, "", True)
    draft = made.get_latest_revision_as_object()
    assert (draft.ror, draft.acronym) == (ROR, "NEW")


def test_identifier_of_another_organization_is_not_given_twice(tmp_path):
    organization(country=place("DE"))
    propose(read(tmp_path, item()))
    organization("Its twin", ror=ROR)
    with pytest.raises(ProposalStateError, match="perhaps they are the same"):
        confirm_proposal(RorProposal.objects.get(), by=desk_editor())


def test_withdrawn_organization_gets_none(tmp_path):
    from tessera.accounts.actors import SYSTEM

    made = organization(country=place("DE"))
    propose(read(tmp_path, item()))
    withdraw_organization(made, by=SYSTEM, reason="Closed.")
    with pytest.raises(ProposalStateError):
        confirm_proposal(RorProposal.objects.get(), by=desk_editor())


def test_stranger_may_not_decide(tmp_path, client):
    organization(country=place("DE"))
    propose(read(tmp_path, item()))
    proposal, person = RorProposal.objects.get(), stranger()
    for decide in (confirm_proposal, refuse_proposal):
        with pytest.raises(NotAllowedError):
            decide(proposal, by=person)
    client.force_login(person)
    assert client.get("/editors/reports/ror/").status_code in (302, 403)


def test_editor_decides_on_a_page(tmp_path, client, django_assert_max_num_queries):
    for number in range(3):
        organization(f"Bureau {number}", country=place("DE"))
    propose(
        read(tmp_path, *(item(f"Bureau {n}", ror=f"https://ror.org/0{n:08}") for n in range(3)))
    )
    client.force_login(desk_editor())
    page = client.get("/editors/reports/ror/")
    assert page.text.count("same name") == 3
    proposal = RorProposal.objects.get(ror="https://ror.org/000000001")
    answer = client.post(f"/editors/reports/ror/{proposal.pk}/", {"answer": "same"}, follow=True)
    assert "Bureau 1 has its ROR ID now." in answer.text
    again = client.post(f"/editors/reports/ror/{proposal.pk}/", {"answer": "same"}, follow=True)
    assert "decided this already" in again.text
    other = RorProposal.objects.get(ror="https://ror.org/000000002")
    client.post(f"/editors/reports/ror/{other.pk}/", {"answer": "other"})
    assert RorProposal.objects.filter(state="open").count() == 1


def test_operator_is_told_what_came_of_it(tmp_path):
    organization(country=place("DE"))
    path = tmp_path / "dump.json"
    path.write_text(json.dumps([item()]))
    said = []
    load_dump(path, say=said.append)
    assert said == [
        "1 entries of ROR were read.",
        "1 new proposals for the 1 organizations without ROR ID.",
    ]
