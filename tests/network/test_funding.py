"""Funding is announced by organizations, and leaves every list when its deadline is past."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.lib.errors import NotAllowedError
from tessera.network.actions import withdraw_organization
from tessera.network.claims.claiming import take_entry
from tessera.network.funding.finding import latest_change
from tessera.network.funding.keeping import (
    ProgrammeStateError,
    announce_programme,
    change_programme,
    withdraw_programme,
)
from tessera.network.models import FundingProgramme
from tests.factories.accounts import stranger, user
from tests.factories.network import organization
from tests.factories.vocabularies import concept, place

pytestmark = pytest.mark.django_db


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def nuria():
    return user("nuria@office.example")


@pytest.fixture
def office(nuria):
    made = organization("Office for Newcomers")
    take_entry(made, by=nuria)
    return made


def values(title: str = "Small grants", **more: object) -> dict[str, object]:
    return {
        "language": "en", "title": title, "summary": "Grants for language cafés.",
        "website": "https://office.example/grants", "closes_on": day(30),
        "amount": "up to 5,000 euros", "partner_rule": "", "themes": [concept("TH", "LAN")],
        "applicants": [], "places": [], **more,
    }  # fmt: skip


def typed(**more: object) -> dict[str, object]:
    given = values(closes_on=day(30).isoformat(), themes=[concept("TH", "LAN").pk])
    return {**given, **more}


def address(office, rest: str = "") -> str:
    return f"/en/organizations/{office.identifier}/team/funding/{rest}"


SURFACES = ("/en/funding/", "/en/funding.atom", "/en/funding.json")


def test_an_administrator_announces_changes_and_takes_back(client, office, nuria):
    client.force_login(nuria)
    assert client.get(address(office, "add/")).status_code == 200
    assert client.post(address(office, "add/"), typed()).status_code == 302
    made = FundingProgramme.objects.get()
    assert "Small grants" in client.get(address(office)).text
    edit = address(office, f"{made.identifier}/")
    seen = made.updated_at.isoformat()
    assert seen in client.get(edit).text
    assert client.post(edit, typed(title="Large grants", seen=seen)).status_code == 302
    stale = client.post(edit, typed(title="Huge grants", seen=seen))
    assert stale.status_code == 422
    assert "Somebody changed this programme meanwhile" in stale.text
    assert "Huge grants" in stale.text, "what was typed is kept"
    for tampered in ("", "x", "2026-13-45T00:00", "2026-01-01T00:00"):
        assert client.post(edit, typed(seen=tampered)).status_code == 422
    client.logout()
    for surface in (*SURFACES, office.get_absolute_url(), made.get_absolute_url()):
        assert "Large grants" in client.get(surface).text, surface
    client.force_login(nuria)
    before = latest_change()
    assert client.post(edit, {"act": "withdraw"}).status_code == 302
    assert latest_change() != before, "kept pages are forgotten"
    assert client.get(made.get_absolute_url()).status_code == 404


def test_what_is_past_is_in_no_list_and_its_page_says_so(client, office, nuria):
    made = announce_programme(office, values(), by=nuria)
    for closes_on, is_listed in ((day(0), True), (day(-1), False)):
        FundingProgramme.objects.update(closes_on=closes_on)
        for surface in (*SURFACES, office.get_absolute_url()):
            assert ("Small grants" in client.get(surface).text) == is_listed, surface
    page = client.get(made.get_absolute_url())
    assert page.status_code == 200
    assert "It closed on" in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    client.force_login(nuria)
    assert "Small grants" in client.get(address(office)).text, "its own people still see it"


def test_programmes_of_what_is_not_public_are_nowhere(client, office, nuria):
    made = announce_programme(office, values(), by=nuria)
    withdraw_organization(office, by=SYSTEM, reason="It closed.")
    for surface in SURFACES:
        assert "Small grants" not in client.get(surface).text
    assert client.get(made.get_absolute_url()).status_code == 404
    client.force_login(nuria)
    assert client.get(address(office)).status_code == 404


def test_programmes_go_with_an_organization_that_is_merged(office, nuria):
    made, other = announce_programme(office, values(), by=nuria), organization("The same office")
    withdraw_organization(office, by=SYSTEM, reason="Double.", merged_into=other)
    made.refresh_from_db()
    assert made.organization == other


def test_filters_find_also_what_is_open_to_anybody(client, office, nuria):
    announce_programme(
        office,
        values("For Germany", places=[place("DE")], applicants=[concept("OT", "LGA")]),
        by=nuria,
    )
    announce_programme(office, values("For all", themes=[concept("TH", "LAN.CRS")]), by=nuria)
    announce_programme(office, values("Homes fund", themes=[concept("TH", "HOU")]), by=nuria)
    names = {"For Germany", "For all", "Homes fund"}
    for query, found in (
        ("", names),
        ("?theme=LAN", {"For Germany", "For all"}),
        ("?theme=LAN.CRS", {"For all"}),
        ("?theme=LAN&theme=HOU", names),
        ("?country=DE", names),
        ("?country=JP", {"For all", "Homes fund"}),
        ("?applicant=LGA", names),
        ("?applicant=LGA&theme=HOU", {"Homes fund"}),
        ("?theme=NONSENSE", set()),
        ("?country=XX", {"For all", "Homes fund"}),
    ):
        for surface in ("/en/funding/", "/en/funding.json"):
            text = client.get(f"{surface}{query}").text
            assert {name for name in names if name in text} == found, (surface, query)
    assert client.get("/en/funding/?page=9").status_code == 404
    assert client.get("/en/funding/?theme=%00&country=%00").status_code == 200


def test_what_is_wrong_is_told_at_its_field(client, office, nuria):
    client.force_login(nuria)
    wrong = typed(title="", website="javascript:alert(1)", closes_on=day(-1).isoformat(), themes=[])
    answer = client.post(address(office, "add/"), wrong)
    assert answer.status_code == 422
    for field in ("title", "website", "closes_on", "themes"):
        assert f"id_{field}_error" in answer.text, field
    assert "Grants for language cafés." in answer.text
    huge = client.post(address(office, "add/"), typed(summary="ن" * 100_000))
    assert huge.status_code == 422
    hostile = "<script>alert(1)</script>"
    client.post(address(office, "add/"), typed(title=hostile, summary=hostile))
    made = FundingProgramme.objects.get()
    for surface in (*SURFACES[:2], made.get_absolute_url(), office.get_absolute_url()):
        assert hostile not in client.get(surface).text
    with pytest.raises(ProgrammeStateError):
        announce_programme(office, values(closes_on=day(-1)), by=nuria)


def test_the_stranger_may_not(client, office, nuria):
    made, other = announce_programme(office, values(), by=nuria), stranger()
    for act in (
        lambda: announce_programme(office, values(), by=other),
        lambda: change_programme(made, values(), seen=made.updated_at, by=other),
        lambda: withdraw_programme(made, by=other),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert client.get(address(office)).status_code == 302
    client.force_login(other)
    for rest in ("", "add/", f"{made.identifier}/"):
        assert client.get(address(office, rest)).status_code == 403
    own = organization("Other office")
    take_entry(own, by=other)
    assert client.get(address(own, f"{made.identifier}/")).status_code == 404
    assert client.post(address(own, f"{made.identifier}/"), {"act": "withdraw"}).status_code == 404


def test_the_list_asks_as_often_for_many(client, office, nuria):
    counts = []
    for total in (1, 3):
        for number in range(total):
            announce_programme(office, values(f"P {total} {number}"), by=nuria)
        client.get("/en/funding/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/funding/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_permanent_address_leads_to_the_programme(client, office, nuria):
    made = announce_programme(office, values=values(), by=nuria)
    answer = client.get(f"/id/{made.identifier}")
    assert (answer.status_code, answer["Location"]) == (303, made.get_absolute_url())
    withdraw_organization(office, reason="closed", by=SYSTEM)
    assert client.get(f"/id/{made.identifier}").status_code == 404
