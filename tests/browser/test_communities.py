"""Communities and asking a peer in a real browser: journeys without scripts, and a scan."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tessera.communities.actions.announcing import cancel_event
from tessera.communities.models import CommunityEvent, PeerRequest
from tessera.notifications.models import Mail
from tests.browser.conftest import NARROWEST
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories.accounts import desk_editor
from tests.factories.communities import community, discussion, event, member, past_event, post
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


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_event_is_announced_and_cancelled_without_scripts(live_server, own_chromium, language):
    leyla = account("Leyla Haddad")
    circle = community(focal=leyla)
    own = page_of(own_chromium, live_server.url, leyla, java_script_enabled=False)
    own.goto(f"/{language}/communities/{circle.identifier}/")
    own.locator(f"a[href$='{circle.identifier}/events/add/']").click()
    own.fill("#id_title", "Study visit")
    own.select_option("#id_time_zone", "Asia/Beirut")
    begins = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT15:00")
    own.fill("#id_begins", begins)
    own.locator("main form button").first.click()
    expect(own.locator("#id_place_error")).to_be_visible()
    expect(own.locator("#id_title")).to_have_value("Study visit")
    expect(own.locator("#id_begins")).to_have_value(begins)
    own.fill("#id_place", "Valdemora")
    own.locator("main form button").first.click()
    own.wait_for_url(re.compile("/events/.{9}/$"))
    expect(own.locator("main")).to_contain_text("15:00")
    visitor = page_of(own_chromium, live_server.url, None, java_script_enabled=False)
    visitor.goto(f"{own.url}?zone=Asia/Tokyo")
    expect(visitor.locator("#elsewhere ~ p")).to_contain_text("UTC+9")
    own.locator("a[href$='/cancel/']").click()
    own.fill("#id_reason", "The bus does not run.")
    own.locator("main form button").first.click()
    own.wait_for_url(re.compile("/events/.{9}/$"))
    visitor.goto(own.url)
    expect(visitor.locator(".note-warn")).to_contain_text("The bus does not run.")
    assert CommunityEvent.objects.get().sequence == 1


def test_members_pages_pass_the_scan_and_never_scroll_sideways(live_server, own_chromium):
    leyla = account("Leyla Haddad")
    circle = community(focal=leyla)
    talk = discussion(circle, by=leyla)
    answer = post(talk, by=member(circle, "Nuria Salcedo"), text="نعم", language="ar")
    talk.accepted = answer
    talk.save()
    long = "Besuch in der Zentralen Anlaufstelle für Integrationsangelegenheiten " * 2
    own = event(circle, by=leyla, title=long, link=f"https://example.org/{'x' * 300}")
    theirs = past_event(circle, by=answer.author)
    cancel_event(event(circle, by=leyla, place=long), reason=long, by=leyla)
    here, there = circle.get_absolute_url(), talk.get_absolute_url()
    told, report = own.get_absolute_url(), theirs.get_absolute_url()
    pages = [
        here, f"{here}members/", f"{here}edit/", f"{here}start/", f"{here}records/", there,
        f"{there}1/edit/", f"{there}1/history/", f"{there}2/report/", f"{there}2/moderate/",
        f"{here}events/", f"{here}events/add/", told, f"{told}edit/", f"{told}cancel/",
        f"{report}report/", f"{report}moderate/", report, "/en/ask/", "/en/desk/moderation/",
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
