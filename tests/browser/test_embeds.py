"""What other sites show in a frame is seen whole."""

import pytest

from tests.browser.conftest import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SHOWN = "() => document.documentElement.scrollHeight - innerHeight"


@pytest.mark.parametrize(
    ("query", "viewport"),
    [("show=search", NARROW), ("show=search", WIDE), ("show=theme&theme=HOU&number=3", WIDE)],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_frame_is_high_enough_for_what_is_in_it(visit, language, query, viewport):
    page = visit(f"/{language}/embed/?{query}", viewport=viewport)
    frame = page.locator("iframe").element_handle().content_frame()
    frame.wait_for_load_state()
    assert frame.evaluate(SHOWN) <= 0


def test_the_card_of_a_record_is_seen_whole(visit, site):
    record = site.there.records["cologne-sprachraum"]
    page = visit(f"/en/embed/?show=record&id={record.identifier}")
    frame = page.locator("iframe").element_handle().content_frame()
    frame.wait_for_load_state()
    assert frame.evaluate(SHOWN) <= 0
