"""Communities and asking a peer in a real browser: journeys without scripts, and a scan."""

import re

import pytest
from playwright.sync_api import expect

from tessera.communities.models import PeerRequest
from tessera.notifications.models import Mail
from tests.browser.conftest import NARROWEST
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories.accounts import desk_editor
from tests.factories.communities import community, discussion, member, post
from tests.factories.communities import person as account
from tests.factories.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_ask_a_peer_and_turn_the_answer_into_a_record(live_server, own_chromium, language):
    person("Nuria Salcedo", user=account("Nuria Salcedo"), themes=["LAN"], languages=["en"],
           willing=["peer"])  # fmt: skip
    leyla = account("Leyla Haddad")
    PeerRequest.objects.all().delete()
    own = page_of(own_chromium, live_server.url, leyla, java_script_enabled=False)
    own.goto(f"/{language}/ask/")
    own.fill("#id_title", "How do you pay interpreters?")
    own.fill("#id_text", "We have twelve.")
    own.select_option("#id_language", "en")
    own.locator("#id_themes input").nth(2).check()
    own.locator("main form button").first.click()
    own.wait_for_url(re.compile("/ask/.+/$"))
    question = own.url
    desk = page_of(own_chromium, live_server.url, desk_editor(), java_script_enabled=False)
    desk.goto(f"/{language}/desk/moderation/")
    desk.get_by_role("link", name="How do you pay interpreters?").click()
    desk.locator("button[value=pass]").click()
    desk.wait_for_url("**/desk/moderation/")
    path = Mail.objects.get(kind="communities.asked").context["path"]
    peer = page_of(own_chromium, live_server.url, None, java_script_enabled=False)
    peer.goto(re.sub(r"^/\w+/", f"/{language}/", path))
    peer.fill("#id_text", "From the first day, by the hour.")
    peer.locator("main form button").first.click()
    expect(peer.locator("#id_text")).to_have_count(0)
    own.goto(question)
    own.locator("button[value=draft]").click()
    expect(own.locator("[name=title]").first).to_have_value("How do you pay interpreters?")


def test_members_pages_pass_the_scan_and_never_scroll_sideways(live_server, own_chromium):
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
    wide = page_of(own_chromium, live_server.url, leyla)
    narrow = page_of(own_chromium, live_server.url, leyla, viewport=NARROWEST)
    found = {}
    for path in pages:
        wide.goto(path)
        broken = barriers(wide)
        narrow.goto(path.replace("/en/", "/ar/"))
        if scrolls_sideways(narrow):
            broken.append("scrolls sideways")
        if broken:
            found[path] = broken
    assert found == {}
