"""Contributing in a real browser: from a phone with a bad line, and without scripts."""

import pytest
from django.utils.translation import gettext, override

from tessera.review.contributing.questions import steps_of
from tessera.review.models import Submission
from tests.browser.conftest import NARROW, NARROWEST
from tests.browser.signed_in import barriers, scrolls_sideways, sign_in
from tests.factories import review as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = "[data-saved].is-saved"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_snapshot_from_a_phone_survives_a_lost_connection(live_server, visit_own, language):
    page = visit_own(f"/{language}/contribute/PRA/", viewport=NARROW)
    page.fill("[name=title]", f"Cafés {language}")
    page.wait_for_selector(SAVED)
    page.context.set_offline(True)
    page.fill("[name=summary]", "Typed in a tunnel.")
    page.wait_for_selector("[data-saved].is-kept")
    again = page.context.new_page()
    page.close()  # The battery is empty, too.
    again.wait_for_timeout(300)
    again.context.set_offline(False)
    draft = Submission.objects.filter(content__title=f"Cafés {language}").get()
    again.goto(f"{live_server.url}/{language}/contribute/drafts/{draft.identifier}/short/")
    assert again.input_value("[name=summary]") == "Typed in a tunnel."
    again.select_option("[name=places]", "DE")
    again.fill("[name=email]", "phone@example.org")
    again.wait_for_selector(SAVED)
    again.click("button[value=send]")
    again.wait_for_url(f"**/{language}/my/**")
    draft.refresh_from_db()
    assert (draft.state, draft.value("summary")) == ("unconfirmed", "Typed in a tunnel.")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_full_form_works_without_scripts(visit_own, language):
    page = visit_own(f"/{language}/contribute/", java_script_enabled=False)
    sign_in(page.context, make.author(), page.url)
    page.click("main a[href$='/contribute/PRA/']")
    page.fill("[name=title]", f"Language evenings {language}")
    page.click("button[value=full]")
    page.fill("[name=summary]", "Neighbours meet.")
    page.check("[name=places][value=DE]")
    page.check("[name=themes][value=LAN]")
    with override(language):
        steps = [str(step.heading) for step in steps_of("PRA")]
        check_and_send, sent_in = steps[-1], gettext("An editor looks at it.")
    for heading in steps[1:5]:
        page.click("button[value=next]")
        page.wait_for_selector(f"h1:text-is('{heading}')")
    page.fill("[name=failures]", "We began too early.")
    page.click("button[value=next]")
    page.fill("[name=links-0-url]", "https://example.org/report")
    page.click("button[value=links]")
    page.fill("[name=links-1-url]", "https://example.org/film")
    page.click("button[value=next]")
    page.click("button[value=next]")
    page.wait_for_selector(f"h1:text-is('{check_and_send}')")
    page.click("main .actions button.btn")
    page.wait_for_selector(f"text={sent_in}")
    sent = Submission.objects.filter(content__title=f"Language evenings {language}").get()
    assert sent.record.links.count() == 2
    assert sent.record.texts.get().failures == "We began too early."


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_contributing_pass_the_scan_and_fit_a_phone(visit_own, language):
    page = visit_own(f"/{language}/contribute/PRA/", viewport=NARROWEST)
    author = make.author()
    sign_in(page.context, author, page.url)
    draft = make.draft(author, failures="Too loud", results=[{"indicator": "a", "value": "b"}])
    sent = make.submission(author)
    base = f"/{language}/contribute/drafts/{draft.identifier}"
    faults = {}
    for path in (
        f"/{language}/contribute/PRA/", f"/{language}/contribute/ORG/", f"{base}/what/",
        f"{base}/evidence/", f"{base}/files/", f"{base}/send/", f"/{language}/my/",
        f"/{language}/my/{sent.identifier}/",
    ):  # fmt: skip
        page.goto(path)
        if found := barriers(page):
            faults[path] = found
        if scrolls_sideways(page):
            faults[f"{path} sideways"] = ["scrolls sideways"]
    assert faults == {}
