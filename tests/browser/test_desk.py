"""The desk and peer review in a real browser: journeys, and an accessibility scan."""

import pytest
from playwright.sync_api import Browser, expect

from tessera.accounts.actors import SYSTEM
from tessera.review.actions.peer_rounds import assign_reviewers
from tessera.review.models import Assignment, ReviewRound, Submission
from tests.browser.conftest import NARROW, NARROWEST, WIDE
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories import accounts
from tests.factories import reviewing as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_editor_lists_from_the_desk(live_server, own_chromium, language):
    one = make.complete()
    page = page_of(own_chromium, live_server.url, accounts.desk_editor())
    page.goto(f"/{language}/desk/")
    page.locator(".queue h3 a").click()
    page.fill("#id_note", "Thank you.")
    page.locator("button[value=list]").click()
    expect(page.locator(".note-ok")).to_be_visible()
    one.refresh_from_db()
    assert one.state == Submission.State.LISTED


@pytest.mark.parametrize("language", ["en", "ar"])
def test_review_with_a_blocked_conflict_arbitration_and_decision(
    live_server, own_chromium, language
):
    make.reviewer("Berta Blocked", affiliations=(("City of Ashcombe", None),))
    make.team()
    one = make.round_of().submission
    editor = page_of(own_chromium, live_server.url, accounts.desk_editor())
    editor.goto(f"/{language}/desk/{one.identifier}/review/")
    assert editor.get_by_text("Berta Blocked").count() == 1
    assert editor.locator("input[name=reviewer]").count() == 3
    editor.locator("form[action$='/assign/'] button").click()
    expect(editor.locator("#reviewers")).to_be_visible()
    for assignment in Assignment.objects.order_by("number"):
        score = "3" if assignment.number == 1 else "1"
        write(own_chromium, live_server.url, language, assignment, score)
    arbiter = make.reviewer("Arno Arbiter")
    editor.reload()
    editor.locator(f"input[value='{arbiter.identifier}']").check()
    editor.locator("form[action$='/assign/'] button").click()
    expect(editor.locator(".note-ok")).to_be_visible()
    write(own_chromium, live_server.url, language, Assignment.objects.get(seat="arbiter"), "2")
    editor.reload()
    editor.select_option("#id_outcome", "listed")
    editor.fill("#id_note", "Stays listed.")
    editor.locator("form[action$='/decide/'] button").click()
    expect(editor.locator(".note-ok")).to_be_visible()
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
    expect(page.locator(".note-ok")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_pass_the_scan_and_scroll_up_and_down_only(live_server, own_chromium, language):
    one = make.complete()
    listed = make.listed(title="Listed", source_url="https://example.org/other")
    assignments = assign_reviewers(make.round_of(listed), reviewers=make.team(), by=SYSTEM)
    make.hand_in(assignments[0])
    make.accept(assignments[1])
    editor = page_of(own_chromium, live_server.url, accounts.desk_editor())
    second = page_of(own_chromium, live_server.url, make.person_of(assignments[1]))
    third = page_of(own_chromium, live_server.url, make.person_of(assignments[2]))
    first = page_of(own_chromium, live_server.url, make.person_of(assignments[0]))
    own = page_of(own_chromium, live_server.url, listed.author)
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
        if found := barriers(page):
            told[path] = found
        for size in (NARROW, NARROWEST):
            page.set_viewport_size(size)
            if scrolls_sideways(page):
                told[f"{path} {size['width']}"] = ["scrolls sideways"]
    assert told == {}
