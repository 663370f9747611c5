"""Starting from an address in a real browser, and seeing that it is here already."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tessera.review.models import Submission
from tests.browser.conftest import NARROW
from tests.browser.signed_in import barriers, scrolls_sideways
from tests.browser.test_contributing import SAVED
from tests.factories import catalogue as records

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = b"""<html lang="en"><title>Welcome walks</title><meta name="description" content="Neighbours
show newcomers around."><meta property="og:site_name" content="City of Ashcombe"></html>"""


class Site(BaseHTTPRequestHandler):
    """Somebody's page."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)


@pytest.fixture
def site(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/walks"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_contribution_starts_from_an_address_and_is_seen_to_be_here(visit_own, site, language):
    here = records.record("Walks of welcome", places=["DE"])
    page = visit_own("/healthz", viewport=NARROW)
    page.goto(f"/{language}/contribute/", timeout=40_000)  # The first page of a cold site.
    page.click("a[href$='/contribute/from/']")
    page.fill("[name=source]", site)
    page.select_option("form[method=post] [name=kind]", "PRA")
    faults = barriers(page)
    page.click("button[value=read]")
    page.wait_for_url("**/short/")
    expect(page.locator("[name=title]")).to_have_value("Welcome walks")
    expect(page.locator("[name=lead]")).to_have_value("City of Ashcombe")
    expect(page.locator(".origin")).to_have_count(5)
    # While one types, what is here already comes up by itself.
    page.select_option("[name=places]", "DE")
    page.fill("[name=title]", "Walks of welcome")
    page.wait_for_selector(f"#alike [name=seen][value='{here.identifier}']", state="attached")
    page.wait_for_selector(SAVED)
    faults += barriers(page)
    assert not scrolls_sideways(page)
    page.click("button[name=different]")
    expect(page.locator("#alike .alike")).to_have_count(0)
    assert Submission.objects.get().not_same_as == [here.identifier]
    page.click(".more-file summary")
    faults += barriers(page)
    assert faults == []
