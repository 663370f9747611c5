"""A live room in browsers: a moderator, a participant who types, one without JavaScript."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tessera.meetings.attendance import Attendee, personal_path
from tessera.meetings.live import asking, conducting, early, floor, noting, polling, reporting
from tessera.meetings.live.presence import enter
from tests.browser.conftest import NARROW, NARROWEST
from tests.browser.signed_in import barriers, scrolls_sideways
from tests.factories.meetings import seated, session
from tests.factories.vocabularies import concept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(transactional_db):
    """An open session that has begun, with something in each part of its room."""
    early.forget_rooms()
    made = session(access="open", attribution_rule=concept("AR", "PUB"))
    lead = enter(made, Attendee("lead", "Lead", frozenset({"MOD"}), ""))
    conducting.open_room(by=lead)
    asked = asking.ask("Qui paie ?", language="fr", with_name=True, by=lead)
    asking.support(asked, is_given=True, by=lead)
    asking.ask("من يدفع؟", language="ar", with_name=False, by=lead)
    floor.raise_hand(by=lead)
    for kind, choices in (("single", ["City", "Employer"]), ("ranking", ["A", "B"]), ("scale", [])):
        poll = polling.draft_poll(
            text=f"A {kind}?", kind=kind, choices=choices, shows_at_once=True, by=lead
        )
        polling.set_poll(poll, state="open", seen="draft", by=lead)
    noting.add_paragraph(noting.note_of(made), "About 1 in 40.", by=lead)
    noting.make_groups(["Red", "Blue"], by=lead)
    reporting.add_caption("One in forty I can live with.", language="en", by=lead)
    return made


def come_in(visit_own, made, language="en", **options):
    page = visit_own(f"/{language}{reverse('live_room', args=[made.identifier])[3:]}", **options)
    page.locator("main form button").click()
    expect(page.locator("#ask")).to_be_visible()
    # With its script, unless the browser runs none.
    page.wait_for_load_state()
    return page


def test_everybody_sees_what_happens_and_nobody_loses_what_they_type(visit_own, room):
    typing = come_in(visit_own, room)
    other = come_in(visit_own, room, "ar", viewport=NARROW)
    plain = come_in(visit_own, room, java_script_enabled=False)
    lead = visit_own(personal_path(seated(room, "MOD")))
    lead.locator("form button").first.click()
    lead.goto(f"/en/sessions/{room.identifier}/live/")

    box = typing.locator("#ask")
    box.fill("What happens to my permit")
    note = typing.locator("#note-text")
    note.fill("Half a note")
    note.focus()
    plain.locator("#ask").fill("Asked without a script?")
    plain.get_by_role("button", name="Send the question").click()
    expect(plain.get_by_text("Asked without a script?").first).to_be_visible()
    for page in (typing, other, lead):
        expect(page.get_by_text("Asked without a script?").first).to_be_visible()
    assert box.input_value() == "What happens to my permit"
    assert note.input_value() == "Half a note"
    assert typing.evaluate("document.activeElement.id") == "note-text"

    vote = other.locator("[data-vote]").first
    vote.click()
    expect(other.locator("[data-vote]").first).to_have_attribute("aria-pressed", "true")
    expect(typing.locator("[data-vote] .n").first).to_have_text("2")
    expect(typing.locator("[data-vote]").first).to_have_attribute("aria-pressed", "false")

    lead.get_by_role("button", name="Next part").click()
    expect(typing.locator("#now")).to_have_text("Questions and answers")
    plain.get_by_role("link", name="Refresh").click()
    expect(plain.locator("#now")).to_have_text("Questions and answers")

    # Lost and back again: what was typed is there, and what happened meanwhile as well.
    typing.context.set_offline(True)
    conducting.change_rules(
        takes_questions=False, by=enter(room, Attendee("lead", "Lead", frozenset({"MOD"}), ""))
    )
    expect(typing.get_by_text("The connection is lost")).to_be_visible()
    typing.context.set_offline(False)
    expect(typing.get_by_text("Questions are closed at present.")).to_be_visible()
    assert box.input_value() == "What happens to my permit"
    typing.get_by_role("button", name="Send the question").click()
    expect(typing.locator("#live-said .note-err")).to_be_visible()
    assert box.input_value() == "What happens to my permit"


def test_the_rooms_pages_pass_the_scan(visit_own, room):
    page = visit_own(personal_path(seated(room, "MOD")))
    page.locator("form button").first.click()
    base = f"/en/sessions/{room.identifier}/live/"
    number = room.questions.first().pk
    paragraph = room.shared_notes.first().paragraphs.first().pk
    group = room.breakout_groups.first().pk
    faults = {}
    for more in ("", "manage/", "report/", "captions/", "questions/", "polls/",
                 f"questions/{number}/", f"notes/{paragraph}/", f"groups/{group}/"):  # fmt: skip
        page.goto(base + more)
        if found := barriers(page):
            faults[more] = found
        page.set_viewport_size(NARROWEST)
        assert not scrolls_sideways(page), more
        page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    page.goto(base.replace("/en/", "/ar/"))
    if found := barriers(page):
        faults["ar"] = found
    assert faults == {}


def test_a_title_in_another_direction_begins_where_the_page_does(visit_own, room):
    page = come_in(visit_own, room, "ar", viewport=NARROW)
    page.goto(f"/ar/sessions/{room.identifier}/live/captions/")
    title, heading = (
        page.locator(each).first.bounding_box() for each in ("main .meta > [dir=ltr]", "main h1")
    )
    edges = [round(box["x"] + box["width"]) for box in (title, heading)]
    assert edges[0] == edges[1]


def lead_of(visit_own, room):
    page = visit_own(personal_path(seated(room, "MOD")))
    page.locator("form button").first.click()
    page.goto(f"/en/sessions/{room.identifier}/live/")
    return page


def test_what_is_ones_own_stays_while_the_room_goes_on(visit_own, room):
    page, other, lead = come_in(visit_own, room), come_in(visit_own, room), lead_of(visit_own, room)
    poll = page.locator("li.poll", has_text="A single?")
    poll.get_by_label("City").check()
    poll.get_by_role("button", name="Answer").click()
    expect(poll.get_by_role("button", name="Change my answer")).to_be_visible()
    ranking = page.locator("li.poll", has_text="A ranking?")
    for choice, place in (("A", "2"), ("B", "1")):
        ranking.get_by_label(choice, exact=True).select_option(place)
    ranking.get_by_role("button", name="Answer").click()
    expect(ranking.get_by_role("button", name="Change my answer")).to_be_visible()
    theirs = other.locator("li.poll", has_text="A single?")
    expect(theirs).to_contain_text("1 answer")
    expect(theirs.get_by_role("button", name="Answer", exact=True)).to_be_visible()
    theirs.get_by_label("Employer").check()
    theirs.get_by_role("button", name="Answer").click()
    expect(poll).to_contain_text("2 answers")
    expect(poll.get_by_label("City")).to_be_checked()
    expect(poll.get_by_role("button", name="Change my answer")).to_be_visible()
    expect(ranking.get_by_label("B", exact=True)).to_have_value("1")

    hand = page.locator("form[data-hand] button")
    hand.click()
    expect(page.locator("#own-place")).to_have_text("Your place on the list: 2")
    lead.goto(lead.url)
    lead.locator("[data-key^=hand-]").nth(1).get_by_role("button", name="Give the floor").click()
    expect(page.locator("#own-place")).to_be_hidden()
    expect(hand).to_have_text("Raise my hand")

    page.get_by_role("button", name=re.compile("Go into this group.*Blue")).click()
    own = page.locator("[data-key^=g]", has_text="Blue").locator("[data-group]")
    expect(own).to_be_visible()
    # Whoever is in a group is offered the others.
    expect(page.get_by_role("button", name=re.compile("Go into this group.*Blue"))).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("Go into this group.*Red"))).to_be_visible()
    # One is put into another group by hand, and everybody else into some.
    manager = enter(room, Attendee("lead", "Lead", frozenset({"MOD"}), ""))
    red = room.breakout_groups.get(name="Red")
    person = room.room.participants.get(group__name="Blue")
    noting.assign_group(person, red, by=manager)
    expect(page.locator("#live-said")).to_have_text("You are in the group “Red”.")
    expect(own).to_be_hidden()
    expect(page.locator("[data-key^=g]", has_text="Red").locator(".badge")).to_be_visible()
    noting.share_out(by=manager)
    expect(other.locator(".badge[data-group]:not([hidden])")).to_have_text("Your group")
    expect(page.locator(".badge[data-group]:not([hidden])")).to_have_count(1)


def test_who_is_muted_or_asked_to_moderate_sees_it_at_once(visit_own, room):
    page, lead = come_in(visit_own, room), lead_of(visit_own, room)
    lead.goto(f"{lead.url}manage/")
    person = lead.locator(".people li", has_text="No name given")
    person.get_by_role("button", name="Mute").click()
    expect(page.locator("#live-muted")).to_be_visible()
    person.get_by_role("button", name="Let speak again").click()
    expect(page.locator("#live-muted")).to_be_hidden()
    page.locator("#ask").fill("Half a question")
    person.get_by_role("button", name="Let moderate").click()
    # What is being typed is not lost: the page waits.
    expect(page.locator("#live-changed")).to_be_visible()
    assert page.locator("#ask").input_value() == "Half a question"
    page.get_by_role("link", name="Load the page again").click()
    expect(page.get_by_role("button", name="Next part")).to_be_visible()
    # What was typed is still there. The other way about, with nothing in it, the page loads anew.
    expect(page.locator("#ask")).to_have_value("Half a question")
    page.locator("#ask").fill("")
    page.locator("#ask").blur()
    person.get_by_role("button", name="Moderates no more").click()
    expect(page.get_by_role("button", name="Next part")).to_have_count(0)


def test_nothing_typed_is_lost_by_sorting_loading_again_or_typing_captions_fast(visit_own, room):
    page = come_in(visit_own, room)
    page.locator("#ask").fill("Half a question")
    page.get_by_role("link", name="Newest").click()
    expect(page.locator("[data-part=questions-new] li.q").first).to_contain_text("من يدفع؟")
    expect(page).to_have_url(re.compile(r"\?order=new#questions$"))
    expect(page.locator("#ask")).to_have_value("Half a question")
    page.reload()
    expect(page.locator("#ask")).to_have_value("Half a question")
    page.get_by_role("button", name="Send the question").click()
    expect(page.locator("#live-said")).to_have_text("Your question is in the queue.")
    page.reload()
    expect(page.locator("#ask")).to_have_value("")
    # What is said stands in sight, also far down on the page.
    page.set_viewport_size(NARROW)
    page.locator("#note-text").fill("x")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#live-said .note")).to_be_in_viewport()

    typist = lead_of(visit_own, room)
    typist.goto(f"{typist.url}captions/")
    # The browser gives the field the focus when it first paints the page, after loading it.
    expect(typist.locator("#text")).to_be_focused()

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    typist.route("**/captions/", lose_the_answer, times=1)
    for number in range(6):
        typist.keyboard.type(f"Line {number}")
        typist.keyboard.press("Enter")
    typist.keyboard.type("The next be")
    expect(typist.locator(".captions p").last).to_have_text("Line 5")
    expect(typist.locator("#text")).to_have_value("The next be")
    lines = room.captions.order_by("pk").values_list("text", flat=True)
    assert list(lines)[1:] == [f"Line {number}" for number in range(6)]


def test_what_is_typed_before_the_script_has_come_is_kept(visit_own, room):
    page = come_in(visit_own, room)
    held = []
    page.route("**/live*.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.locator("#ask").fill("Typed on a slow line")
    page.wait_for_timeout(100)
    held[0].continue_()
    page.unroute("**/live*.js")
    page.wait_for_load_state()
    page.reload()
    expect(page.locator("#ask")).to_have_value("Typed on a slow line")


def test_who_has_the_page_open_sees_it_begin_and_close(visit_own):
    early.forget_rooms()
    made = session(access="open", attribution_rule=concept("AR", "PUB"))
    page = come_in(visit_own, made)
    state = page.locator("[data-part=state]")
    expect(state).to_have_text("Not opened yet")
    lead = enter(made, Attendee("lead", "Lead", frozenset({"MOD"}), ""))
    conducting.open_room(by=lead)
    expect(state).to_have_text("Live now")
    conducting.close_room(by=lead)
    expect(state).to_have_text("Closed")
    for box in ("#ask", "#note-text", "form[data-hand] button"):
        expect(page.locator(box)).to_be_hidden()
