"""A record of another Tessera keeps its home and identifier in all that goes out."""

import json

import pytest
from django.test import Client

from tessera.catalogue.models import Record
from tessera.interop.friends.describing import NoFriendError, look_up
from tessera.interop.models import HarvestItem
from tests.factories import catalogue as make
from tests.factories import harvests
from tests.interop.played_tessera import PlayedTessera
from tests.interop.playing import Answer, playing

pytestmark = pytest.mark.django_db
JSON = {"Content-Type": "application/json"}
#: A free identifier with its check character.
NAME = "T7K2-9QXP"


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        yield PlayedTessera(server)


@pytest.fixture
def taken_in(other):
    other.add(NAME, "Cafés of another town")
    source = harvests.source(f"{other.home}/oai", name="The Other Tessera", is_friend=True)
    harvests.harvested(source)
    return source


def said_of(run) -> dict[str, str]:
    return {each.upstream: each.said[0][0] for each in HarvestItem.objects.filter(run=run)}


def test_the_site_describes_itself(settings):
    settings.BASE_URL = "https://clearinghouse.example.org"
    told = Client().get("/.well-known/tessera").json()
    assert (told["software"], told["interface"], told["home"], told["oai"]) == (
        "Tessera", 1, "https://clearinghouse.example.org", "https://clearinghouse.example.org/oai",
    )  # fmt: skip
    assert told["identifiers"] == "https://clearinghouse.example.org/id/"


def test_another_tessera_is_known_by_any_of_its_pages(other):
    site = look_up(f"{other.home}/en/records/anything/?q=1")
    assert (site.home, site.name, site.oai) == (
        other.home, "The Other Tessera", f"{other.home}/oai",
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        {"home": "https://elsewhere.example"},
        {"oai": "https://elsewhere.example/oai"},
        {"identifiers": "https://elsewhere.example/id/"},
        {"oai": 7},
        {"interface": 2},
        {"software": "Other"},
    ],
)
def test_a_site_that_speaks_for_another_is_no_friend(other, said):
    other.said = said
    with pytest.raises(NoFriendError):
        look_up(other.home)


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<html>", headers={"Content-Type": "text/html"}),
        Answer("{", headers=JSON),
        Answer("[]", headers=JSON),
        Answer("[" * 50_000, headers=JSON),
        Answer(json.dumps({"software": "x" * 100_000}), headers=JSON),
        Answer(status=302, headers={"Location": "http://10.0.0.1/.well-known/tessera"}),
        Answer(status=404),
    ],
)
def test_a_description_that_is_none_is_refused(other, answer):
    other.answer = answer
    with pytest.raises(NoFriendError):
        look_up(other.home)


def test_a_long_name_is_cut(other):
    other.said = {"name": "n\x00" * 2_000}
    assert look_up(other.home).name == "n" * 120


def test_private_addresses_are_not_asked():
    with pytest.raises(NoFriendError):
        look_up("http://127.0.0.1:8000/")


def test_a_record_keeps_home_and_identifier_in_every_form(taken_in, other, client):
    record = Record.objects.get(identifier=NAME)
    home = f"{other.home}/id/{NAME}"
    assert record.home == home
    page = client.get(record.get_absolute_url())
    text = page.content.decode()
    assert f'<link rel="canonical" href="{home}">' in text
    assert "This record is at home at The Other Tessera." in text
    assert f'<{home}>; rel="cite-as"' in page["Link"]
    graph = client.get(f"/id/{NAME}?format=jsonld").json()
    assert (graph["@id"], graph["url"], graph["sdPublisher"]["url"]) == (home, home, other.home)
    told = client.get(f"/api/v1/records/{NAME}").json()
    assert (told["id"], told["url"], told["home"]) == (NAME, home, other.home)
    for name in ("csl", "bibtex", "ris", "turtle"):
        assert home in client.get(f"/id/{NAME}?format={name}").content.decode()
    for prefix in ("oai_dc", "tessera", "oai_datacite"):
        listed = client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}").content.decode()
        assert home in listed
        assert f"<baseURL>{other.home}/oai</baseURL><identifier>oai:other:{NAME}" in listed


def test_what_is_ours_has_no_provenance(client):
    make.record("Ours")
    listed = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").content.decode()
    assert "<about>" not in listed


def test_a_site_gives_only_records_of_its_own(other, settings):
    other.add("T7K2-9QXP", "Ours", uri=f"{settings.BASE_URL}/id/T7K2-9QXP")
    other.add("K3M8-2PDQ", "Of a third", uri="https://third.example/id/K3M8-2PDQ")
    run = harvests.harvested(harvests.source(f"{other.home}/oai", is_friend=True))
    assert said_of(run) == {
        "oai:other:T7K2-9QXP": "home-here", "oai:other:K3M8-2PDQ": "home-elsewhere",
    }  # fmt: skip
    assert not Record.objects.exists()


def test_an_address_has_to_name_its_identifier(other):
    other.add("T7K2-9QXP", "One thing", uri=f"{other.home}/id/ABCD-EFGH")
    run = harvests.harvested(harvests.source(f"{other.home}/oai", is_friend=True))
    assert said_of(run) == {"oai:other:T7K2-9QXP": "not-its-id"}


def test_identifiers_that_were_ever_ours_are_not_given_away(other):
    kept, gone = make.record("Here"), make.record("Gone")
    other.add(kept.identifier, "Mine now")
    other.add(gone.identifier, "This, too")
    gone.delete()
    run = harvests.harvested(harvests.source(f"{other.home}/oai", is_friend=True))
    assert set(said_of(run).values()) == {"same-id"}
    assert str(Record.objects.get()) == "Here"


def test_what_was_taken_back_comes_again_as_the_same(taken_in, other):
    from tessera.accounts.actors import SYSTEM
    from tessera.interop.harvesting import actions

    run = taken_in.runs.get()
    actions.undo(run, by=SYSTEM)
    harvests.work(run)
    assert not Record.objects.exists()
    harvests.harvested(taken_in)
    assert Record.objects.get().identifier == NAME
