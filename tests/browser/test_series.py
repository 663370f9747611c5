"""An organizer makes a forum; visitors read its timetable on a phone and on a wide screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories import accounts
from tests.factories.meetings import session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_forum_is_made_and_its_timetable_read_in_english_and_arabic(live_server, own_chromium):
    for title in ("Who pays for the test?", "Housing before arrival"):
        session(title, begins="2030-05-06T10:00", time_zone="Europe/Berlin")
    organizer = page_of(own_chromium, live_server.url, accounts.desk_editor())
    organizer.goto("/en/sessions/series/organize/")
    assert barriers(organizer) == []
    organizer.locator("[name=title]").fill("Cities and newcomers")
    organizer.locator("main form button").click()
    for name, value in (
        ("first_day", "2030-05-06"), ("last_day", "2030-05-07"), ("convener", "City of Valdemora"),
    ):  # fmt: skip
        organizer.locator(f"[name={name}]").fill(value)
    organizer.locator("[name=time_zone]").select_option("Europe/Berlin")
    for number in range(2):
        organizer.locator("button[value=room]").click()
        expect(organizer.locator(f"[name=rooms-{number}-name]")).to_be_visible()
    organizer.locator("[name=rooms-0-name]").fill("Great hall")
    organizer.get_by_role("button", name="Save and publish").click()
    edit = organizer.get_by_role("link", name="Edit the programme")
    expect(edit).to_be_visible()
    public = organizer.url.split("#")[0]
    edit.click()
    expect(organizer.locator("[name=session]")).to_have_count(2)
    for box in organizer.locator("[name=session]").all():
        box.check()
    organizer.get_by_role("button", name="Add the chosen ones").click()
    rooms = organizer.locator("select[name$=-room]")
    expect(rooms).to_have_count(2)
    assert barriers(organizer) == []
    rooms.nth(0).select_option(label="Great hall")
    rooms.nth(1).select_option(label="Great hall")
    organizer.locator("input[name$=-begins]").nth(1).fill("2030-05-06T10:30")
    organizer.locator("form:has([value=place]) button").click()
    # The room, and the moderator of both.
    clashes = organizer.locator("[aria-labelledby=clashes] li")
    expect(clashes).to_have_count(2)
    rooms.nth(1).select_option(label="Room 2")
    organizer.locator("form:has([value=place]) button").click()
    expect(clashes).to_have_count(1)

    for language, first in (("en", "Monday, 6 May 2030"), ("ar", "الاثنين")):
        for viewport in (WIDE, NARROW):
            context = own_chromium.new_context(base_url=live_server.url, viewport=viewport)
            visitor = context.new_page()
            visitor.goto(f"{public.replace('/en/', f'/{language}/')}?zone=Asia/Tokyo")
            assert visitor.locator("h3.day").inner_text().startswith(first)
            assert visitor.locator(".slot").count() == 2
            table = visitor.get_by_role("table")
            assert table.get_by_role("cell").count() >= 2
            assert "17:00" in visitor.locator(".slot").first.inner_text()
            is_narrow = viewport == NARROW
            assert visitor.locator(".slot-room").first.is_visible() == is_narrow
            assert (language, viewport, barriers(visitor)) == (language, viewport, [])
            assert not scrolls_sideways(visitor)
            visitor.goto(visitor.locator(".seat a").first.get_attribute("href"))
            assert (language, barriers(visitor)) == (language, [])
            visitor.goto(f"/{language}/sessions/series/")
            assert (language, barriers(visitor)) == (language, [])
            context.close()
