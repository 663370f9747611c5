"""A discussion over days, from its template to the published synthesis.

Nuria organizes and has an account. Ayşe moderates by invitation; Amina's browser runs no scripts;
Layla reads Arabic on a phone. These three have no account.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tessera.meetings.clocks import ring_session_clocks
from tessera.meetings.models import Session, Summary
from tessera.notifications.delivery import deliver_mails
from tests.browser.conftest import NARROW
from tests.browser.signed_in import barriers, scrolls_sideways, sign_in
from tests.factories.accounts import desk_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARABIC = "أوقفنا الدورات المسائية، لأن الأمهات لم يجدن من يرعى الأطفال."


@dataclass
class People:
    """Four pages, and the session that they share."""

    nuria: Page
    ayse: Page
    amina: Page
    layla: Page
    mailbox: list
    identifier: str = ""

    def at(self, more: str, language: str = "en") -> str:
        """An address below the session's."""
        return f"/{language}/sessions/{self.identifier}/{more}"

    def come_in(self, page: Page, address: str) -> None:
        """Open the personal link in the last mail, and press its button."""
        deliver_mails()
        mail = next(mail for mail in reversed(self.mailbox) if mail.to == [address])
        page.goto(re.search(r"https?://[^/]+(/\S*/sessions/join/\S+)", mail.body)[1])
        page.locator("main form button").click()
        page.wait_for_url("**/mine/")

    def let_pass(self, **time: float) -> None:
        """Let time pass, and let the clocks ring."""
        session = Session.objects.get(identifier=self.identifier)
        Session.objects.filter(pk=session.pk).update(
            starts_at=session.starts_at - timedelta(**time),
            closes_at=session.closes_at - timedelta(**time),
        )
        ring_session_clocks()


@pytest.fixture
def people(visit_own, mailoutbox) -> People:
    return People(
        nuria=visit_own(locale="en-GB"),
        ayse=visit_own(locale="en-GB"),
        amina=visit_own(locale="en-GB", java_script_enabled=False),
        layla=visit_own(locale="ar", viewport=NARROW),
        mailbox=mailoutbox,
    )


def check(page: Page) -> None:
    """The page passes the scan for accessibility, and does not scroll sideways."""
    assert barriers(page) == [], page.url
    assert not scrolls_sideways(page), page.url


def prepare(people: People) -> None:
    page = people.nuria
    page.goto("/en/sessions/")
    sign_in(page.context, desk_editor(), page.url)
    page.goto("/en/sessions/organize/")
    page.get_by_label("Title").fill("What did we stop doing?")
    page.get_by_label("Template").select_option("ASY")
    page.get_by_role("button", name="Make the draft").click()
    page.wait_for_url("**/edit/")
    people.identifier = re.search(r"/sessions/([0-9A-Z-]+)/edit/", page.url)[1]
    check(page)
    page.get_by_label("Guiding question").fill("Which measures ended, and why?")
    soon = timezone.now() + timedelta(days=2)
    page.get_by_label("Begins").fill(soon.strftime("%Y-%m-%dT10:00"))
    page.get_by_label("Closes").fill((soon + timedelta(days=10)).strftime("%Y-%m-%dT18:00"))
    page.get_by_label("Attribution rule").select_option(label="Chosen for each statement")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("link", name="Guiding questions").click()
    for number, text in ((1, "Which measure ended?"), (2, "Who noticed first?")):
        row = page.get_by_role("group", name=f"Question {number}")
        row.locator("textarea").first.fill(text)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(row.locator("textarea").first).to_have_value(text)
    check(page)
    page.goto(people.at("edit/"))
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What did we stop doing?")
    expect(page.get_by_text("Who noticed first?")).to_be_visible()
    check(page)

    page.goto(people.at("seats/?seat=1"))
    page.get_by_label("Name").fill("Ayşe Yılmaz")
    page.get_by_label("E-mail address").fill("ayse@example.org")
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_label("I have read this and invite all the same").check()
    page.get_by_role("button", name="Send to those ticked above").click()
    people.come_in(people.ayse, "ayse@example.org")
    people.ayse.get_by_role("button", name="Accept").click()


