"""A whole panel in five browsers, from its draft to the record that stays.

Nuria convenes and moderates, with an account. Ayşe, a mayor, and Tomás, who types captions, come by
invitation; Amina's browser runs no scripts; Layla reads Arabic. These four have no account.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tessera.meetings.live import early
from tessera.meetings.models import Session, Summary
from tessera.notifications.delivery import deliver_mails
from tests.browser.conftest import NARROW
from tests.browser.signed_in import sign_in
from tests.factories.accounts import desk_editor
from tests.factories.catalogue import record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTION = "من يدفع في الأشهر الستة الأولى؟"


@dataclass
class Panel:
    """Five pages, and the session that they share."""

    nuria: Page
    ayse: Page
    tomas: Page
    amina: Page
    layla: Page
    mailbox: list
    identifier: str = ""

    @property
    def session(self) -> Session:
        """As it is now."""
        return Session.objects.get(identifier=self.identifier)

    @property
    def everybody(self) -> tuple[Page, ...]:
        """All five."""
        return self.nuria, self.ayse, self.tomas, self.amina, self.layla

    def at(self, more: str, language: str = "en") -> str:
        """An address below the session's."""
        return f"/{language}/sessions/{self.identifier}/{more}"

    def link_for(self, address: str) -> str:
        """The personal link in the last mail to somebody."""
        deliver_mails()
        mail = next(mail for mail in reversed(self.mailbox) if mail.to == [address])
        return re.search(r"https?://[^/]+(/\S*/sessions/join/\S+)", mail.body)[1]

    def come_in(self, page: Page, address: str) -> None:
        """Open the personal link, and press its button."""
        page.goto(self.link_for(address))
        page.locator("main form button").click()
        page.wait_for_url("**/mine/")


@pytest.fixture
def panel(visit_own, mailoutbox) -> Panel:
    early.forget_rooms()
    return Panel(
        nuria=visit_own(locale="en-GB"),
        ayse=visit_own(locale="en-GB", viewport=NARROW),
        tomas=visit_own(locale="en-GB"),
        amina=visit_own(locale="en-GB", java_script_enabled=False),
        layla=visit_own(locale="ar", viewport=NARROW),
        mailbox=mailoutbox,
    )


def draft_and_publish(panel: Panel) -> None:
    page = panel.nuria
    page.goto("/en/sessions/")
    sign_in(page.context, desk_editor(), page.url)
    page.goto("/en/sessions/organize/")
    page.get_by_label("Title").fill("Who pays for the first six months?")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("The programme fills the session exactly.")).to_be_visible()
    panel.identifier = re.search(r"/sessions/([0-9A-Z-]+)/edit/", page.url)[1]
    page.get_by_label("Guiding question").fill("Who carries the risk while people learn?")
    page.get_by_label("Convened by").fill("City of Valdemora")
    next_week = timezone.now() + timedelta(days=7)
    page.get_by_label("Begins").fill(next_week.strftime("%Y-%m-%dT15:00"))
    page.get_by_label("Time zone").select_option("Europe/Istanbul")
    page.get_by_label("Access").select_option("registration")
    page.get_by_role("button", name="Add a seat").click()
    moderator, captioner = (page.get_by_role("group", name=f"Seat {n}", exact=True) for n in (1, 7))
    moderator.get_by_label("Name").fill("Nuria Salcedo")
    captioner.get_by_label("Role").select_option(label="Captioner")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who pays for the first six months?")


def invite(panel: Panel) -> None:
    page = panel.nuria
    page.goto(panel.at("seats/"))
    for seat, name, address in ((2, "Ayşe Yılmaz", "ayse@example.org"),
                                (7, "Tomás Rey", "tomas@example.org")):  # fmt: skip
        page.get_by_role("link", name=f"Note somebody to invite ({seat})").click()
        page.get_by_label("Name").fill(name)
        page.get_by_label("E-mail address").fill(address)
        page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_label("I have read this and invite all the same").check()
    page.get_by_role("button", name="Send to those ticked above").click()
    expect(page.get_by_text("2 invitations were sent.")).to_be_visible()

    for invited, address in ((panel.ayse, "ayse@example.org"), (panel.tomas, "tomas@example.org")):
        panel.come_in(invited, address)
        invited.get_by_role("button", name="Accept").click()
        expect(invited.get_by_text("The seat is yours.")).to_be_visible()


