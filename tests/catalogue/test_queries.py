"""A longer list costs no more questions to the database."""

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from modelcluster.models import ClusterableModel

from tessera.catalogue.cards import cards, organization_cards, record_cards
from tessera.catalogue.models import (
    Creator,
    Evaluation,
    Outcome,
    Party,
    Practice,
    Record,
    RecordIdentifier,
    RecordLink,
    RecordRelation,
    RecordText,
    Result,
)
from tests.factories import catalogue as make
from tests.factories.catalogue import record_text
from tests.factories.network import organization
from tests.factories.vocabularies import concept, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def count(client):
    """How many queries an address costs; asked twice, because the first fills memories."""

    def counted(address: str) -> int:
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    return counted


def full_record(rows: int) -> Record:
    """A public record with so many rows of each kind, each its own organization and concept."""
    offices = [organization(f"Office {number}") for number in range(rows)]
    levels = ["E1", "E2", "E3"]
    codes = [f"LAN.{code}" for code in ("CRS", "INT", "MUL")][:rows]
    related = [make.record(f"Related {number}", themes=codes) for number in range(rows)]
    role = [concept("OR", "LEAD"), concept("OR", "FUND"), concept("OR", "HOST")]
    texts = [record_text("en", "Cafés", "Talk.")]
    texts += [record_text(tag, "Cafés", "…") for tag in ("fr", "de", "tr")[: rows - 1]]
    record = make.record(
        texts=texts,
        themes=codes,
        places=["DE", "AT-vienna", "FR"][:rows],
        publisher=offices[0],
        target_groups=[concept("TG", code) for code in ("ALL", "UND", "REF")[:rows]],
        parties=[Party(organization=o, role=r) for o, r in zip(offices, role, strict=False)],
        outcomes=[
            Outcome(name=f"O{n}", level=concept("EL", levels[n]), direction=concept("ED", f"D{n}"))
            for n in range(rows)
        ],
        results=[Result(indicator="Visitors", value=str(n)) for n in range(rows)],
        evaluations=[Evaluation(kind=concept("EV", f"K{n}")) for n in range(rows)],
        links=[RecordLink(url=f"https://example.org/{n}") for n in range(rows)],
        identifiers=[RecordIdentifier(scheme="doi", value=f"10.1/{n}") for n in range(rows)],
        creators=[Creator(name=f"Family {n}, Given") for n in range(rows)],
        relations=[RecordRelation(kind=concept("RL", "cites"), target=each) for each in related],
    )
    for each in related:
        each.relations = [RecordRelation(kind=concept("RL", "part_of"), target=record)]
        each.save()
    return record


def test_record_page(count):
    one, three = full_record(1), full_record(3)
    addresses = [each.get_absolute_url() for each in (one, three)]
    assert count(addresses[0]) == count(addresses[1])


LISTS = (
    "themes/", "themes/LAN/", "places/", "places/de/", "places/region/155/", "new/", "new.atom",
    "organizations/",
)  # fmt: skip


def test_list_pages(count):
    def add(*numbers: int) -> dict[str, int]:
        for number in numbers:
            make.record(f"Cafés {number}", places=["DE"], themes=["LAN"])
            organization(f"Office {number}", country=place("DE"))
        return {address: count(f"/en/{address}") for address in LISTS}

    with_one = add(0)
    assert add(1, 2) == with_one
    assert add(*range(3, 12)) == with_one


def test_organization_page(count):
    def office(rows: int):
        found = organization(f"Office with {rows}")
        for number in range(rows):
            role = concept("OR", "LEAD")
            make.record(f"Led {number}", parties=[Party(organization=found, role=role)])
            make.record(f"Published {number}", publisher=found)
            organization(f"Part {number}", parent=found)
        return found.get_absolute_url()

    assert count(office(1)) == count(office(3))


def test_versions_page(count):
    record = make.record()
    with_one = count(f"{record.get_absolute_url()}versions/")
    for _ in range(2):
        make.publish_again(record, title="Language cafés")
    assert count(f"{record.get_absolute_url()}versions/") == with_one


def test_cards_of_records_and_organizations(django_assert_num_queries):
    records = [make.record(f"Cafés {number}").identifier for number in range(3)]
    offices = [organization(f"Office {number}").identifier for number in range(3)]
    for some in (1, 3):
        with django_assert_num_queries(4):
            assert len(record_cards(records[:some])) == some
        with django_assert_num_queries(2):
            assert len(organization_cards(offices[:some])) == some
        with django_assert_num_queries(6):
            found = cards([*offices[:some], *records[:some]])
        assert [card.identifier for card in found] == [*offices[:some], *records[:some]]


def test_cards_leave_out_what_is_not_public():
    draft, public = make.draft_record(), make.record()
    found = record_cards([draft.identifier, public.identifier, "0000-0000"])
    assert [card.identifier for card in found] == [public.identifier]


def test_card_says_what_a_list_shows():
    record = make.record(
        places=["AT-vienna", "AT", "DE"],
        texts=[RecordText(language="en", title="Cafés", summary="Talk.")],
        period_start="2015-03",
        period_end="2018?",
        evidence_level=concept("EL", "E0"),
    )
    (card,) = record_cards([record.identifier], "fr")
    assert set(card.places) == {"Vienne, Autriche", "Allemagne"}
    assert set(card.country_codes) == {"AT", "DE"}
    assert (card.title, card.title_language, card.years) == ("Cafés", "en", "2015–2018")
    assert (card.evidence_code, card.year, card.theme_codes) == ("E0", 2015, ("LAN",))


def test_what_comes_from_the_database_passes_over_nothing_when_it_is_made():
    # Record goes past the library's way of making models; nobody else may stand between.
    made_by = {each for each in Practice.__mro__ if "__init__" in vars(each)}
    assert made_by == {Record, ClusterableModel, Model, object}
    assert str(Practice(texts=[RecordText(language="en", title="Cafés")])) == "Cafés"
