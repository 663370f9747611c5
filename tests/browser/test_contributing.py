"""Contributing in a real browser: from a phone with a bad line, and without scripts."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import gettext, override

from tessera.review.contributing.questions import steps_of
from tessera.review.models import Submission
from tests.browser.conftest import NARROW, NARROWEST, WIDE
from tests.browser.test_accessibility import violations
from tests.factories import review as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = "[data-saved].is-saved"


@pytest.fixture
def visit(live_server, chromium):
    """Open a page as a new visitor of a site in which one can write."""
    contexts = []

    def open_page(path: str, **options: object):
        options.setdefault("viewport", WIDE)
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page, person) -> None:
    """With the session that the sign-in page would give."""
    client = Client()
    client.force_login(person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.url}]
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_snapshot_from_a_phone_survives_a_lost_connection(live_server, visit, language):
    page = visit(f"/{language}/contribute/PRA/", viewport=NARROW)
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
def test_full_form_works_without_scripts(visit, language):
    page = visit(f"/{language}/contribute/", java_script_enabled=False)
    sign_in(page, make.author())
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
def test_pages_of_contributing_pass_the_scan_and_fit_a_phone(visit, language):
    page = visit(f"/{language}/contribute/PRA/", viewport=NARROWEST)
    author = make.author()
    sign_in(page, author)
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
        if found := violations(page):
            faults[path] = found
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults[f"{path} sideways"] = wide
    assert faults == {}
