"""The desk and peer review in a real browser: journeys, and an accessibility scan."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tessera.accounts.actors import SYSTEM
from tessera.accounts.models import User
from tessera.review.actions.peer_rounds import assign_reviewers
from tessera.review.models import Assignment, ReviewRound, Submission
from tests.browser.conftest import FLAGS, NARROW, NARROWEST, WIDE
from tests.factories import accounts
from tests.factories import reviewing as make

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


def page_of(browser: Browser, base: str, person: User, **options: object) -> Page:
    """A page of somebody who is signed in."""
    client = Client()
    client.force_login(person)
    context = browser.new_context(base_url=base, **{"viewport": WIDE, **options})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
    context.set_default_timeout(10_000)
    return context.new_page()


def faults(page: Page) -> list[str]:
    found = AXE.run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_editor_lists_from_the_desk(live_server, chromium, language):
    one = make.complete()
    page = page_of(chromium, live_server.url, accounts.desk_editor())
    page.goto(f"/{language}/desk/")
    page.locator(".queue h3 a").click()
    page.fill("#id_note", "Thank you.")
    page.locator("button[value=list]").click()
    page.locator(".note-ok").wait_for()
    one.refresh_from_db()
    assert one.state == Submission.State.LISTED


@pytest.mark.parametrize("language", ["en", "ar"])
def test_review_with_a_blocked_conflict_arbitration_and_decision(live_server, chromium, language):
    make.reviewer("Berta Blocked", affiliations=(("City of Ashcombe", None),))
    make.team()
    one = make.round_of().submission
    editor = page_of(chromium, live_server.url, accounts.desk_editor())
    editor.goto(f"/{language}/desk/{one.identifier}/review/")
    assert editor.get_by_text("Berta Blocked").count() == 1
    assert editor.locator("input[name=reviewer]").count() == 3
    editor.locator("form[action$='/assign/'] button").click()
    editor.locator("#reviewers").wait_for()
    for assignment in Assignment.objects.order_by("number"):
        score = "3" if assignment.number == 1 else "1"
        write(chromium, live_server.url, language, assignment, score)
    arbiter = make.reviewer("Arno Arbiter")
    editor.reload()
    editor.locator(f"input[value='{arbiter.identifier}']").check()
    editor.locator("form[action$='/assign/'] button").click()
    editor.locator(".note-ok").wait_for()
    write(chromium, live_server.url, language, Assignment.objects.get(seat="arbiter"), "2")
    editor.reload()
    editor.select_option("#id_outcome", "listed")
    editor.fill("#id_note", "Stays listed.")
    editor.locator("form[action$='/decide/'] button").click()
    editor.locator(".note-ok").wait_for()
    one.refresh_from_db()
    assert one.state == Submission.State.LISTED
    assert ReviewRound.objects.get().decisions.get().outcome == "listed"


def write(browser: Browser, base: str, language: str, assignment: Assignment, score: str) -> None:
    """Declare, write, be saved while writing, and send in."""
    page = page_of(browser, base, make.person_of(assignment))
    page.goto(f"/{language}/desk/reviews/{assignment.identifier}/")
    page.locator("input[name=interests][value=none]").check()
    page.locator("form button.btn").first.click()
    page.locator("input[name=Q1]").first.wait_for()
    for number in range(1, 11):
        page.locator(f"input[name=Q{number}][value='{score}']").check()
        page.fill(f"#id_Q{number}_reason", "Because.")
    page.select_option("#id_level", "E2")
    page.locator("input[name=verdict][value=revise]").check()
    page.locator("button[value=submit]").click()
    page.locator(".note-ok").wait_for()
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_pass_the_scan_and_scroll_up_and_down_only(live_server, chromium, language):
    one = make.complete()
    listed = make.listed(title="Listed", source_url="https://example.org/other")
    assignments = assign_reviewers(make.round_of(listed), reviewers=make.team(), by=SYSTEM)
    make.hand_in(assignments[0])
    make.accept(assignments[1])
    editor = page_of(chromium, live_server.url, accounts.desk_editor())
    second = page_of(chromium, live_server.url, make.person_of(assignments[1]))
    third = page_of(chromium, live_server.url, make.person_of(assignments[2]))
    first = page_of(chromium, live_server.url, make.person_of(assignments[0]))
    own = page_of(chromium, live_server.url, listed.author)
    visits = [
        (editor, "desk/"), (editor, f"desk/{one.identifier}/"),
        (editor, f"desk/{listed.identifier}/review/"), (editor, "desk/roster/"),
        (editor, f"desk/roster/{assignments[0].reviewer.identifier}/"),
        (editor, "reviewing/apply/"), (second, f"desk/reviews/{assignments[1].identifier}/"),
        (third, f"desk/reviews/{assignments[2].identifier}/"),
        (first, f"desk/reviews/{assignments[0].identifier}/certificate/"),
        (first, "reviewing/"), (own, f"my/{listed.identifier}/review/"),
    ]  # fmt: skip
    told = {}
    for page, path in visits:
        page.set_viewport_size(WIDE)
        page.goto(f"/{language}/{path}")
        if found := faults(page):
            told[path] = found
        for size in (NARROW, NARROWEST):
            page.set_viewport_size(size)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > size["width"]:
                told[f"{path} {size['width']}"] = [str(width)]
    assert told == {}
