"""A search leads to open funding, offers and seeks, too; nobody is told what they may not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.exchange.actions.listing import close_listing
from tessera.exchange.finding import latest_change
from tessera.network.blocks import block_member
from tessera.network.models import FundingProgramme, Person
from tests.factories.exchange import listing, member
from tests.factories.funding import programme
from tests.factories.index import own_index
from tests.factories.network import organization
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index():
    with own_index() as engine:
        yield engine


@pytest.fixture
def nuria():
    return member("Nuria Salcedo")


@pytest.fixture
def office():
    return organization("Office for Newcomers")


def also(client, query: str, language: str = "en") -> dict[str, tuple[int, str]]:
    """Room → how many fit, and where they are."""
    page = client.get(f"/{language}/search/?{query}").context["search"]
    return {str(each.heading): (each.count, each.url) for each in page.elsewhere}


def test_words_find_funding_offers_and_seeks(client, nuria, office):
    programme(office, "Grants for bicycle workshops")
    listing(nuria, title="A bicycle workshop to visit")
    assert also(client, "q=BICYCLE") == {
        "Funding": (1, "/en/funding/?q=BICYCLE"),
        "Offers and seeks": (1, "/en/exchange/?q=BICYCLE"),
    }
    page = client.get("/en/search/?q=bicycle")
    assert "Grants for bicycle workshops" in page.text
    for _count, url in also(client, "q=bicycle").values():
        assert "bicycle workshop" in client.get(url).text
    assert (
        "Grants for bicycle workshops"
        in client.get("/en/search/?q=bicycle", headers={"hx-request": "true"}).text
    )


def test_what_a_query_names_is_found_in_any_language(client, nuria, office):
    listing(nuria, title="Wir suchen Partner", language="de")
    programme(office, "Ayudas", themes=[concept("TH", "HOU")], language="es")
    assert also(client, "q=h%C3%A9bergement+en+Allemagne", "fr") == {
        "Financement": (1, "/fr/funding/?theme=HOU&country=DE"),
        "Offres et demandes": (1, "/fr/exchange/?theme=HOU&country=DE"),
    }
    assert also(client, "q=h%C3%A9bergement+en+Allemagne&match=words", "fr") == {}


def test_only_a_first_page_with_words_and_shared_filters_shows_them(client, nuria):
    listing(nuria, title="A bicycle workshop")
    assert also(client, "q=bicycle&theme=HOU&country=DE")["Offers and seeks"][0] == 1
    for nothing in ("", "q=bicycle&theme=LAN", "q=bicycle&kind=PRA", "q=zzzz", "theme=HOU"):
        assert also(client, nothing) == {}, nothing


def test_what_is_over_hidden_or_for_members_is_not_shown(client, nuria, office):
    listing(nuria, title="A bicycle workshop", readers="members")
    over = programme(office, "Bicycles")
    FundingProgramme.objects.filter(pk=over.pk).update(
        closes_on=timezone.localdate() - timedelta(days=1)
    )
    assert also(client, "q=bicycle") == {}
    omar = member("Omar Aziz")
    client.force_login(omar)
    assert set(also(client, "q=bicycle")) == {"Offers and seeks"}
    block_member(nuria, by=omar)
    assert also(client, "q=bicycle") == {}


def test_kept_pages_are_forgotten_when_a_listing_or_an_agreement_ends(nuria):
    made, other = listing(nuria), listing(nuria)
    states = [latest_change()]
    close_listing(made, by=nuria)
    states.append(latest_change())
    Person.objects.update(consent_until=timezone.localdate() - timedelta(days=1))
    states.append(latest_change())
    assert len(set(states)) == 3, other


def test_a_search_asks_as_often_for_three_as_for_one(client, nuria, office):
    asked = []
    for more in (1, 2):
        for number in range(more):
            listing(nuria, title=f"Bicycle {more} {number}")
            programme(office, f"Bicycle {more} {number}")
        assert len(also(client, "q=bicycle")) == 2
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/search/?q=bicycle")
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("text", ["%00", "%25", "_", "%F0%9F%99%82", "x" * 5000, "%22"])
def test_no_text_is_an_error(client, nuria, text):
    listing(nuria)
    assert client.get(f"/en/search/?q={text}").status_code == 200
    assert client.get(f"/en/funding/?q={text}").status_code == 200
    assert client.get(f"/en/exchange/?q={text}").status_code == 200
