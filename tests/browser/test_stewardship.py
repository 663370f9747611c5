"""After publication, in a real browser: a correction, a note, a verification, and the scan."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tessera.catalogue.models import Record
from tessera.notifications.models import Mail
from tessera.review.models import Submission
from tessera.stewardship.corrections import suggest_correction
from tessera.stewardship.models import Correction, TriedNote, Verification
from tessera.stewardship.verification_clock import ring_verification_clock
from tests.browser.conftest import NARROW, NARROWEST, WIDE
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories import accounts
from tests.factories.catalogue import record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def due(days: int, title: str = "Language cafés") -> Record:
    thing = record(title, contact_mailbox="cafes@example.org")
    day = timezone.localdate() - timedelta(days=days)
    Record.objects.filter(pk=thing.pk).update(verification_due=day)
    return thing


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_reader_says_what_is_wrong_and_an_editor_answers(live_server, own_chromium, language):
    thing = record()
    reader = own_chromium.new_context(base_url=live_server.url, viewport=NARROW).new_page()
    reader.goto(f"/{language}/records/{thing.identifier}/{thing.slug}/")
    reader.locator("a[href$='/correct/']").last.click()
    reader.select_option("#id_reason", "outdated")
    reader.fill("#id_text", "They moved.")
    reader.fill("#id_email", "amina@example.org")
    reader.locator("form[method=post] button.btn").last.click()
    expect(reader.locator(".trouble h1")).to_be_visible()
    editor = page_of(own_chromium, live_server.url, accounts.desk_editor())
    editor.goto(f"/{language}/desk/corrections/")
    editor.locator(".rec-t a").first.click()
    editor.fill("#id_answer", "Changed, thank you.")
    editor.locator("form[method=post] button.btn").last.click()
    expect(editor.locator(".rec-t").first).to_be_visible()
    assert Correction.objects.get().state == "accepted"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_somebody_without_account_tells_that_it_was_tried(live_server, own_chromium, language):
    thing = record("Language cafés", "APP")
    page = own_chromium.new_context(base_url=live_server.url, viewport=NARROW).new_page()
    page.goto(f"/{language}/records/{thing.identifier}/{thing.slug}/")
    page.locator("a[href$='/tried/'].btn").click()
    page.select_option("#id_country", "SE")
    for name in ("lead", "need", "adapted", "learned"):
        page.fill(f"#id_{name}", "We met on Sundays.")
    page.fill("#id_year", "2023")
    page.locator("input[name=result][value=half]").check()
    page.fill("#id_email", "amina@example.org")
    page.locator("form[method=post] button.btn").last.click()
    expect(page.locator(".trouble h1")).to_be_visible()
    page.goto(Mail.objects.get(address="amina@example.org").context["path"])
    assert TriedNote.objects.get().submission.state == Submission.State.UNCONFIRMED
    page.locator("button[value=confirm]").click()
    page.wait_for_url("**/my/**")
    assert TriedNote.objects.get().submission.state == Submission.State.SCREENING


@pytest.mark.parametrize("language", ["en", "ar"])
def test_one_click_says_that_it_is_still_correct(live_server, own_chromium, language):
    thing = due(3)
    ring_verification_clock()
    path = Mail.objects.get(kind="stewardship.ask").context["path"].replace("/en/", f"/{language}/")
    page = own_chromium.new_context(base_url=live_server.url, viewport=NARROW).new_page()
    page.goto(path)
    thing.refresh_from_db()
    assert thing.verified_at is None
    assert barriers(page) == []
    page.locator("button[value=correct]").click()
    expect(page.locator(".note-ok")).to_be_visible()
    thing.refresh_from_db()
    assert thing.verified_at == timezone.localdate()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_pass_the_scan_and_scroll_up_and_down_only(live_server, own_chromium, language):
    stale, thing = due(100, "Night school"), due(2)
    one = suggest_correction(thing, reason="wrong", text="No.", language="en", by=None)
    ring_verification_clock()
    assert Verification.objects.count() == 2
    page = page_of(own_chromium, live_server.url, accounts.desk_editor())
    told = {}
    for path in (
        "desk/corrections/", f"desk/corrections/{one.pk}/", "desk/verification/", "desk/tried/",
        f"records/{stale.identifier}/{stale.slug}/",
        f"records/{thing.identifier}/{thing.slug}/tried/",
    ):  # fmt: skip
        page.set_viewport_size(WIDE)
        page.goto(f"/{language}/{path}")
        if found := barriers(page):
            told[path] = found
        for size in (NARROW, NARROWEST):
            page.set_viewport_size(size)
            if scrolls_sideways(page):
                told[f"{path} {size['width']}"] = ["scrolls sideways"]
    assert told == {}
