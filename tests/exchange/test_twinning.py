"""Cities that are like a city, and why."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tessera.exchange.matching import find_matches
from tessera.exchange.twinning import find_twins
from tessera.network.blocks import block_member
from tessera.vocabularies.labels import labels
from tests.factories.catalogue import record
from tests.factories.exchange import listing, member
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


def test_cities_say_why_they_are_alike(client):
    cologne, housing = labels().by_place_code["DE-cologne"], concept("TH", "HOU")
    record("A housing office", places=["DE-hamburg"], themes=["HOU"])
    twins = find_twins(cologne, [housing.pk], viewer=member("Reader"))
    assert all(each.why for each in twins)
    first = twins[0]
    assert first.place.code == "DE-hamburg"
    assert "The same country, with the same laws: Germany" in first.why
    assert "1 record about your themes" in first.why
    assert [each.score for each in twins] == sorted((each.score for each in twins), reverse=True)
    page = client.get("/en/exchange/cities/?city=DE-cologne&theme=HOU").text
    assert "1 record about your themes" in page
    assert client.get("/en/exchange/cities/?city=DE&theme=zz").status_code == 200
    assert client.get("/en/exchange/cities/?city=nowhere").status_code == 200


def test_who_looks_for_a_city_is_shown_to_whom_they_meet():
    nuria, omar = member("Nuria"), member("Omar")
    ours = listing(nuria, "seek", "TWI", place="DE-cologne", readers="members")
    theirs = listing(omar, "offer", "TWI", place="DE-hamburg", themes=["LAN"])
    nuremberg = labels().by_place_code["DE-nuremberg"]

    def found(viewer) -> list:
        twins = find_twins(nuremberg, [], viewer=viewer)
        return [each.listing for each in twins if each.listing]

    assert found(omar) == [ours]
    assert found(AnonymousUser()) == [theirs]
    (match,) = find_matches(ours, viewer=nuria)
    assert match.listing == theirs
    assert match.why[0] == "Both look for another city"
    block_member(omar, by=nuria)
    assert found(omar) == []
    assert find_matches(ours, viewer=nuria) == []
