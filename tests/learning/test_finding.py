"""Readers narrow the catalogue of learning: our courses, and beside them what others offer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.catalogue.models import Record
from tessera.lib.languages import INTERFACE_LANGUAGES
from tests.factories.catalogue import draft_record, record, record_text
from tests.factories.learning import course
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


def item(title: str = "Interpreting for beginners", **fields: object):
    """A learning item of somebody else."""
    values = {
        "learning_kind": concept("LK", "WEB"), "minutes": 90, "difficulty": "working",
        "cost_band": concept("CO", "C1"), "source_language": "fr", "themes": ["LAN.INT"],
        "audiences": [concept("SH", "NGO")],
    }  # fmt: skip
    return record(title, "LRN", **{**values, **fields})


def titles(client, query: str = "") -> list[str]:
    page = client.get(f"/en/learn/{query}")
    assert page.status_code == 200
    names = ("Asking first", "Interpreting for beginners", "Visiting Gdansk")
    return [each for each in names if each in page.text]


def test_what_others_offer_stands_beside_our_courses(client):
    ours, theirs = course(), item()
    draft_record("Not public", "LRN")
    withdraw_record(item("Withdrawn"), by=SYSTEM, reason="Over.")
    page = client.get("/en/learn/").text
    assert "2 offers" in page
    assert f"/en/learn/{ours.identifier}/" in page
    assert f"/en/records/{theirs.identifier}/" in page
    for words in ("Webinar recording", "90 minutes", "paid", "Offered by others"):
        assert words in page
    for hidden in ("Not public", "Withdrawn"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=WEB", ["Interpreting for beginners"]),
        ("?kind=CRS", ["Asking first"]),
        ("?kind=CRS&kind=STV", ["Asking first", "Visiting Gdansk"]),
        ("?theme=LAN", ["Interpreting for beginners"]),
        ("?language=fr", ["Interpreting for beginners"]),
        ("?language=ar", ["Asking first"]),
        ("?level=first", ["Asking first"]),
        ("?audience=NGO", ["Interpreting for beginners"]),
        ("?cost=free", ["Asking first", "Visiting Gdansk"]),
        ("?length=hour", ["Asking first"]),
        ("?length=more", ["Visiting Gdansk"]),
        ("?provider=here", ["Asking first"]),
        ("?provider=others&cost=fee", ["Interpreting for beginners"]),
        ("?q=VISITING gdańsk", ["Visiting Gdansk"]),
        ("?q=اسأل", ["Asking first"]),
        ("?q=nothing like it", []),
        ("?kind=<script>", []),
    ],
)
def test_readers_narrow_the_catalogue(client, query, found):
    course(), item()
    item(
        "Visiting Gdansk", learning_kind=concept("LK", "STV"), minutes=1440, difficulty="advanced",
        cost_band=concept("CO", "C0"), source_language="pl", themes=["GOV"], audiences=[],
    )  # fmt: skip
    assert titles(client, query) == found


def test_facets_count_what_each_choice_would_find(client):
    course(), item()
    page = client.get("/en/learn/?kind=WEB").text
    assert 'name="kind" value="WEB" checked' in page
    assert 'name="kind" value="CRS"' in page
    assert 'name="level" value="working"' in page
    assert 'name="level" value="first"' not in page
    assert 'content="noindex"' in page
    assert "Nothing fits." in client.get("/en/learn/?kind=XXX").text


def test_page_of_a_learning_item_says_what_one_needs_to_know(client):
    made = item(
        next_start="2020-01-01",
        gives_certificate="yes",
        pace="own",
        texts=[record_text("en", "Interpreting", "How to.", objectives="- Interpret\n- Rest")],
    )
    page = client.get(made.get_absolute_url()).text
    for words in ("Webinar recording", "90 minutes", "in your own time", "Gives a certificate",
                  "Interpret", "What you can do afterwards", "Under €100"):  # fmt: skip
        assert words in page
    assert "Begins next on" not in page  # It has begun.
    assert "Who gains, on both sides" not in page
    assert "Who gains, on both sides" in client.get(record("Cafés").get_absolute_url()).text
    linked = client.get(f"/id/{made.identifier}", headers={"accept": "application/ld+json"})
    assert linked.json()["@type"] == "LearningResource"


def test_list_costs_as_much_for_three_items_as_for_one(client):
    def queries() -> int:
        client.get("/en/learn/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/learn/?q=o")
        return len(asked)

    course(), item("One")
    first = queries()
    item("Two"), item("Three o")
    assert queries() == first


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_forms_call_a_learning_item_what_filters_call_it(language):
    name = concept("RT", "LRN").labels.get(language=language).preferred
    with override(language):
        assert str(Record.Kind.LEARNING.label).casefold() == name.casefold()
