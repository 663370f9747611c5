"""Editors at work in a real browser: two at once, long lists, and an accessibility scan."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.signed_in import page_of
from tests.factories.accounts import administrator
from tests.factories.catalogue import record
from tests.factories.network import organization

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def edit_address(thing: object) -> str:
    meta = thing._meta
    name = f"wagtailsnippets_{meta.app_label}_{meta.model_name}:edit"
    return reverse(name, args=[thing.pk])


def test_the_second_of_two_editors_is_told_and_loses_nothing(live_server, own_chromium, settings):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    editor, thing = administrator(), record("Language cafés")
    first = page_of(own_chromium, live_server.url, editor)
    second = page_of(own_chromium, live_server.url, editor)
    for page in (first, second):
        page.goto(edit_address(thing))
    first.fill("#id_texts-0-title", "Language cafés for all")
    first.get_by_role("button", name="Save draft").click()
    expect(first.locator(".messages")).to_contain_text("updated")

    second.fill("#id_texts-0-summary", "Everybody talks.")
    second.get_by_role("button", name="Save draft").click()
    told = second.locator(".messages")
    expect(told).to_contain_text("saved this while you were editing")
    expect(second.locator("#id_texts-0-summary")).to_have_value("Everybody talks.")
    with second.context.expect_page() as opened:
        told.get_by_role("link", name="See what changed").click()
    expect(opened.value.locator("main")).to_contain_text("for all")

    second.get_by_role("button", name="Save draft").click()
    expect(second.locator(".messages")).to_contain_text("updated")
    assert thing.revisions.count() == 3


def test_a_long_list_is_filtered_while_typing(live_server, own_chromium):
    page = page_of(own_chromium, live_server.url, administrator())
    page.goto(edit_address(record()))
    page.get_by_role("tab", name="About").click()
    places = page.locator("[data-checklist]", has=page.locator("input[name=places]"))
    places.get_by_role("searchbox").fill("turki")
    turkey = places.get_by_role("checkbox", name="Türkiye", exact=True)
    places.get_by_role("searchbox").fill("turkiye")
    turkey.check()
    expect(places.get_by_role("checkbox", name="Germany", exact=True)).to_be_hidden()
    expect(places.locator("[data-checklist-ticked]")).to_contain_text("Türkiye")


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_pages_pass_the_accessibility_scan(live_server, own_chromium, language, scheme):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(administrator())
    profile.preferred_language, profile.theme = language, scheme
    profile.save()
    thing, body = record(), organization()
    page = page_of(own_chromium, live_server.url, profile.user)
    addresses = [
        edit_address(thing),
        edit_address(body),
        reverse("wagtailsnippets_catalogue_practice:list"),
        reverse("end_record", args=[thing.identifier]),
        edit_address(thing.themes.first()),
    ]
    for address in addresses:
        page.goto(address)
        for tab in page.get_by_role("tab").all()[:4]:
            tab.click()
        found = Axe().run(page, context=".content-wrapper, main").response["violations"]
        ours = [
            (address, violation["id"], node["html"][:160])
            for violation in found
            for node in violation["nodes"]
            if "t-checklist" in node["html"] or "t-labels" in node["html"] or "end/" in address
        ]
        assert ours == []
