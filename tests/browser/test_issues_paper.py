"""Somebody without an account comments on an issues paper with a phone and no JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tessera.accounts.actors import SYSTEM
from tessera.meetings.attendance import personal_path
from tessera.meetings.papers import circulate_paper, write_paper
from tests.browser.conftest import NARROW
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories.catalogue import record
from tests.factories.meetings import registration, session
from tests.factories.vocabularies import concept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_paper_is_read_and_commented_on_without_account_or_javascript(live_server, own_chromium):
    there = session(attribution_rule=concept("AR", "PUB"))
    words = {
        "language": "en", "summary": "Eleven cities accept a test.", "background": "A.\r\n\r\nB.",
        "questions": "Who insures?\nWho pays?", "options": "Share", "days_before": 7,
        "comments_until": timezone.localdate() + timedelta(days=3),
    }  # fmt: skip
    facts = [("Nine cities do.", record("Trades passport"))]
    circulate_paper(write_paper(there, words=words, facts=facts, by=SYSTEM), by=SYSTEM)
    reader = page_of(
        own_chromium, live_server.url, None, viewport=NARROW, java_script_enabled=False
    )
    reader.goto(personal_path(registration(there)))
    reader.locator("main form button").first.click()
    reader.get_by_role("link", name="Read the issues paper").click()
    expect(reader.locator("section.para")).to_have_count(7)
    paragraph = reader.locator("#facts-1")
    paragraph.locator("summary").click()
    paragraph.get_by_label("Your comment").fill("In ten, by now.")
    paragraph.get_by_role("button", name="Send").click()
    expect(reader.locator("#facts-1")).to_contain_text("In ten, by now.")
    for language in ("en", "ar"):
        visitor = page_of(own_chromium, live_server.url, None, viewport=NARROW)
        visitor.context.add_cookies(reader.context.cookies())
        visitor.goto(f"/{language}/sessions/{there.identifier}/paper/")
        assert (language, barriers(visitor), scrolls_sideways(visitor)) == (language, [], False)
