"""A running site with a small clearinghouse, once per file, and a browser to look at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tessera.search.indexing import reindex
from tessera.vocabularies import labels as picture
from tests.conftest import lay_foundations
from tests.factories.clearinghouse import Clearinghouse, clearinghouse
from tests.factories.index import own_index

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, NARROW, NARROWEST = (
    {"width": width, "height": height} for width, height in ((1280, 900), (390, 844), (320, 640))
)
#: Milliseconds to wait for what is to come, also on a busy machine.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Site:
    """Where the site answers, and what is in it."""

    url: str
    there: Clearinghouse


@pytest.fixture(scope="module")
def site(warm_labels: list, django_db_blocker) -> Iterator[Site]:
    """The live site. Behind it, everything is again as the next test expects it."""
    with django_db_blocker.unblock(), own_index():
        there = clearinghouse()
        reindex()
        with override_settings(ROOT_URLCONF="tests.browser.urls"):
            server = LiveServer("localhost")
            yield Site(server.url, there)
            server.stop()
        call_command("flush", verbosity=0, interactive=False, allow_cascade=True)
        lay_foundations()
        warm_labels[0] = picture._state


@contextmanager
def running(chromium_path: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A browser for the tests of a file."""
    with running(chromium_path) as browser:
        yield browser


@pytest.fixture
def own_chromium(chromium_path: str) -> Iterator[Browser]:
    """A browser for one test: no page of it is left that asks while the next test goes on."""
    with running(chromium_path) as browser:
        yield browser


@contextmanager
def visitors(browser: Browser, base: str) -> Iterator[Callable[..., Page]]:
    """Open pages, each as a new visitor: ``visit("/en/", viewport=NARROW)``. All close behind."""
    contexts = []

    def open_page(path: str = "", **options: object) -> Page:
        context = browser.new_context(base_url=base, **{"viewport": WIDE, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of the file's clearinghouse, which stays as it is."""
    with visitors(chromium, site.url) as open_page:
        yield open_page


@pytest.fixture
def visit_own(live_server, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of the test's own site, in which one can write."""
    with visitors(chromium, live_server.url) as open_page:
        yield open_page
