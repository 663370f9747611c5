"""A newer record takes the place of an older one: both stay, and each leads to the other."""

import pytest

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import (
    end_supersession,
    merge_record,
    publish_record,
    supersede_record,
    withdraw_record,
)
from tessera.catalogue.errors import RecordStateError
from tessera.changes.models import Change
from tessera.interop.description import describe_record
from tessera.interop.formats import datacite, turtle
from tessera.lib.errors import NotAllowedError
from tessera.search.documents import index_documents
from tests.factories import accounts
from tests.factories.catalogue import draft_record, publish_again, record

pytestmark = pytest.mark.django_db
NOTE = "The new edition has figures of 2025."


@pytest.fixture
def older():
    return record("Handbook 2019", "GUI")


@pytest.fixture
def newer():
    return record("Handbook 2025", "GUI")


def superseded(older, newer):
    return supersede_record(older, successor=newer, by=SYSTEM, note=NOTE)


def test_each_page_leads_to_the_other_and_both_resolve(client, older, newer):
    Change.objects.all().delete()
    superseded(older, newer)
    told = {change.identifier: change.what for change in Change.objects.all()}
    assert told == dict.fromkeys([older.identifier, newer.identifier], Change.What.CHECKED)
    old = client.get(older.get_absolute_url())
    assert old.status_code == 200
    for words in ("A newer record has taken its place", newer.get_absolute_url(), NOTE):
        assert words in old.text
    new = client.get(newer.get_absolute_url()).text
    assert "takes the place of an older record" in new
    assert older.get_absolute_url() in new
    assert client.get(f"/id/{older.identifier}").status_code == 303
    assert "Replaced by a newer record" in client.get("/en/places/de/").text


def test_programs_are_told_both_ways(client, older, newer):
    superseded(older, newer)
    older.refresh_from_db()
    newer.refresh_from_db()
    assert ("superseded_by", newer.identifier) in describe_record(older).relations
    assert ("supersedes", older.identifier) in describe_record(newer).relations
    answer = client.get(f"/api/v1/records/{older.identifier}").json()
    assert ["superseded_by", newer.identifier] in answer["relations"]
    assert "IsObsoletedBy" in datacite.serialize(describe_record(older))
    assert "dcterms:isReplacedBy" in turtle.serialize(describe_record(older))
    assert "dcterms:replaces" in turtle.serialize(describe_record(newer))


def test_search_prefers_the_newer(older, newer):
    before = next(index_documents([older.identifier])).quality
    superseded(older, newer)
    after = {
        each.identifier: each.quality
        for each in index_documents([older.identifier, newer.identifier])
    }
    assert after[older.identifier] < before
    assert after[older.identifier] < after[newer.identifier]


def test_it_outlives_further_publications_and_can_be_taken_back(client, older, newer):
    superseded(older, newer)
    newer.refresh_from_db()
    newer.get_latest_revision().publish()
    older.refresh_from_db()
    publish_again(older, summary="Told anew.")
    older.refresh_from_db()
    assert older.is_superseded
    page = client.get(newer.get_absolute_url()).text
    assert "takes the place of an older record" in page
    end_supersession(older, by=SYSTEM)
    older.refresh_from_db()
    assert (older.is_superseded, older.replaced_by) == (False, "")
    assert "taken its place" not in client.get(older.get_absolute_url()).text
    assert "takes the place" not in client.get(newer.get_absolute_url()).text
    with pytest.raises(RecordStateError):
        end_supersession(older, by=SYSTEM)


def test_another_successor_takes_the_relation_along(client, older, newer):
    newest = record("Handbook 2026", "GUI")
    superseded(older, newer)
    superseded(older, newest)
    assert "takes the place" not in client.get(newer.get_absolute_url()).text
    assert older.get_absolute_url() in client.get(newest.get_absolute_url()).text


def test_records_do_not_supersede_in_a_circle_nor_drafts(older, newer):
    superseded(older, newer)
    third = superseded(newer, record("Handbook 2026", "GUI"))
    last = third.replaced_by
    newest = type(third).objects.get(identifier=last)
    older.refresh_from_db()
    for successor in (older, newest, draft_record("Draft", "GUI")):
        with pytest.raises(RecordStateError):
            superseded(newest, successor)
    with pytest.raises(RecordStateError):
        supersede_record(draft_record("Draft", "GUI"), successor=newer, by=SYSTEM)


def test_what_is_superseded_is_not_called_out_of_date(client, older, newer):
    older.verification_due = "2020-01-01"
    publish_record(older, by=SYSTEM)
    superseded(older, newer)
    assert "may be out of date" not in client.get(older.get_absolute_url()).text


def test_withdrawn_and_merged_records_lead_on(client, older, newer):
    withdraw_record(older, by=SYSTEM, reason="Outdated.", replaced_by=newer)
    tombstone = client.get(older.get_absolute_url())
    assert tombstone.status_code == 410
    for words in ("Outdated.", newer.get_absolute_url(), "Find similar records"):
        assert words in tombstone.text
    twin = record("Handbook 2025, again", "GUI")
    merge_record(twin, into=newer, by=SYSTEM, reason="The same.")
    page = client.get(twin.get_absolute_url(), follow=True)
    assert page.status_code == 200
    assert twin.identifier in page.text


def test_editors_say_so_in_the_back_office_and_strangers_may_not(client, older, newer):
    address = f"/editors/records/{older.identifier}/supersede/"
    client.force_login(accounts.stranger())
    assert client.get(address).status_code in {302, 403}
    client.force_login(accounts.desk_editor())
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"successor": older.identifier, "note": ""})
    assert "Choose another" in wrong.text
    assert client.post(address, {"successor": newer.identifier, "note": NOTE}).status_code == 302
    older.refresh_from_db()
    assert older.replaced_by == newer.identifier
    assert client.post(address, {"do": "end"}).status_code == 302
    older.refresh_from_db()
    assert not older.is_superseded
    for act in (
        lambda: supersede_record(older, successor=newer, by=accounts.user("n@example.org")),
        lambda: end_supersession(older, by=accounts.user("m@example.org")),
    ):
        with pytest.raises(NotAllowedError):
            act()
