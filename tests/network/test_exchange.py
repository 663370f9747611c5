"""Administrators keep offers, seeks and services of their organization up to date."""

import pytest

from tessera.changes.models import Change, Version
from tessera.lib.errors import NotAllowedError
from tessera.network.claims.claiming import take_entry
from tessera.network.models import Organization
from tessera.network.team.errors import TeamStateError
from tessera.network.team.exchange import present_version, update_exchange
from tests.factories.accounts import administrator, stranger, user
from tests.factories.network import organization
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


@pytest.fixture
def nuria():
    return user("nuria@office.example")


@pytest.fixture
def office(nuria):
    made = organization("Office for Newcomers")
    take_entry(made, by=nuria)
    return made


def given(office, **more: object) -> dict[str, object]:
    return {
        "offers": [concept("PX", "VIS").pk], "seeks": [], "services": [concept("TH", "LAN").pk],
        "version": present_version(office), **more,
    }  # fmt: skip


def test_what_is_saved_is_public_at_once_and_is_a_version(client, office, nuria):
    client.force_login(nuria)
    address = f"/en/organizations/{office.identifier}/team/exchange/"
    assert client.get(address).status_code == 200
    before = Change.objects.count()
    assert client.post(address, given(office)).status_code == 302
    client.logout()
    page = client.get(office.get_absolute_url()).text
    assert "Study visit" in page
    assert Change.objects.count() > before, "search, feeds and kept pages hear of it"
    newest = Version.objects.filter(identifier=office.identifier).latest("number")
    assert newest.snapshot["offers"] == ["VIS"]
    assert newest.by == nuria


def test_a_draft_of_editors_is_not_lost(office, nuria):
    office.acronym = "OFN"
    office.save_revision(user=administrator())
    office.refresh_from_db()
    assert office.has_unpublished_changes
    values = {"offers": [concept("PX", "VIS")], "seeks": [], "services": []}
    update_exchange(office, values, version=present_version(office), by=nuria)
    present = Organization.objects.get(pk=office.pk)
    assert present.acronym == "", "what editors write is not published by others"
    assert present.has_unpublished_changes
    draft = present.get_latest_revision_as_object()
    assert draft.acronym == "OFN"
    assert [each.code for each in draft.offers.all()] == ["VIS"]
    assert [each.code for each in present.offers.all()] == ["VIS"]


def test_somebody_else_was_faster(client, office, nuria):
    client.force_login(nuria)
    address = f"/en/organizations/{office.identifier}/team/exchange/"
    stale = given(office)
    assert client.post(address, stale).status_code == 302
    stale["seeks"] = [concept("PX", "VIS").pk]
    answer = client.post(address, stale)
    assert answer.status_code == 422
    assert "Somebody changed the organization meanwhile" in answer.text
    assert not Organization.objects.get(pk=office.pk).seeks.exists()
    again = {**stale, "version": present_version(Organization.objects.get(pk=office.pk))}
    assert f'value="{again["version"]}"' in answer.text
    assert client.post(address, again).status_code == 302
    assert client.post(address, {**again, "version": "x", "offers": ["999999"]}).status_code == 422


def test_the_stranger_may_not(office):
    values = {"offers": [], "seeks": [], "services": []}
    with pytest.raises(NotAllowedError):
        update_exchange(office, values, version=present_version(office), by=stranger())
    with pytest.raises(TeamStateError):
        update_exchange(office, values, version=-1, by=administrator())
