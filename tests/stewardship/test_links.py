"""Links are looked after: what readers and editors see of it."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tessera.catalogue.models import RecordLink
from tessera.lib.fetching import Fetched
from tessera.lib.link_states import LinkState
from tessera.stewardship import link_health, links
from tessera.stewardship.link_health import Finding, judge, look_at
from tessera.stewardship.links import LinkRound, watch_addresses
from tessera.stewardship.models import WatchedAddress
from tests.factories.accounts import desk_editor, stranger
from tests.factories.catalogue import record
from tests.factories.network import organization

pytestmark = pytest.mark.django_db

PAGES = {
    "/fine": (200, "", "A guide to welcome"),
    "/moved": (301, "/elsewhere", ""),
    "/elsewhere": (200, "", "The guide is here now"),
    "/lost": (302, "/", ""),
    "/": (200, "", "Our town"),
    "/polite": (200, "", "Page introuvable | Notre ville"),
    "/forbidden": (403, "", ""),
    "/broken": (500, "", ""),
    "/round": (302, "/round", ""),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        status, target, title = PAGES.get(self.path, (404, "", ""))
        body = f"<html><title>{title}</title>".encode()
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def at_once(settings, monkeypatch):
    """Sites of the tests may be asked, and without a pause."""
    settings.FETCH_LOOPBACK_ALLOWED = True
    monkeypatch.setattr(link_health, "RETRY_AFTER_SECONDS", 0)
    monkeypatch.setattr(links, "PEACE_SECONDS", 0)


def watch(address: str):
    thing = record("A guide to welcome", links=[RecordLink(url=address)])
    watch_addresses()
    return thing


WITNESS = "https://example.com/still-there"


def look_now(finding: str = "", times: int = 1, witness: str = LinkState.OK):
    """The round comes by, each time when the address is due again."""
    work = LinkRound(lambda address: Finding(witness if address == WITNESS else finding))
    for _each in range(times):
        WatchedAddress.objects.update(next_at=timezone.now())
        work.step()


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/fine", "ok"),
        ("/fine/", "dead"),
        ("/moved", "redirect"),
        ("/lost", "soft-404"),
        ("/polite", "soft-404"),
        ("/forbidden", "blocked"),
        ("/round", "dead"),
        ("/broken", ""),
    ],
)
def test_what_an_address_answers_is_understood(site, path, state):
    assert look_at(site + path).state == state


def test_an_address_inside_our_own_network_is_not_asked(settings, site):
    settings.FETCH_LOOPBACK_ALLOWED = False
    assert look_at(f"{site}/fine").state == LinkState.BLOCKED


def test_readers_see_when_a_link_last_worked(client, site):
    thing = watch(f"{site}/fine")
    assert "Not yet checked" in client.get(thing.get_absolute_url()).text
    call_command("check_links")
    assert "Works" in client.get(thing.get_absolute_url()).text
    RecordLink.objects.update(last_ok_at=timezone.now() - timedelta(days=30))
    look_now(LinkState.DEAD)
    page = client.get(thing.get_absolute_url()).text
    assert "Gone" in page
    assert "Last worked" in page


def test_readers_see_when_a_website_last_worked(client, site):
    thing = organization(website=f"{site}/moved")
    assert "Not yet checked" in client.get(thing.get_absolute_url()).text
    call_command("check_links")
    page = client.get(thing.get_absolute_url()).text
    assert "Moved" in page
    assert "Checked" in page


@pytest.fixture
def witness():
    """Another page, which worked a while ago."""
    thing = record("Still there", links=[RecordLink(url=WITNESS)])
    thing.links.update(state=LinkState.OK, last_ok_at=timezone.now())


def state_of(address: str) -> str:
    return RecordLink.objects.get(url=address).state


def test_a_site_that_is_away_for_a_day_is_not_called_gone(witness):
    address = "https://example.org/guide"
    thing = watch(address)
    WatchedAddress.objects.exclude(address=address).delete()
    look_now(LinkState.OK)
    look_now("", times=2)
    assert state_of(address) == LinkState.OK
    look_now("")
    assert state_of(address) == LinkState.DEAD
    assert "Gone" in Client().get(thing.get_absolute_url()).text
    look_now(LinkState.OK)
    assert state_of(address) == LinkState.OK
    assert WatchedAddress.objects.get().failures == 0


def test_when_we_are_cut_off_no_link_is_called_gone(witness):
    address = "https://example.org/guide"
    watch(address)
    WatchedAddress.objects.exclude(address=address).delete()
    look_now(LinkState.OK)
    look_now("", times=5, witness="")
    assert state_of(address) == LinkState.OK
    assert WatchedAddress.objects.get().failures == 0


@pytest.mark.parametrize(
    "title", ["Room 404 – a novel about arrival", "Law 404/2019", "Lost and not found: a study"]
)
def test_a_title_that_only_sounds_like_an_error_is_none(title):
    answer = Fetched(
        "https://example.org/a", 200, {}, "text/html", f"<title>{title}</title>".encode()
    )
    assert judge("https://example.org/a", 200, answer).state == LinkState.OK


def test_a_saved_copy_stays_when_the_page_is_gone():
    thing = watch("https://example.org/guide")
    RecordLink.objects.filter(record=thing).update(archived_url="https://archive.example/guide")
    look_now(LinkState.DEAD)
    assert RecordLink.objects.get().state == LinkState.ARCHIVED_ONLY


def test_an_address_is_asked_once_a_week_however_many_name_it():
    asked = []
    work = LinkRound(lambda address: asked.append(address) or Finding(LinkState.OK))
    watch("https://example.org/guide")
    watch("https://example.org/guide")
    assert work.step() is not None
    assert work.step() is None
    assert asked == ["https://example.org/guide"]
    assert set(RecordLink.objects.values_list("state", flat=True)) == {LinkState.OK}
    week = timezone.now() + timedelta(days=7)
    assert work.step(until=week) is not None


def test_a_site_is_left_in_peace_between_two_of_its_pages(monkeypatch):
    monkeypatch.setattr(links, "PEACE_SECONDS", 60)
    asked = []
    work = LinkRound(lambda address: asked.append(address) or Finding(LinkState.OK))
    for address in ("https://example.org/1", "https://example.org/2", "https://example.com/1"):
        watch(address)
    assert [bool(work.step()) for _each in range(3)] == [True, True, False]
    assert asked == ["https://example.org/1", "https://example.com/1"]


def test_what_is_not_public_is_not_asked():
    thing = watch("https://example.org/guide")
    thing.live = False
    thing.save(update_fields=["live"])
    assert watch_addresses() == 0


def test_editors_find_links_in_trouble_and_others_do_not(client):
    thing = watch("https://example.org/guide")
    look_now(LinkState.SOFT_404)
    report = "/editors/reports/links/"
    client.force_login(desk_editor())
    page = client.get(report)
    assert page.status_code == 200
    assert "https://example.org/guide" in page.text
    assert f"/{thing.pk}/" in page.text
    export = client.get(f"{report}?export=csv")
    assert b"".join(export.streaming_content).count(b"soft-404") == 1
    client.force_login(stranger())
    assert client.get(report).status_code in {302, 403}


def test_what_an_edit_made_unchecked_is_asked_again():
    address = "https://example.org/edited"
    edited = record(links=[RecordLink(url=address)])
    revision = edited.save_revision()
    watch_addresses()
    assert LinkRound(lambda _address: Finding(LinkState.OK)).step() is not None
    watch_addresses()
    assert WatchedAddress.objects.get().next_at > timezone.now() + timedelta(days=6)

    revision.publish()
    assert RecordLink.objects.get(url=address).state == LinkState.UNCHECKED
    watch_addresses()
    assert LinkRound(lambda _address: Finding(LinkState.OK)).step() is not None
    assert RecordLink.objects.get(url=address).state == LinkState.OK