def circulate_paper(panel: Panel, known: str) -> None:
    page = panel.nuria
    page.goto(panel.at("paper/write/"))
    page.locator("#id_summary").fill("Half of all newcomers wait for six months.")
    page.locator("#id_background").fill("Cities pay first.\n\nEmployers gain first.")
    page.locator("#id_questions").fill("Who should pay?")
    tomorrow = timezone.now() + timedelta(days=1)
    page.locator("#id_comments_until").fill(tomorrow.strftime("%Y-%m-%d"))
    fact = page.get_by_role("group", name="Fact 1")
    fact.get_by_label("Fact").fill("Mentoring halves the wait.")
    fact.get_by_label("Record that shows it").fill(known)
    page.get_by_role("button", name="Save and send it to everybody").click()
    expect(page.get_by_text("The paper is out")).to_be_visible()

    panel.come_in(panel.ayse, "ayse@example.org")
    panel.ayse.get_by_role("link", name="Read the issues paper").click()
    expect(panel.ayse.get_by_text("Mentoring halves the wait.", exact=True)).to_be_visible()
    panel.ayse.get_by_text("Comment on this paragraph: Cities pay first.").click()
    panel.ayse.locator("#text-background-1").fill("Not only cities.")
    panel.ayse.locator("#background-1 form button").click()
    expect(panel.ayse.get_by_text("Not only cities.", exact=True)).to_be_visible()


def register(panel: Panel) -> None:
    page = panel.amina
    page.goto(panel.at("register/"))
    page.get_by_label("Your name").fill("Amina Diallo")
    page.get_by_label("Your e-mail address").fill("amina@example.org")
    page.get_by_label("A question to the panel").fill("What about small firms?")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    panel.come_in(page, "amina@example.org")
    expect(page.get_by_role("link", name="Read the issues paper")).to_be_visible()

    page = panel.layla
    page.goto(panel.at("register/", "ar"))
    page.locator("#id_name").fill("ليلى حداد")
    page.locator("#id_email").fill("layla@example.org")
    page.locator("main form button").click()
    page.wait_for_url("**/registered/")
    panel.come_in(page, "layla@example.org")
    assert page.locator("html").get_attribute("dir") == "rtl"


def enter_the_room(panel: Panel) -> None:
    # A week later.
    Session.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    panel.nuria.goto(panel.session.get_absolute_url())
    for page in panel.everybody:
        if "/mine/" not in page.url and page is not panel.nuria:
            page.goto(panel.at("mine/"))
        page.locator("main a[href$='/live/']").first.click()
        page.wait_for_url("**/live/")
    panel.nuria.get_by_role("button", name="Begin the session").click()
    expect(panel.ayse.locator("#now")).to_have_text("Opening")
    expect(panel.layla.locator("#now")).to_have_text("الافتتاح")


def refresh(page: Page) -> None:
    """What somebody without scripts does to see what is new."""
    page.get_by_role("link", name="Refresh").click()


def asked(page: Page) -> Locator:
    """Layla's question, as a page shows it."""
    return page.locator("li.q", has_text=QUESTION)


def ask_and_answer(panel: Panel) -> None:
    nuria, ayse, amina, layla = panel.nuria, panel.ayse, panel.amina, panel.layla
    # What was sent with a registration is there already, without its sender's name.
    expect(nuria.get_by_text("What about small firms?").first).to_be_visible()
    layla.locator("#ask").fill(QUESTION)
    layla.locator("form[action$='/ask/'] button").click()
    for page in (nuria, ayse):
        expect(asked(page)).to_be_visible()
    refresh(amina)
    for page in (amina, ayse):
        asked(page).locator("[data-vote]").click()
    for page in (nuria, layla):
        votes = asked(page).locator("[data-vote] .n")
        expect(votes).to_have_text("2")
    asked(nuria).get_by_role("button", name="Take now").click()
    expect(asked(layla)).to_contain_text("تجري الإجابة عنه الآن")
    refresh(amina)
    expect(asked(amina)).to_contain_text("Being answered now")
    asked(nuria).get_by_role("link", name="Answered, merge, decline").click()
    nuria.get_by_label("Summary of the answer").fill("A fund of cities and employers.")
    nuria.get_by_label("Answered by").fill("Ayşe Yılmaz")
    nuria.get_by_role("button", name="Mark as answered").click()
    expect(layla.locator("#answered")).to_contain_text("A fund of cities and employers.")


def give_the_floor(panel: Panel) -> None:
    panel.amina.get_by_role("button", name="Raise my hand").click()
    expect(panel.amina.get_by_role("button", name="Take my hand down")).to_be_visible()
    panel.nuria.get_by_role("button", name=re.compile("Give the floor.+Amina Diallo")).click()
    for page in (panel.nuria, panel.ayse, panel.layla):
        expect(page.locator(".speech")).to_contain_text("Amina Diallo")
    panel.nuria.get_by_role("button", name="Next part").click()
    expect(panel.ayse.locator("#now")).not_to_have_text("Opening")


