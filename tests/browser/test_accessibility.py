"""Every public page passes the accessibility scan, light and dark, and scrolls up and down only."""

import pytest
from playwright.sync_api import Page

from tessera.web.errors import STATUSES
from tests.browser.conftest import NARROW, NARROWEST, Site
from tests.browser.signed_in import barriers, scrolls_sideways
from tests.house import addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def everything(site: Site, language: str) -> list[str]:
    """All pages, what is left of a withdrawn record, and the error pages."""
    return [
        *addresses.pages(site.there, language),
        f"/{language}/records/{site.there.withdrawn.identifier}/",
        *[f"/{language}/errors/{status}/" for status in STATUSES],
    ]


def scan(page: Page, paths: list[str], schemes: tuple[str, ...]) -> dict[str, list[str]]:
    """Address and scheme → violations."""
    faults = {}
    for path in paths:
        page.goto(path)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            if found := barriers(page):
                faults[f"{path} {scheme}"] = found
    return faults


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_every_page_passes_the_scan(site, visit, language):
    page = visit(f"/{language}/")
    assert scan(page, everything(site, language), ("light", "dark")) == {}


def test_every_page_passes_the_scan_on_a_phone(site, visit):
    page = visit("/en/", viewport=NARROW)
    assert scan(page, everything(site, "en"), ("light",)) == {}


def test_open_menus_pass_the_scan(visit):
    page = visit("/en/search/")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert barriers(page) == []
        page.fill("#q", "lang")
        page.locator("[role=option]").first.wait_for()
        assert barriers(page) == []
        page.fill("#q", "")


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_nothing_scrolls_sideways_on_the_narrowest_screen(site, visit, language):
    page = visit(f"/{language}/", viewport=NARROWEST)
    wide = []
    for path in everything(site, language):
        page.goto(path)
        if scrolls_sideways(page):
            wide.append(path)
    assert wide == []
