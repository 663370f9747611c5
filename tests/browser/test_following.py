"""Somebody follows a search, gets one digest, and ends the mails by its link: without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tessera.following.digests import send_digests
from tessera.following.noticing import notice_changes
from tessera.notifications.delivery import deliver_mails
from tessera.search.indexing import update_index
from tests.browser.conftest import NARROW
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories.accounts import user
from tests.factories.catalogue import record
from tests.factories.index import own_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def digest_after(weeks: int) -> int:
    """What was published is noticed, and the digests of a week are sent; how many."""
    update_index()
    notice_changes()
    sent = send_digests((timezone.now() + timedelta(weeks=weeks)).replace(hour=12))
    deliver_mails()
    return sent


@pytest.mark.parametrize("language", ["en", "ar"])
def test_follow_a_search_read_the_digest_and_stop_it(
    live_server, own_chromium, mailoutbox, language
):
    leila = user("leila@example.org", language=language)
    with own_index():
        update_index()
        notice_changes()
        own = page_of(
            own_chromium, live_server.url, leila, viewport=NARROW, java_script_enabled=False
        )
        own.goto(f"/{language}/search/?q=cafes")
        own.locator("a[href*='following/add']").click()
        own.select_option("select[name=level]", "weekly")
        own.locator("main form button").first.click()
        expect(own.locator(".note-ok")).to_be_visible()
        record("Language cafes")
        assert digest_after(weeks=1) == 1
        assert digest_after(weeks=1) == 0, "nothing twice"
    [mail] = mailoutbox
    assert "Language cafes" in mail.body
    own.goto(f"/{language}/following/")
    expect(own.locator(".news-line").first).to_contain_text("Language cafes")
    link = re.search(r"<[^>]*?(/\w+/mail/stop/[^>]+)>", mail.extra_headers["List-Unsubscribe"])
    assert link
    visitor = page_of(
        own_chromium, live_server.url, None, viewport=NARROW, java_script_enabled=False
    )
    visitor.goto(link[1])
    expect(visitor).to_have_url(re.compile(f"/{language}/"))
    scanned = page_of(own_chromium, live_server.url, None, viewport=NARROW)
    scanned.goto(link[1])
    assert (barriers(scanned), scrolls_sideways(scanned)) == ([], False)
    visitor.locator("main form button").first.click()
    expect(visitor.locator(".note-ok")).to_be_visible()
    with own_index():
        record("More cafes")
        digest_after(weeks=3)
    assert len(mailoutbox) == 1, "no second digest"
    own.reload()
    # It is told on the site still.
    expect(own.locator(".news-line").first).to_contain_text("More cafes")