def hold_a_poll(panel: Panel) -> None:
    nuria, ayse, amina, layla = panel.nuria, panel.ayse, panel.amina, panel.layla
    nuria.get_by_role("link", name="Rules, polls, groups and people").click()
    nuria.get_by_label("Question of the poll").fill("Who should pay first?")
    nuria.get_by_label("Choices, one a line").fill("Cities\nEmployers")
    nuria.get_by_role("button", name="Draft the poll").click()
    nuria.goto(panel.at("live/"))
    nuria.locator(".modbar").get_by_role("button", name=re.compile("Open the poll")).click()
    for page, choice in ((ayse, "Cities"), (layla, "Employers"), (amina, "Employers")):
        if page is amina:
            refresh(page)
        poll = page.locator("li.poll", has_text="Who should pay first?")
        poll.get_by_label(choice).check()
        poll.locator("form[action$='/poll/'] button").click()
    expect(nuria.locator("li.poll")).to_contain_text("3 answers")
    nuria.locator("li.poll").get_by_role("button", name=re.compile("Close the poll")).click()
    for page in (ayse, layla):
        expect(page.locator("li.poll")).to_contain_text(re.compile("67|٦٧"))
    refresh(amina)
    expect(amina.locator("li.poll")).to_contain_text("67")


def write_captions_and_notes(panel: Panel) -> None:
    tomas, amina, layla = panel.tomas, panel.amina, panel.layla
    tomas.get_by_role("link", name="Write captions").click()
    for line in ("Let us come to the end.", "The fund begins in May."):
        tomas.get_by_label("What is being said").fill(line)
        tomas.get_by_label("What is being said").press("Enter")
        expect(tomas.locator(".captions")).to_contain_text(line)
        expect(layla.locator(".captions")).to_contain_text(line)
    amina.get_by_label("Add a note").fill("The fund is open to small firms.")
    amina.get_by_role("button", name="Add the note").click()
    for page in (panel.nuria, panel.ayse, layla, amina):
        expect(page.locator("[data-part=notes]")).to_contain_text("open to small firms")


def close(panel: Panel) -> None:
    panel.nuria.locator("#bar-end summary").click()
    panel.nuria.get_by_label("It is over for everybody").check()
    panel.nuria.get_by_role("button", name="Close it now").click()
    for page in (panel.nuria, panel.ayse):
        expect(page.locator("#now")).to_have_text(
            "This session is over. Thank you for taking part."
        )
    expect(panel.layla.locator("[data-part=now] .clock")).to_have_count(0)
    refresh(panel.amina)
    expect(panel.amina.locator("#now")).to_contain_text("over")


def write_check_and_publish(panel: Panel, known: str) -> None:
    nuria, amina = panel.nuria, panel.amina
    nuria.goto(panel.at("afterwards/"))
    nuria.get_by_role("button", name="Compose the draft").click()
    nuria.get_by_role("button", name="Add an outcome").click()
    outcome = nuria.get_by_role("group", name="Outcome 1")
    outcome.locator("textarea").first.fill("Found the fund together.")
    outcome.get_by_label("Records cited").fill(known)
    nuria.get_by_role("button", name="Save and let participants check").click()
    expect(nuria.get_by_text("The draft is on its way")).to_be_visible()

    panel.come_in(amina, "amina@example.org")
    amina.get_by_role("link", name="Check the draft of the summary").click()
    for words in ("A fund of cities and employers.", "Who should pay first?", "Found the fund",
                  "The fund is open to small firms."):  # fmt: skip
        expect(amina.locator("article")).to_contain_text(words)
    amina.get_by_label("Your remark").or_(amina.locator("#id_text")).last.fill("It begins in June.")
    amina.get_by_role("button", name="Send the remark").click()
    expect(amina.get_by_text("The rapporteur reads it before publication.")).to_be_visible()

    nuria.goto(panel.at("afterwards/"))
    nuria.get_by_label("Answer", exact=True).fill("Put right.")
    nuria.get_by_role("button", name="Taken up", exact=True).click()
    # Ten days later.
    Summary.objects.update(check_until=timezone.now() - timedelta(minutes=1))
    nuria.goto(panel.at("afterwards/"))
    nuria.get_by_role("button", name="Save and publish").click()
    nuria.wait_for_url("**/summary/")


def find_the_record(panel: Panel, known: str) -> None:
    panel.layla.goto(panel.at("summary/", "ar"))
    expect(panel.layla.locator("article")).to_contain_text("Found the fund together.")
    panel.layla.locator("article header a[href*='/records/']").click()
    expect(panel.layla.locator("main h1")).to_contain_text("Who pays for the first six months?")
    panel.amina.goto(f"/id/{known}")
    expect(panel.amina.locator("main")).to_contain_text("Who pays for the first six months?")


def test_panel_from_its_draft_to_the_record_that_stays(panel):
    known = record(title="Mentoring in Valdemora").identifier
    draft_and_publish(panel)
    invite(panel)
    circulate_paper(panel, known)
    register(panel)
    enter_the_room(panel)
    ask_and_answer(panel)
    give_the_floor(panel)
    hold_a_poll(panel)
    write_captions_and_notes(panel)
    close(panel)
    write_check_and_publish(panel, known)
    find_the_record(panel, known)
