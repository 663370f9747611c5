"""Whole journeys in a real browser, in the words of a visitor."""

import re

import pytest
from playwright.sync_api import Page, expect

from tessera.lib.languages import INTERFACE_LANGUAGES
from tests.browser.conftest import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


#: The search box shows the focus of its field with its own frame.
FOCUS_IS_SEEN = """
    [document.activeElement, document.activeElement.closest(".searchbox")].some(each => {
        if (!each) return false;
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" || style.boxShadow !== "none";
    })
"""


def focused(page: Page) -> str:
    """What a person at the keyboard stands on: its words or its name."""
    return page.evaluate(
        "(e => (e.getAttribute('aria-label') || e.innerText || e.name || e.id).trim())"
        "(document.activeElement)"
    )


def tab_to(page: Page, words: str, at_most: int = 60) -> None:
    """Press Tab until something with these words has the focus, which must be visible."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if words in focused(page):
            assert page.evaluate(FOCUS_IS_SEEN), f"the focus on {words} cannot be seen"
            return
    pytest.fail(f"{words} was not reached by Tab")


def text_of(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


def test_visitor_finds_a_practice_in_english(visit):
    page = visit("/en/")
    page.get_by_role("combobox").fill("sprachr")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("sprachraum")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/records/[0-9A-Z]{4}-[0-9A-Z]{4}/sprachraum"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("sprachraum")


def test_visitor_narrows_a_search_opens_a_record_and_reads_it_in_another_language(visit, site):
    page = visit("/en/")
    page.get_by_role("combobox").fill("talk once a week")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=talk"))
    filters = page.locator("#filters")
    filters.get_by_role("checkbox", name=re.compile("^Practices")).check()
    filters.get_by_role("checkbox", name=re.compile("^Germany")).check()
    filters.get_by_role("button", name="Show records").click()
    chips = page.get_by_role("list", name="Filters in use")
    expect(chips).to_contain_text("Germany")
    page.locator("#results").get_by_role("link", name="Language cafés for all").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Language cafés for all")
    page.locator("article").get_by_role("link", name="العربية").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("مقاهي اللغة")
    expect(title).to_have_attribute("lang", "ar")
    expect(title).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    link = page.get_by_role("link", name="BibTeX")
    answer = page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"].startswith("application/x-bibtex")
    assert site.there.full.identifier in answer.text()


def test_visitor_finds_a_practice_in_arabic(visit):
    page = visit("/ar/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("combobox").fill("مقاهي")
    expect(page.get_by_role("option").first).to_contain_text("مقاهي اللغة")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/ar/records/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("مقاهي اللغة")
    head = page.locator(".brand").bounding_box()
    assert head["x"] > 640, "the name of the site stands at the start, which is the right"


def test_a_removed_filter_widens_the_list_again(visit):
    page = visit("/en/search/?kind=PRA&country=DE")
    narrow = text_of(page, "#results-heading")
    page.get_by_role("list", name="Filters in use").get_by_role("link", name="Germany").click()
    expect(page).to_have_url(re.compile(r"\?kind=PRA$"))
    assert int(text_of(page, "#results-heading").split()[0]) > int(narrow.split()[0])


def test_everything_can_be_done_by_keyboard(visit):
    page = visit("/en/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    tab_to(page, "q")
    page.keyboard.type("hamamatsu")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    assert page.input_value("#q") == "hamamatsu"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/en/search/\?q=hamamatsu"))

    practices = page.locator("#filters input[name=kind]").first
    practices.wait_for()
    tab_to(page, "kind")
    page.keyboard.press("Space")
    tab_to(page, "Show records", at_most=150)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("kind="))
    tab_to(page, "Hamamatsu Intercultural", at_most=200)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/en/records/"))


def test_escape_closes_a_menu_and_gives_the_focus_back(visit):
    page = visit("/en/themes/")
    tab_to(page, "English")
    page.keyboard.press("Enter")
    menu = page.locator(".head-tools details.menu")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    assert focused(page) == "Français"
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert "English" in focused(page)


def test_the_language_that_was_chosen_is_kept(visit):
    page = visit("/en/themes/LAN/")
    page.locator(".head-tools summary").click()
    page.locator(".head-tools").get_by_role("link", name="Türkçe").click()
    expect(page).to_have_url(re.compile("/tr/themes/LAN/$"))
    page.goto("/")
    expect(page).to_have_url(re.compile("/tr/$"))


def test_everything_works_without_javascript(visit):
    page = visit("/en/", java_script_enabled=False)
    page.fill("#q", "intercultural")
    page.locator("form[role=search] button").first.click()
    expect(page).to_have_url(re.compile(r"/en/search/\?q=intercultural"))
    page.locator("#filters").get_by_role("checkbox", name=re.compile("^Approaches")).check()
    page.get_by_role("button", name="Show records").click()
    expect(page).to_have_url(re.compile("kind=APP"))
    page.locator("#results").get_by_role("link", name=re.compile("^Intercultural")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ntercultural")
    page.locator(".head-tools summary").click()
    page.locator(".head-tools").get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile("/fr/records/"))


def test_lists_are_paged_and_sorted_without_javascript(visit):
    page = visit("/en/search/", java_script_enabled=False)
    first = page.locator("#results h3").first.inner_text()
    page.get_by_role("link", name="Next page").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator("#results h3").first).not_to_have_text(first)
    page.get_by_label("Sort by").select_option("title")
    page.get_by_role("button", name="Sort", exact=True).click()
    expect(page).to_have_url(re.compile("sort=title"))
    titles = page.locator("#results h3").all_inner_texts()
    assert titles[0].casefold() < titles[-1].casefold()


def test_the_display_is_chosen_without_javascript(visit):
    page = visit("/en/themes/", java_script_enabled=False)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("/en/themes/$"))
    expect(page.locator("body")).not_to_have_css("background-color", light)


def test_filters_are_a_sheet_on_a_phone(visit):
    page = visit("/en/search/", viewport=NARROW)
    sheet = page.locator("#filters")
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="Filter").click()
    expect(sheet).to_be_visible()
    sheet.get_by_role("link", name="Close").click()
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="Filter").click()
    sheet.get_by_role("checkbox", name=re.compile("^Practices")).check()
    page.get_by_role("button", name="Show records").click()
    expect(page).to_have_url(re.compile("kind=PRA"))
    expect(sheet).to_be_hidden()


def test_print_leaves_out_what_paper_cannot_use(visit, site):
    page = visit(site.there.full.get_absolute_url())
    page.emulate_media(media="print")
    for name in ("Main", "Breadcrumb"):
        expect(page.locator(f"nav[aria-label={name}]")).to_be_hidden()
    for part in (".site-foot", ".head-tools", ".skip"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".only-print").first).to_contain_text(site.there.full.identifier)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("path", ["/en/", "/en/search/?q=language", "/ar/search/", "/en/display/"])
def test_pages_load_nothing_from_elsewhere_and_break_no_rule(visit, site, path):
    page = visit("about:blank")
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site.url + path)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(site.url)] == []
    assert said == []


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_header_is_one_line_on_a_wide_screen(visit, language):
    page = visit(f"/{language}/search/", viewport=WIDE)
    brand, tools = (page.locator(each).bounding_box() for each in (".brand", ".head-tools"))
    assert abs(brand["y"] + brand["height"] / 2 - tools["y"] - tools["height"] / 2) < 8
