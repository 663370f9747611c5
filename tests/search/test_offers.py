"""What is named in a query is offered as a filter, and places like mine come first."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from tessera.search.criteria import Criteria
from tessera.search.indexing import reindex
from tessera.search.named import named_in
from tessera.search.offers import offers
from tessera.search.parameters import read_address
from tests.factories.catalogue import record
from tests.factories.index import own_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index():
    with own_index() as engine:
        yield engine


def named(text: str, language: str = "en") -> dict[str, str]:
    """What is named, and what is left of the text."""
    return {each.key: each.text_without for each in named_in(Criteria.of(text, language=language))}


def offered(query: str, language: str = "en") -> dict[str, tuple[int, str]]:
    with override(language):
        address = read_address(QueryDict(query), language=language)
        return {each.label: (each.count, each.url) for each in offers(address, language)}


@pytest.mark.parametrize(
    ("text", "language", "rest"),
    [
        ("cafés in Germany", "en", "cafés"),
        ("cafés en Allemagne", "fr", "cafés"),
        ("l'accueil à l'Allemagne", "fr", "l'accueil"),
        ("cafés en Alemania", "es", "cafés"),
        ("مقاهي في ألمانيا", "ar", "مقاهي"),
        ("кафе в Германии", "ru", "кафе"),
        ("在德国的咖啡馆", "zh-hans", "咖啡馆"),
        ("Almanya'da kafe", "tr", "kafe"),
        ("Cafés in Deutschland", "en", "Cafés"),
        ("Germany", "en", ""),
        ("in Germany cafés OR tea", "en", "cafés OR tea"),
    ],
)
def test_a_country_is_found_by_its_name(text, language, rest):
    assert named(text, language)["country:DE"] == rest


def test_regions_cities_themes_and_target_groups_too():
    assert named("tea in Western Africa") == {"region:011": "tea"}
    assert named("tea in Vienna") == {"like:AT-vienna": "tea"}
    assert named("language courses for women") == {
        "theme:LAN.CRS": "women",
        "target:WOM": "language courses",
    }


def test_what_is_quoted_excluded_or_within_alternatives_is_no_name():
    for text in ('"in Germany" tea', "-Germany tea", "Germany OR tea", "German* tea", "🙂", ""):
        assert named(text) == {}, text


def test_places_come_before_themes():
    assert list(named("language courses in Germany")) == ["country:DE", "theme:LAN.CRS"]


@pytest.fixture
def cafes():
    record("Language cafés in Germany", places=["DE-cologne"])
    record("Language cafés for Germany from abroad", places=["AT-vienna"])
    reindex()


def test_a_name_becomes_a_chip_and_is_a_filter_only_when_taken(cafes, client):
    before = client.get("/en/search/?q=cafés+in+Germany").context["search"]
    assert before.found.total == 2
    offer = before.offers[0]
    assert (offer.label, offer.count) == ("Country or territory: Germany", 1)

    taken = client.get(f"/en/search/{offer.url}")
    page = taken.context["search"]
    assert (page.address.criteria.text, page.found.total) == ("cafés", 1)
    assert [chip.label for chip in page.chips] == ["Germany"]
    assert page.offers == ()


def test_an_offer_can_be_refused(cafes, client):
    before = client.get("/en/search/?q=cafés+in+Germany").context["search"]
    assert "Not as a filter: Country or territory: Germany" in (
        client.get("/en/search/?q=cafés+in+Germany").text
    )
    after = client.get(f"/en/search/{before.offers[0].refuse_url}").context["search"]
    assert after.offers == ()
    assert after.found.total == 2
    assert after.address.query == "?q=caf%C3%A9s+in+Germany&not=country%3ADE"


def test_nothing_is_offered_that_would_find_nothing(cafes):
    assert offered("q=cafés+in+France") == {}
    assert offered("q=cafés+in+Germany&match=words") == {}
    assert list(offered("q=cafés+in+Germany&country=DE")) == []


def test_a_name_alone_becomes_a_list(cafes):
    assert offered("q=Germany") == {"Country or territory: Germany": (1, "?country=DE")}


def test_wrong_refusals_are_left_out(client):
    address = read_address(QueryDict("q=tea&not=x:1&not=country:DE&not=%00"), language="en")
    assert address.refused == ("country:DE",)
    assert read_address(QueryDict("not=country:DE"), language="en").refused == ()


def test_places_like_mine_come_first(client):
    far = record("Tea in a village", places=["GB"])
    vienna = record("Tea in Vienna", places=["AT-vienna"])
    cologne = record("Tea in Cologne", places=["DE-cologne"])
    reindex()

    def order(query: str) -> list[str]:
        found = client.get(f"/en/search/{query}").context["search"].found
        assert found.total == 3
        return [card.identifier for card in found.cards]

    assert order("?like=DE-cologne") == [each.identifier for each in (cologne, vienna, far)]
    assert order("?q=tea&like=AT-vienna")[0] == vienna.identifier
    assert "Places like Vienna first" in client.get("/en/search/?q=tea&like=AT-vienna").text


def test_a_city_that_was_typed_leads_to_places_like_it(cafes):
    found = offered("q=cafés+in+Cologne")
    assert found == {"Places like Cologne first": (2, "?q=caf%C3%A9s&like=DE-cologne")}


def test_the_pages_of_countries_lead_there(client):
    record("Tea", places=["DE-cologne"])
    answer = client.get("/en/places/de/")
    assert 'href="/en/search/?like=DE-cologne"' in answer.text
    assert client.get("/en/search/").text.count('<option value="DE-cologne">') == 1


@pytest.mark.parametrize("code", ["DE", "XX-nowhere", "", "001", "%00", "x" * 200])
def test_only_a_city_can_be_compared(client, code):
    answer = client.get(f"/en/search/?like={code}")
    assert answer.status_code == 200
    assert answer.context["search"].address.like == ""
    assert answer.context["search"].address.criteria.sort == "newest"


def test_taking_the_place_away_restores_the_order(client):
    address = read_address(QueryDict("like=DE-cologne"), language="en")
    assert address.query == "?like=DE-cologne"
    assert address.with_place("").query == "?"
    assert address.with_place("").criteria.liked == ()
