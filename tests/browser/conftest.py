"""A running site with a small clearinghouse, once per file, and a browser to look at it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright
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


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as a new visitor: ``visit("/en/", viewport=NARROW)``."""
    contexts = []

    def open_page(path: str, **options: object) -> Page:
        options.setdefault("viewport", WIDE)
        context = chromium.new_context(base_url=site.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
