"""Pages of somebody who is signed in, and what is wrong with a page."""

from collections.abc import Mapping
from itertools import product

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tessera.accounts.models import User
from tests.browser.conftest import NARROW, PATIENCE, WIDE

AXE = Axe()
#: All rules that axe knows for WCAG 2.2 AA, and its best practices.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """With the session that the sign-in page of the site at ``url`` would give."""
    client = Client()
    client.force_login(user)
    hand_over(client, context, url)


def hand_over(client: Client, context: BrowserContext, url: str) -> None:
    """The browser goes on with the session of a client."""
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def page_of(browser: Browser, base: str, user: User | None, **options: object) -> Page:
    """A page of somebody who is signed in, or of a visitor."""
    context = browser.new_context(base_url=base, **{"viewport": WIDE, **options})
    if user:
        sign_in(context, user, base)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def barriers(page: Page) -> list[str]:
    """What the scan finds on a page that is open."""
    return [
        f"{each['id']}: {node['html'][:160]} — {node['failureSummary'][:300]}"
        for each in AXE.run(page, options=RULES).response["violations"]
        for node in each["nodes"][:3]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether something is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def barriers_of(
    browser: Browser, base: str, user: User, addresses: Mapping[str, str]
) -> dict[tuple[str, int, str], list[str]]:
    """What is wrong with named pages, wide and on a phone, from left to right and back."""
    found = {}
    for language, viewport in product(("en", "ar"), (WIDE, NARROW)):
        page = page_of(browser, base, user, viewport=viewport)
        for name, address in addresses.items():
            page.goto(f"/{language}/{address}")
            wrong = barriers(page) + ["scrolls sideways"] * scrolls_sideways(page)
            if wrong:
                found[language, viewport["width"], name] = wrong
        page.context.close()
    return found
