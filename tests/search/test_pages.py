"""The search page as a visitor sees it."""

import html
import re

import pytest

from tessera.search.indexing import reindex
from tests.factories.catalogue import record, record_text
from tests.factories.index import own_index
from tests.factories.network import organization
from tests.factories.vocabularies import place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index():
    with own_index() as engine:
        yield engine


@pytest.fixture
def look(client):
    """Open the search page; what it shows."""

    def open_page(query: str = "", **headers: str):
        answer = client.get(f"/en/search/?{query}", headers=headers)
        assert answer.status_code == 200
        return answer

    return open_page


def shown(answer) -> list[str]:
    """The titles, in order."""
    titles = re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", answer.text)
    return [html.unescape(re.sub(r"<[^>]+>", "", title)) for title in titles]


def page(answer):
    return answer.context["search"]


@pytest.fixture
def some():
    """Cafés in Germany and Austria, a guideline, and an office."""
    record("Language cafés in Cologne", places=["DE"], period_start="2015")
    record("Language cafés in Vienna", places=["AT-vienna"], period_start="2019")
    record("Housing guidelines", "GUI", themes=["HOU"], places=["AT"])
    organization("Office for Newcomers", country=place("DE"))
    reindex()


def test_without_a_question_everything_is_there(some, look):
    answer = look()
    assert page(answer).found.total == 4
    assert len(shown(answer)) == 4


def test_words_are_marked_where_they_were_found(some, look):
    answer = look("q=cologne")
    assert shown(answer) == ["Language cafés in Cologne"]
    assert "<mark>Cologne</mark>" in answer.text


def test_counts_tell_what_a_tick_would_give(some, look):
    facets = {facet.key: facet for facet in page(look("country=DE&kind=PRA")).facets}
    counts = {choice.code: choice.count for choice in facets["country"].choices}
    assert counts == {"DE": 1, "AT": 1}
    kinds = {choice.code: choice.count for choice in facets["kind"].choices}
    assert kinds == {"PRA": 1, "ORG": 1}
    assert [each.code for each in facets["country"].choices if each.is_selected] == ["DE"]


def test_a_screen_reader_hears_one_record_and_two_records(some, look):
    options = re.findall(
        r'name="(?:country|kind)" value="(\w+)".*?class="vh">(.*?)</span>', look().text
    )
    assert ("GUI", "1 record") in options
    assert ("AT", "2 records") in options


def test_each_choice_has_a_chip_that_takes_it_away(some, look):
    chips = {
        chip.label: chip.url for chip in page(look("kind=PRA&country=DE&year_from=2000")).chips
    }
    assert chips == {
        "Practices": "?country=DE&year_from=2000",
        "Germany": "?kind=PRA&year_from=2000",
        "2000–…": "?kind=PRA&country=DE",
    }


def test_words_and_kinds_may_be_written_in_the_address(some, look):
    assert page(look("kind=practice")).found.total == 2
    assert page(look("q=country:AT+kind:GUI")).found.total == 1


def test_when_nothing_is_found_the_way_out_is_named(some, look):
    answer = look("kind=GUI&country=DE")
    assert page(answer).found.total == 0
    assert [(way.label, way.count) for way in page(answer).ways_out] == [
        ("Guidelines", 2),
        ("Germany", 1),
    ]
    assert "Without “Germany”: 1 record" in answer.text


def test_another_spelling_is_offered_when_it_finds_more(some, look):
    answer = look("q=langauge")
    assert "Did you mean" in answer.text
    assert (page(answer).spelling.label, page(answer).spelling.count) == ("language", 2)
    assert page(look("q=language")).spelling is None


MALFORMED = (
    '"', '""', "(((", "OR", "AND OR", "-", "--", "country:", "year:..", "year:2020..2010", "*",
    "**", "a*b*", 'title:"', "\\", "'; DROP TABLE", "<script>alert(1)</script>", "%", "١٩٩٩", "🙂",
    "-" * 90, "x" * 300, "a OR " * 60, '"a b c', ":::", "NOT",
    "\u202e", "theme:NOTHING", "lang~9^9",
)  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED)
def test_no_query_is_an_error(some, client, text):
    answer = client.get("/en/search/", {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_query_that_is_too_long_is_cut_and_says_so(some, look):
    answer = look("q=" + "language " * 34)
    assert "only its beginning was searched" in answer.text


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "sort=best'", "view=globe", "year_from=9", "kind=%00",
              "nothing=1", "country=" + "x" * 99, "year_to=99999"],
)  # fmt: skip
def test_what_is_wrong_in_an_address_is_left_out(some, look, query):
    assert page(look(query)).found.total == 4


