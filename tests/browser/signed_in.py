"""Pages of somebody who is signed in, and what is wrong with a page."""

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from tessera.accounts.models import User
from tests.browser.conftest import WIDE

AXE = Axe()
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def page_of(browser: Browser, base: str, user: User | None, **options: object) -> Page:
    """A page of somebody who is signed in, or of a visitor."""
    context = browser.new_context(base_url=base, **{"viewport": WIDE, **options})
    if user:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
    context.set_default_timeout(30_000)
    return context.new_page()


def barriers(page: Page) -> list[str]:
    """What the scan finds on a page that is open."""
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in AXE.run(page, options=RULES).response["violations"]
        for node in each["nodes"][:3]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether something is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
