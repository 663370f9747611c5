"""Communities and asking a peer in a real browser: journeys without scripts, and a scan."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tessera.accounts.models import User
from tessera.communities.models import PeerRequest
from tessera.notifications.models import Mail
from tests.browser.conftest import FLAGS, NARROWEST, WIDE
from tests.factories.accounts import desk_editor
from tests.factories.communities import community, discussion, member, post
from tests.factories.communities import person as account
from tests.factories.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Axe()
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@pytest.fixture
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


def page_of(browser: Browser, base: str, user: User | None, **options: object) -> Page:
    """A page of somebody who is signed in, or of a visitor."""
    context = browser.new_context(base_url=base, **{"viewport": WIDE, **options})
    if user:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
    context.set_default_timeout(10_000)
    return context.new_page()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_ask_a_peer_and_turn_the_answer_into_a_record(live_server, chromium, language):
    person("Nuria Salcedo", user=account("Nuria Salcedo"), themes=["LAN"], languages=["en"],
           willing=["peer"])  # fmt: skip
    leyla = account("Leyla Haddad")
    PeerRequest.objects.all().delete()
    own = page_of(chromium, live_server.url, leyla, java_script_enabled=False)
    own.goto(f"/{language}/ask/")
    own.fill("#id_title", "How do you pay interpreters?")
    own.fill("#id_text", "We have twelve.")
    own.select_option("#id_language", "en")
    own.locator("#id_themes input").nth(2).check()
    own.locator("main form button").first.click()
    question = own.url
    desk = page_of(chromium, live_server.url, desk_editor(), java_script_enabled=False)
    desk.goto(f"/{language}/desk/moderation/")
    desk.get_by_role("link", name="How do you pay interpreters?").click()
    desk.locator("button[value=pass]").click()
    path = Mail.objects.get(kind="communities.asked").context["path"]
    peer = page_of(chromium, live_server.url, None, java_script_enabled=False)
    peer.goto(re.sub(r"^/\w+/", f"/{language}/", path))
    peer.fill("#id_text", "From the first day, by the hour.")
    peer.locator("main form button").first.click()
    own.goto(question)
    own.locator("button[value=draft]").click()
    assert own.locator("#id_title, [name=title]").first.input_value() == (
        "How do you pay interpreters?"
    )


def test_members_pages_pass_the_scan_and_never_scroll_sideways(live_server, chromium):
    leyla = account("Leyla Haddad")
    circle = community(focal=leyla)
    talk = discussion(circle, by=leyla)
    answer = post(talk, by=member(circle, "Nuria Salcedo"), text="نعم", language="ar")
    talk.accepted = answer
    talk.save()
    here, there = circle.get_absolute_url(), talk.get_absolute_url()
    pages = [
        here, f"{here}members/", f"{here}edit/", f"{here}start/", f"{here}records/", there,
        f"{there}1/edit/", f"{there}1/history/", f"{there}2/report/", f"{there}2/moderate/",
        "/en/ask/", "/en/desk/moderation/",
    ]  # fmt: skip
    wide = page_of(chromium, live_server.url, leyla)
    narrow = page_of(chromium, live_server.url, leyla, viewport=NARROWEST)
    found = {}
    for path in pages:
        wide.goto(path)
        broken = [
            f"{each['id']}: {node['html'][:160]}"
            for each in AXE.run(wide, options=RULES).response["violations"]
            for node in each["nodes"][:3]
        ]
        narrow.goto(path.replace("/en/", "/ar/"))
        if narrow.evaluate("document.documentElement.scrollWidth > innerWidth"):
            broken.append("scrolls sideways")
        if broken:
            found[path] = broken
    assert found == {}
