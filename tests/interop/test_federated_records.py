"""A record of another Tessera keeps its home and identifier in all that goes out."""

import csv
import io
from xml.etree.ElementTree import fromstring

import pytest

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Record
from tessera.interop.friends import actions as friendship
from tessera.interop.harvesting import actions, deciding
from tessera.interop.models import HarvestItem, HarvestLink, HarvestRun
from tessera.lib.identifiers import identifier_for
from tessera.search.indexing import reindex
from tests.factories import catalogue as make
from tests.factories import harvests
from tests.factories.network import organization
from tests.interop.playing import Repository, Site, dc, playing, tessera

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NAME, SECOND = identifier_for("federated/1"), identifier_for("federated/2")


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        server.answering = server.site = Site(home=server.base)
        server.site.records = [tessera(server.base, NAME, "Neighbours meet")]
        yield server


def befriended(other) -> HarvestRun:
    friendship.befriend(other.base, by=SYSTEM)
    return harvests.work(HarvestRun.objects.get())


def said_of(run) -> dict[str, str]:
    return {each.upstream: each.said[0][0] for each in HarvestItem.objects.filter(run=run)}


def test_a_record_names_its_home_wherever_it_is_shown(other, client):
    befriended(other)
    home = f"{other.base}/id/{NAME}"
    page = client.get(Record.objects.get(identifier=NAME).get_absolute_url())
    assert f'<a href="{home}"><bdi>{home}</bdi></a>' in page.content.decode()  # to cite it by
    assert f'<{home}>; rel="cite-as"' in page["Link"]
    assert f"<http://127.0.0.1:8000/id/{NAME}?format=jsonld>" in page["Link"]
    graph = client.get(f"/id/{NAME}?format=jsonld").json()
    assert (graph["@id"], graph["url"], graph["sdPublisher"]["url"]) == (home, home, other.base)
    told = client.get(f"/api/v1/records/{NAME}").json()
    assert (told["id"], told["url"], told["home"]) == (NAME, home, other.base)
    for name in ("csl", "bibtex", "ris", "turtle"):
        assert home in client.get(f"/id/{NAME}?format={name}").content.decode()
    for prefix in ("oai_dc", "tessera", "oai_datacite"):
        assert home in client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}").content.decode()


def test_lists_and_feeds_name_the_home_beside_our_own_page(other, client):
    befriended(other)
    ours = make.record("Ours").identifier
    reindex()
    home = f"{other.base}/id/{NAME}"
    page = f"http://127.0.0.1:8000{Record.objects.get(identifier=NAME).get_absolute_url()}"
    own = f"http://127.0.0.1:8000/id/{ours}"
    told = {each["id"]: each for each in client.get("/api/v1/search").json()["results"]}
    assert [told[NAME][each] for each in ("url", "page", "home")] == [home, page, other.base]
    assert (told[ours]["url"], told[ours]["home"]) == (own, "")
    table = csv.DictReader(io.StringIO(client.get("/en/search.csv").getvalue().decode("utf-8-sig")))
    rows = {each["identifier"]: each for each in table}
    assert [rows[NAME][each] for each in ("address", "page", "home")] == [home, page, other.base]
    assert (rows[ours]["address"], rows[ours]["home"]) == (own, "")
    for address in ("/en/search.atom", "/en/new.atom"):
        entries = {
            each.findtext(f"{ATOM}id"): {
                link.get("rel", "alternate"): link.get("href") for link in each.iter(f"{ATOM}link")
            }
            for each in fromstring(client.get(address).text).iter(f"{ATOM}entry")
        }
        assert entries[home] == {"alternate": page, "via": home}
        assert "via" not in entries[own]
    items = {each["id"]: each for each in client.get("/en/search.json").json()["items"]}
    assert (items[home]["url"], items[home]["external_url"]) == (page, home)
    assert "external_url" not in items[own]


def test_harvested_records_tell_where_they_came_from(other, client):
    other.answering = Repository([dc("oai:r:1", "Language cafés in small towns of the north")])
    harvests.harvested(harvests.source(f"{other.base}/oai"))
    make.record("Ours")
    listed = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").content.decode()
    assert listed.count("<about>") == 1
    assert f"<baseURL>{other.base}/oai</baseURL><identifier>oai:r:1</identifier>" in listed


def test_a_list_asks_no_more_for_more_records(other, client, django_assert_max_num_queries):
    other.site.records.append(tessera(other.base, SECOND, "Mentors for newcomers"))
    befriended(other)
    with django_assert_max_num_queries(40):
        client.get("/oai?verb=ListRecords&metadataPrefix=tessera")


def test_an_address_has_to_name_its_identifier(other):
    other.site.records = [
        tessera(other.base, NAME, "One thing").replace(f"/id/{NAME}", f"/id/{SECOND}")
    ]
    assert set(said_of(befriended(other)).values()) == {"not-its-id"}
    assert not Record.objects.exists()


def test_identifiers_that_were_ever_ours_are_not_given_away(other):
    gone, body = make.record("Gone"), organization("An association")
    other.site.records = [tessera(other.base, each.identifier, "Mine now") for each in (gone, body)]
    gone.delete()
    assert list(said_of(befriended(other)).values()) == ["same-id", "same-id"]
    assert not Record.objects.exists()


def test_what_was_taken_back_comes_again_as_the_same(other, client):
    run = befriended(other)
    actions.undo(run, by=SYSTEM)
    harvests.work(run)
    assert not Record.objects.exists()
    harvests.harvested(run.source)
    assert Record.objects.get().identifier == NAME
    assert client.get(f"/id/{NAME}").status_code == 303


def test_what_looks_like_ours_comes_in_under_its_own_identifier_when_somebody_says_so(other):
    make.record("Neighbours meet")
    befriended(other)
    link = HarvestLink.objects.get()
    assert link.state == HarvestLink.State.DUPLICATE
    deciding.decide(link, choice="add", by=SYSTEM)
    record = Record.objects.get(identifier=NAME)
    assert record.home == f"{other.base}/id/{NAME}"
