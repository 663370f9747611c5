"""Programs read open funding, and of offers and seeks only what is for everybody."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.exchange.actions.listing import close_listing
from tessera.interop.machines import _PARTS
from tessera.network.models import Person
from tests.factories.exchange import listing, member
from tests.factories.funding import programme
from tests.factories.network import organization
from tests.factories.vocabularies import concept, place

pytestmark = pytest.mark.django_db


def use(client, tool, **arguments):
    message = {"jsonrpc": "2.0", "id": 7, "method": "tools/call",
               "params": {"name": tool, "arguments": arguments}}  # fmt: skip
    answer = client.post("/mcp", json.dumps(message), content_type="application/json")
    return answer.json()["result"]


def ids(client, address: str) -> list[str]:
    return [each["id"] for each in client.get(address).json()["results"]]


@pytest.fixture
def nuria():
    return member("Nuria Salcedo")


def everywhere(client, made) -> dict[str, bool]:
    """Surface → whether a listing is told there to somebody without account."""
    told = use(client, "find_offers_and_seeks")["structuredContent"]
    address = f"/api/v1/exchange/{made.identifier}"
    return {
        "page": client.get(made.get_absolute_url()).status_code == 200,
        "list": made.title in client.get("/en/exchange/").text,
        "feed": made.title in client.get("/en/exchange.atom").text,
        "api": client.get(address).status_code == 200,
        "api list": made.identifier in ids(client, "/api/v1/exchange"),
        "assistant": made.identifier in [each["id"] for each in told["results"]],
        "sitemap": made.identifier in client.get("/sitemap-pages-1.xml").text,
    }


def test_a_listing_is_told_to_programs_while_it_is_open_to_everybody(client, nuria):
    made = listing(nuria, title="A hall for sixty people")
    assert everywhere(client, made) == {
        "page": True, "list": True, "feed": True, "api": True, "api list": True,
        "assistant": True, "sitemap": False,
    }  # fmt: skip
    answer = client.get(f"/api/v1/exchange/{made.identifier.lower()}")
    assert answer["Cache-Control"] == "no-store"
    values = answer.json()
    assert (values["side"], values["kind"], values["themes"]) == ("seek", "PAR", ["HOU"])
    assert (values["place"], values["person"]) == ("DE", nuria.person.identifier)
    close_listing(made, by=nuria)
    assert not any(everywhere(client, made).values())


def test_what_is_for_members_is_told_to_nobody_without_account(client, nuria):
    made = listing(nuria, title="Only among us", readers="members")
    assert not any(everywhere(client, made).values())
    client.force_login(member("Omar Aziz"))
    assert client.get(made.get_absolute_url()).status_code == 200
    assert client.get(f"/api/v1/exchange/{made.identifier}").status_code == 404, "sign-in or not"


def test_it_leaves_with_the_agreement_to_be_shown(client, nuria):
    made = listing(nuria, title="A hall for sixty people")
    Person.objects.update(consent_until=timezone.localdate() - timedelta(days=1))
    assert not any(everywhere(client, made).values())


def test_the_list_is_narrowed_paged_and_cut_to_fields(client, nuria):
    first = listing(nuria, title="A speaker", kind="SPK", side="offer")
    more = [listing(nuria, title=f"Partner {number}").identifier for number in range(2)]
    assert ids(client, "/api/v1/exchange?side=offer") == [first.identifier]
    assert ids(client, "/api/v1/exchange?q=SPEAKER") == [first.identifier]
    assert ids(client, "/api/v1/exchange?theme=HOU&country=DE&kind=PAR") == more
    assert ids(client, "/api/v1/exchange?country=FR&q=%00") == []
    address, found = "/api/v1/exchange?limit=2&fields=title", []
    while address:
        page = client.get(address).json()
        assert set(page["results"][0]) == {"id", "url", "title"}
        found += [each["id"] for each in page["results"]]
        address = page["next"]
    assert found == [first.identifier, *more]
    assert client.get("/api/v1/exchange?fields=person.email").status_code == 422
    assert client.get("/api/v1/exchange?kind=%00").status_code == 200
    assert use(client, "find_offers_and_seeks", page=9)["structuredContent"]["results"] == []
    assert use(client, "find_offers_and_seeks", side="offer")["isError"]


def test_lists_ask_as_often_for_three_as_for_one(client, nuria, django_assert_num_queries):
    office = organization("Office for Newcomers")
    for more in (1, 2):
        for number in range(more):
            listing(nuria, title=f"More {more} {number}")
            programme(office, f"More {more} {number}", places=[place("DE")])
        with django_assert_num_queries(2):
            client.get("/api/v1/exchange")
        with django_assert_num_queries(4):
            client.get("/api/v1/funding")


def test_funding_is_told_until_its_deadline(client):
    office = organization("Office for Newcomers")
    made = programme(
        office, "Small grants", places=[place("DE")], applicants=[concept("OT", "NGO")]
    )
    values = client.get(f"/api/v1/funding/{made.identifier}").json()
    assert (values["title"], values["organization"]) == ("Small grants", office.identifier)
    assert (values["themes"], values["applicants"], values["places"]) == (["LAN"], ["NGO"], ["DE"])
    assert values["open"] is True
    for fits in ("", "?q=GRANTS", "?q=newcomers", "?theme=lan", "?applicant=NGO", "?country=de"):
        assert ids(client, f"/api/v1/funding{fits}") == [made.identifier], fits
    for other in ("?q=loans", "?theme=HOU", "?country=FR", "?applicant=LGA"):
        assert ids(client, f"/api/v1/funding{other}") == [], other
    found = use(client, "find_funding", query="grants", theme=["LAN"], country="DE")
    [told] = found["structuredContent"]["results"]
    assert (told["closes"], made.identifier in told["citation"]) == (values["closes"], True)
    assert made.identifier in client.get("/sitemap-funding-1.xml").text
    type(made).objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert ids(client, "/api/v1/funding") == []
    assert client.get(f"/api/v1/funding/{made.identifier}").json()["open"] is False
    assert client.get("/sitemap-funding-1.xml").status_code == 404
    assert use(client, "find_funding")["structuredContent"]["total"] == 0


def test_funding_of_an_organization_that_was_withdrawn_is_gone(client):
    office = organization("Office for Newcomers")
    made = programme(office)
    type(office).objects.update(live=False)
    assert client.get(f"/api/v1/funding/{made.identifier}").status_code == 404
    assert ids(client, "/api/v1/funding") == []


def test_people_and_what_they_offer_are_in_no_sitemap():
    assert not {"people", "exchange"} & set(_PARTS)
