"""Every public page passes the accessibility scan, light and dark, and scrolls up and down only."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tessera.web.errors import STATUSES
from tests.browser.conftest import NARROW, NARROWEST, Site
from tests.house import addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
AXE = Axe()
#: All rules that axe knows for WCAG 2.2 AA, and its best practices.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ],
}  # fmt: skip


def everything(site: Site, language: str) -> list[str]:
    """All pages, what is left of a withdrawn record, and the error pages."""
    return [
        *addresses.pages(site.there, language),
        f"/{language}/records/{site.there.withdrawn.identifier}/",
        *[f"/{language}/errors/{status}/" for status in STATUSES],
    ]


def violations(page: Page) -> list[str]:
    found = AXE.run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} — {node['failureSummary'][:300]}"
        for each in found
        for node in each["nodes"][:3]
    ]


def scan(page: Page, paths: list[str], schemes: tuple[str, ...]) -> dict[str, list[str]]:
    """Address and scheme → violations."""
    faults = {}
    for path in paths:
        page.goto(path)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            if found := violations(page):
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
        assert violations(page) == []
        page.fill("#q", "lang")
        page.locator("[role=option]").first.wait_for()
        assert violations(page) == []
        page.fill("#q", "")


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_nothing_scrolls_sideways_on_the_narrowest_screen(site, visit, language):
    page = visit(f"/{language}/", viewport=NARROWEST)
    wide = {}
    for path in everything(site, language):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROWEST["width"]:
            wide[path] = width
    assert wide == {}
