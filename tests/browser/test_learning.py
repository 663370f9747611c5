"""A course taken on a phone, to its certificate, which an employer checks; scanned on the way."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tessera.learning.cohorts import join_cohort, open_cohort
from tests.browser.conftest import NARROW
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories import accounts
from tests.factories.learning import course, right_answers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_course_is_taken_on_a_phone_and_its_certificate_checked(
    live_server, own_chromium, language
):
    made, learner = course(), accounts.user("learner@example.org", first_name="Amina")
    page = page_of(
        own_chromium, live_server.url, learner, viewport=NARROW, java_script_enabled=False
    )
    scanned = page_of(own_chromium, live_server.url, learner, viewport=NARROW)
    at = f"/{language}/learn/{made.identifier}/"
    page.goto(at)
    page.locator("form[action$='/enrol/'] button").click()
    page.locator("aside a.btn").first.click()
    expect(page).to_have_url(re.compile("/start/$"))
    page.locator("button[value=done]").click()
    expect(page).to_have_url(re.compile("/think/$"))
    page.locator("#answer-text").fill("أسأل أولا.")
    page.locator("button[value=answer]").click()
    page.locator(".unit-nav .after").click()
    for name, value in right_answers(made).items():
        for each in value if isinstance(value, list) else [value]:
            field = page.locator(f"[name='{name}']")
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                page.locator(f"[name='{name}'][value='{each}']").check()
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(each)
            else:
                field.fill(each)
    page.locator(".quiz button[type=submit]").click()
    expect(page.locator(".quiz .note-ok")).to_be_visible()
    for path in (at, f"{at}think/", f"{at}check/", f"/{language}/learn/mine/"):
        scanned.goto(path)
        assert (path, barriers(scanned)) == (path, [])
        assert not scrolls_sideways(scanned)
    page.goto(f"{at}certificate/")
    page.locator("[name=name]").fill("Amina Diallo")
    page.locator("[name=consent]").check()
    page.locator("main .actions button").click()
    code = page.locator(".certificate-facts bdi").inner_text()

    employer = own_chromium.new_context(base_url=live_server.url, viewport=NARROW).new_page()
    employer.goto(f"/{language}/learn/certificates/")
    employer.locator("[name=code]").fill(code.lower())
    employer.locator("main form button").click()
    expect(employer.locator(".certificate h1")).to_have_text("Amina Diallo")
    assert barriers(employer) == []
    day, facilitator = timezone.localdate(), accounts.desk_editor("facilitator@example.org")
    cohort = open_cohort(made, name="Spring", starts_on=day, ends_on=day, by=facilitator)
    join_cohort(cohort, language="en", by=learner)
    cockpit = page_of(own_chromium, live_server.url, facilitator, viewport=NARROW)
    cockpit.goto(cohort.get_absolute_url())
    assert barriers(cockpit) == []
    assert not scrolls_sideways(cockpit)
    for path in ("/en/learn/build/", f"/en/learn/build/{made.identifier}/"):
        teacher = page_of(
            own_chromium, live_server.url, accounts.desk_editor(f"{path[-3:-1]}@example.org")
        )
        teacher.goto(path)
        assert (path, barriers(teacher)) == (path, [])