def test_of_forty_choices_twenty_are_heeded(some, look):
    query = "&".join(f"country={first}{second}" for first in "ABDE" for second in "TEOLRSUZGM")
    answer = look(query)
    assert len(page(answer).address.criteria.filters["country"]) == 20
    assert page(answer).found.total == 2


def test_a_page_beyond_the_end_is_not_found(some, client):
    assert client.get("/en/search/?page=2").status_code == 404
    assert client.get("/en/search/?page=501").status_code == 404


def test_only_simple_searches_are_for_robots(some, look):
    for query in ("", "kind=PRA"):
        assert '<meta name="robots"' not in look(query).text
    for query in ("q=language", "kind=PRA&country=DE", "kind=PRA&kind=GUI", "year_from=2015"):
        assert '<meta name="robots" content="noindex">' in look(query).text


def test_one_search_has_one_address(some, look):
    one = look("sort=newest&country=DE&kind=PRA&kind=GUI&page=1&view=list&unknown=1")
    other = look("kind=GUI&kind=PRA&kind=PRA&country=de")
    assert page(one).address.query == page(other).address.query == "?kind=GUI&kind=PRA&country=DE"
    assert '<link rel="canonical" href="http://127.0.0.1:8000/en/search/?kind=PRA">' in (
        look("utm=1&kind=PRA").text
    )


def test_orders(some, look):
    by_title = shown(look("sort=title"))
    assert by_title == sorted(by_title, key=str.casefold)
    assert shown(look("sort=newest"))[-1] != shown(look("sort=newest"))[0]
    assert sorted(shown(look("sort=verified"))) == by_title


def test_a_list_has_pages(look):
    for number in range(23):
        record(f"Cafés {number:02}")
    reindex()
    first, second = look("sort=title"), look("sort=title&page=2")
    assert shown(first) == [f"Cafés {number:02}" for number in range(20)]
    assert shown(second) == ["Cafés 20", "Cafés 21", "Cafés 22"]
    assert (page(first).next_url, page(second).previous_url) == (
        "?sort=title&page=2",
        "?sort=title",
    )
    assert page(second).next_url == ""


def test_a_part_of_the_page_can_be_asked_for(some, look):
    answer = look("q=language", **{"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<section id="results"')
    assert "HX-Request" in answer.headers["Vary"]


def test_the_map_has_a_table_with_the_same_numbers(some, look):
    answer = look("view=map&kind=PRA")
    rows = {row.label: (row.count, row.url) for row in page(answer).countries}
    assert rows == {
        "Germany": (1, "?kind=PRA&country=DE"),
        "Austria": (1, "?kind=PRA&country=AT"),
    }


def test_suggestions_have_the_shape_that_browsers_know(some, client):
    answer = client.get("/en/search/suggestions/?q=langu")
    assert answer.headers["Content-Type"] == "application/x-suggestions+json"
    text, names, kinds, addresses = answer.json()
    assert text == "langu"
    assert len(names) == len(kinds) == len(addresses) <= 8
    found = dict(zip(names, zip(kinds, addresses, strict=True), strict=True))
    assert found["Language courses"] == ("Theme", "/en/themes/LAN.CRS/")
    assert found["Language cafés in Cologne"][0] == "Practice"
    assert client.get("/en/search/suggestions/?q=l").json() == ["l", [], [], []]


def test_suggestions_forgive_accents_and_one_error(some, client):
    def named(typed: str, language: str = "en") -> list[str]:
        return client.get(f"/{language}/search/suggestions/", {"q": typed}).json()[1]

    assert "Language cafés in Cologne" in named("cafes in colgone")
    assert "Germany" in named("gemany")
    assert "Language courses" in named("langauge co")
    assert "Éducation" in named("educatoin", "fr")
    assert named("xxqqzz") == []


def test_an_error_is_forgiven_only_where_nothing_begins_as_it_is_typed(some, client):
    def named(typed: str, language: str = "en") -> list[str]:
        return client.get(f"/{language}/search/suggestions/", {"q": typed}).json()[1]

    assert "Austria" in named("asutr")
    record("Asutra Award")
    reindex()
    assert named("asutr") == ["Asutra Award"]


def test_one_chinese_character_is_enough_to_be_offered_something(client):
    record(texts=[record_text("zh-hans", "难民住房", "概述")], original_language="zh-hans")
    reindex()
    assert "难民住房" in client.get("/zh-hans/search/suggestions/", {"q": "难"}).json()[1]


def test_a_text_in_another_language_is_marked_as_such(client):
    record(texts=[record_text("fr", "Cafés des langues", "On parle.")], original_language="fr")
    reindex()
    assert '<a href="' in (text := client.get("/en/search/").text)
    assert re.search(r'<h3><a [^>]*lang="fr" dir="ltr">Cafés des langues', text)