def register(people: People) -> None:
    page = people.amina
    page.goto(people.at("register/"))
    page.get_by_label("Your name").fill("Amina Diallo")
    page.get_by_label("Your e-mail address").fill("amina@example.org")
    page.get_by_role("button", name="Register").click()
    people.come_in(page, "amina@example.org")
    page.get_by_role("link", name="To the discussion").click()
    expect(page.get_by_text(re.compile("^Opens on"))).to_be_visible()
    page = people.layla
    page.goto(people.at("register/", "ar"))
    page.locator("#id_name").fill("ليلى حداد")
    page.locator("#id_email").fill("layla@example.org")
    page.locator("main form button").click()
    page.wait_for_url("**/registered/")


def write(people: People) -> None:
    people.let_pass(days=3)
    ayse, amina, layla = people.ayse, people.amina, people.layla
    people.come_in(layla, "layla@example.org")
    layla.goto(people.at("discussion/", "ar"))
    check(layla)
    layla.locator(".guiding a").first.click()
    layla.locator("#id_text").fill(ARABIC)
    layla.locator("#id_with_name").check()
    layla.locator("#write form button").click()
    expect(layla.locator(".post")).to_contain_text(ARABIC)
    check(layla)

    ayse.goto(people.at("discussion/"))
    check(ayse)
    ayse.get_by_role("link", name="1 contribution waits").click()
    check(ayse)
    ayse.get_by_role("button", name="Let it through").click()
    expect(ayse.locator(".post .said")).to_have_attribute("dir", "rtl")

    amina.goto(people.at("discussion/1/"))
    amina.get_by_role("link", name="Reply 1").click()
    amina.get_by_label("Your contribution").fill("Ours ended for the same reason.")
    amina.get_by_role("button", name="Send the contribution").click()
    expect(amina.locator("#c2")).to_contain_text("A moderator reads it before others see it.")
    expect(amina.locator("#c2")).to_contain_text("In reply to 1")
    expect(amina.locator("#c2")).to_contain_text("A participant")
    amina.locator("#c2").get_by_role("link", name="Change or take back").click()
    amina.get_by_label("Your contribution").fill("Ours ended for the same reason, in May.")
    amina.get_by_role("button", name="Save", exact=True).click()
    ayse.goto(people.at("discussion/held/"))
    ayse.get_by_role("button", name="Let it through").click()

    ayse.goto(people.at("discussion/1/"))
    check(ayse)
    ayse.get_by_role("link", name="Sum up or close this question").click()
    ayse.get_by_label("Summary of the answers").fill(
        "Evening courses ended for want of child care."
    )
    ayse.get_by_role("button", name="Save the summary").click()
    layla.goto(people.at("discussion/1/", "ar"))
    expect(layla.locator(".post-key")).to_contain_text("child care")
    expect(layla.locator("#c2")).to_contain_text("in May")


def synthesize(people: People) -> None:
    people.let_pass(days=12)
    nuria, amina = people.nuria, people.amina
    amina.goto(people.at("discussion/2/"))
    expect(amina.locator("#write")).to_contain_text("This discussion is closed.")
    nuria.goto(people.at("afterwards/"))
    nuria.get_by_role("button", name="Compose the draft").click()
    expect(nuria.get_by_text("Evening courses ended for want of child care.")).to_be_visible()
    nuria.get_by_role("button", name="Add an outcome").click()
    outcome = nuria.get_by_role("group", name="Outcome 1")
    outcome.locator("textarea").first.fill("Child care in every course plan.")
    nuria.get_by_role("button", name="Save and let participants check").click()
    people.come_in(amina, "amina@example.org")
    amina.get_by_role("link", name="Check the draft of the summary").click()
    expect(amina.locator("article")).to_contain_text("want of child care")
    # Ten days later.
    Summary.objects.update(check_until=timezone.now() - timedelta(minutes=1))
    nuria.goto(people.at("afterwards/"))
    nuria.get_by_role("button", name="Save and publish").click()
    nuria.wait_for_url("**/summary/")
    people.layla.goto(people.at("summary/", "ar"))
    expect(people.layla.locator("article")).to_contain_text("Child care in every course plan.")
    people.layla.locator("article header a[href*='/records/']").click()
    expect(people.layla.locator("main h1")).to_contain_text("What did we stop doing?")


def test_discussion_over_days_from_its_template_to_the_published_synthesis(people):
    prepare(people)
    register(people)
    write(people)
    synthesize(people)
