"""An organizer makes a forum; visitors read its timetable on a phone and on a wide screen."""

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_desk import chromium, faults, page_of  # noqa: F401 - a fixture
from tests.factories import accounts
from tests.factories.meetings import session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_forum_is_made_and_its_timetable_read_in_english_and_arabic(live_server, chromium):  # noqa: F811
    for title in ("Who pays for the test?", "Housing before arrival"):
        session(title, begins="2030-05-06T10:00", time_zone="Europe/Berlin")
    organizer = page_of(chromium, live_server.url, accounts.desk_editor())
    organizer.goto("/en/sessions/series/organize/")
    assert faults(organizer) == []
    organizer.locator("[name=title]").fill("Cities and newcomers")
    organizer.locator("main form button").click()
    for name, value in (
        ("first_day", "2030-05-06"), ("last_day", "2030-05-07"), ("convener", "City of Valdemora"),
    ):  # fmt: skip
        organizer.locator(f"[name={name}]").fill(value)
    organizer.locator("[name=time_zone]").select_option("Europe/Berlin")
    for _room in range(2):
        organizer.locator("button[value=room]").click()
    organizer.locator("[name=rooms-0-name]").fill("Great hall")
    organizer.get_by_role("button", name="Save and publish").click()
    public = organizer.url.split("#")[0]
    organizer.get_by_role("link", name="Edit the programme").click()
    for box in organizer.locator("[name=session]").all():
        box.check()
    organizer.get_by_role("button", name="Add the chosen ones").click()
    assert faults(organizer) == []
    rooms = organizer.locator("select[name$=-room]")
    rooms.nth(0).select_option(label="Great hall")
    rooms.nth(1).select_option(label="Great hall")
    organizer.locator("input[name$=-begins]").nth(1).fill("2030-05-06T10:30")
    organizer.locator("form:has([value=place]) button").click()
    # The room, and the moderator of both.
    assert organizer.locator("[aria-labelledby=clashes] li").count() == 2
    organizer.locator("select[name$=-room]").nth(1).select_option(label="Room 2")
    organizer.locator("form:has([value=place]) button").click()
    assert organizer.locator("[aria-labelledby=clashes] li").count() == 1

    for language, first in (("en", "Monday, 6 May 2030"), ("ar", "الاثنين")):
        for viewport in (WIDE, NARROW):
            context = chromium.new_context(base_url=live_server.url, viewport=viewport)
            visitor = context.new_page()
            visitor.goto(f"{public.replace('/en/', f'/{language}/')}?zone=Asia/Tokyo")
            assert visitor.locator("h3.day").inner_text().startswith(first)
            assert visitor.locator(".slot").count() == 2
            table = visitor.get_by_role("table")
            assert table.get_by_role("cell").count() >= 2
            assert "17:00" in visitor.locator(".slot").first.inner_text()
            is_narrow = viewport == NARROW
            assert visitor.locator(".slot-room").first.is_visible() == is_narrow
            assert (language, viewport, faults(visitor)) == (language, viewport, [])
            width = visitor.evaluate("document.documentElement.scrollWidth")
            assert width <= viewport["width"]
            visitor.goto(visitor.locator(".seat a").first.get_attribute("href"))
            assert (language, faults(visitor)) == (language, [])
            visitor.goto(f"/{language}/sessions/series/")
            assert (language, faults(visitor)) == (language, [])
            context.close()
