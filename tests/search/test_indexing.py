"""The index follows the database, whichever engine keeps it."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import merge_record, withdraw_record
from tessera.catalogue.models import Record
from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.network.models import Organization
from tessera.search.criteria import Criteria
from tessera.search.indexing import heal_drift, reindex, update_index
from tessera.vocabularies.models import Concept, ConceptLabel, Place, PlaceName
from tests.contract.search_engine import document
from tests.factories.catalogue import draft_record, publish_again, record, record_text
from tests.factories.clearinghouse import clearinghouse
from tests.factories.index import own_index
from tests.factories.network import organization
from tests.factories.vocabularies import concept, last_sequence, place

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["memory", "tantivy"])
def index(request, tmp_path) -> Iterator:
    url = "memory:" if request.param == "memory" else f"tantivy:{tmp_path / 'index'}"
    with own_index(url) as engine:
        reindex()
        yield engine


def found(index, text: str = "", language: str = "en", **filters) -> set[str]:
    """Bring the index up to date and search."""
    update_index()
    index.refresh()
    criteria = Criteria.of(text, filters=filters, language=language, page_size=500)
    return {hit.identifier for hit in index.search(criteria).hits}


def announced(kind: Change.Kind, identifier: str) -> None:
    with transaction.atomic():
        announce(kind=kind, identifier=identifier, what=Change.What.UPDATED)


def test_what_is_published_is_found(index):
    made, office = record("Language cafés"), organization("Language house")
    draft_record("Language drafts")
    assert found(index, "language") == {made.identifier, office.identifier}
    assert index.sequence() == last_sequence()


def test_a_learning_item_is_found_by_what_one_can_do_afterwards(index):
    made = record("Interpreting for beginners", "LRN")
    publish_again(made, objectives="Whispering for two.", prerequisites="Bilingualism.")
    assert found(index, "whispering") == {made.identifier}
    assert found(index, "bilingualism") == {made.identifier}


def test_what_was_edited_is_found_by_its_new_words_only(index):
    made = record("Beekeeping together")
    assert found(index, "beekeeping") == {made.identifier}
    publish_again(made, title="Gardening together")
    assert found(index, "beekeeping") == set()
    assert found(index, "gardening") == {made.identifier}


def test_an_edit_that_was_not_published_is_not_found(index):
    made = record("Beekeeping together")
    made.texts = [record_text("en", "Gardening together")]
    made.save_revision()
    assert found(index, "gardening") == set()
    assert found(index, "beekeeping") == {made.identifier}


def test_what_was_unpublished_is_gone_and_comes_back(index):
    made = record("Beekeeping together")
    assert found(index) == {made.identifier}
    made.unpublish()
    assert found(index) == set()
    publish_again(made)
    assert found(index) == {made.identifier}


def test_what_was_withdrawn_or_merged_is_gone(index):
    stays, leaves, double = record("Stays"), record("Leaves"), record("Double")
    assert len(found(index)) == 3
    withdraw_record(leaves, by=SYSTEM, reason="Closed.")
    merge_record(double, into=stays, by=SYSTEM, reason="The same.")
    assert found(index) == {stays.identifier}


def test_what_was_deleted_is_gone(index):
    made, office = record("Language cafés"), organization("Language house")
    assert len(found(index)) == 2
    made.delete()
    Organization.objects.filter(pk=office.pk).delete()
    assert found(index) == set()


def test_a_theme_is_found_by_its_new_name(index):
    theme = concept("TH", "BEE", en="Beekeeping")
    made = record("Together", themes=["BEE"])
    assert found(index, "beekeeping") == {made.identifier}
    ConceptLabel.objects.filter(concept=theme, language="en").update(preferred="Apiculture")
    announced(Change.Kind.CONCEPT, "TH:BEE")
    assert found(index, "apiculture") == {made.identifier}
    assert found(index, "beekeeping") == set()


def test_what_is_below_a_moved_theme_moves_with_it(index):
    theme = concept("TH", "BEE", en="Beekeeping")
    below = concept("TH", "HONEY", en="Honey")
    Concept.objects.filter(pk=below.pk).update(broader=theme)
    announced(Change.Kind.CONCEPT, "TH:HONEY")
    made = record("Together", themes=["HONEY"])
    assert found(index, theme=["BEE"]) == {made.identifier}
    Concept.objects.filter(pk=theme.pk).update(broader=concept("TH", "HOU"))
    announced(Change.Kind.CONCEPT, "TH:BEE")
    assert found(index, theme=["HOU"]) == {made.identifier}


def test_a_city_is_found_by_its_new_name_and_in_its_new_region(index):
    made = record("Together", places=["AT-vienna"])
    assert found(index, "vindobona") == set()
    PlaceName.objects.filter(place=place("AT-vienna"), language="en").update(name="Vindobona")
    announced(Change.Kind.PLACE, "AT-vienna")
    assert found(index, "vindobona") == {made.identifier}
    Place.objects.filter(code="AT").update(parent=place("145"))
    announced(Change.Kind.PLACE, "AT")
    assert found(index, region=["142"]) == {made.identifier}


def test_nothing_new_changes_nothing(index):
    record("Language cafés")
    assert update_index() > 0
    before = (index.sequence(), sorted(index.documents()))
    assert update_index() == 0
    index.refresh()
    assert (index.sequence(), sorted(index.documents())) == before


def test_changes_that_come_twice_change_nothing(index):
    record("Language cafés")
    update_index()
    index.refresh()
    before = sorted(index.documents())
    with index.writer() as writer:
        writer.commit(sequence=0)
    index.refresh()
    assert update_index() > 0
    index.refresh()
    assert sorted(index.documents()) == before


def test_more_changes_than_one_batch_are_all_followed(index, monkeypatch):
    monkeypatch.setattr("tessera.search.indexing._BATCH", 3)
    made = {record(f"Cafés {number}").identifier for number in range(10)}
    assert found(index, "cafés") == made


def test_drift_is_healed(index):
    kept, lost = record("Kept"), record("Lost")
    assert len(found(index)) == 2
    with index.writer() as writer:
        writer.delete([lost.identifier])
        writer.upsert([document("0000-0000", "Stale"), document(kept.identifier, "Old words")])
        writer.commit(sequence=last_sequence())
    assert found(index, "old words") == {kept.identifier}
    assert heal_drift() == 3
    assert found(index) == {kept.identifier, lost.identifier}
    assert found(index, "old words") == set()
    assert heal_drift() == 0


def test_what_the_index_holds_twice_is_drift(tmp_path):
    with own_index(f"tantivy:{tmp_path / 'index'}") as index:
        reindex()
        kept = record("Kept")
        assert found(index) == {kept.identifier}
        with index.writer() as writer:
            writer._added = set()  # As into a fresh index: nothing is taken for older.
            writer.upsert([document(kept.identifier, "Old words")])
            writer.commit(sequence=last_sequence())
        assert found(index, "old words") == {kept.identifier}
        assert heal_drift() == 1
        assert found(index, "old words") == set()
        assert found(index) == {kept.identifier}
        assert heal_drift() == 0


def test_an_index_that_is_behind_is_no_drift(index):
    record("Language cafés")
    assert heal_drift() == 0


def test_rebuilding_gives_the_same_index(index):
    record("Language cafés")
    organization("Language house")
    update_index()
    index.refresh()
    before = sorted(index.documents())
    said = []
    assert reindex(lambda done, total: said.append((done, total))) == 2
    index.refresh()
    assert sorted(index.documents()) == before
    assert said[-1] == (2, 2)


# Facets, against a count over the database that knows nothing of the index


def codes_of_everything() -> list[dict[str, set[str]]]:
    """For each public record and organization, its codes in each facet."""

    def lineage(each) -> Iterator[str]:
        while each:
            yield each.code
            each = each.broader if isinstance(each, Concept) else each.parent

    def places_of(places) -> dict[str, set[str]]:
        above = {code for each in places for code in lineage(each)} - {"001"}
        bands = {each.population_band.code for each in places if each.population_band}
        countries = {code for code in above if len(code) == 2}
        regions = {code for code in above if code.isdigit()}
        return {"country": countries, "region": regions, "population": bands}

    def code(each) -> set[str]:
        return {each.code} if each else set()

    rows = []
    for each in (known.specific for known in Record.objects.public()):
        parties = {party.organization for party in each.parties.all()}
        rows.append(
            {
                "kind": {each.kind},
                "theme": {code for theme in each.themes.all() for code in lineage(theme)},
                "target": {group.code for group in each.target_groups.all()},
                **places_of(each.places.all()),
                "language": {each.source_language or each.original_language},
                "level": {level.code for level in each.levels.all()},
                "evidence": code(each.evidence_level),
                "status": code(getattr(each, "status", None)),
                "cost": code(each.cost_band),
                "organization": {
                    office.identifier for office in (*parties, each.publisher, each.owner) if office
                },
                "lane": {each.lane},
                "year": {str(each.year)} if each.year else set(),
            }
        )
    for office in Organization.objects.public():
        rows.append(
            {
                "kind": {"ORG"},
                "theme": {code for theme in office.themes.all() for code in lineage(theme)},
                **places_of([each for each in (office.city, office.country) if each]),
                "language": set(office.languages_of_work),
                "level": {level.code for level in office.levels.all()},
                "organization": {office.identifier},
                "year": {str(office.founded_year)} if office.founded_year else set(),
            }
        )
    return rows


def matches(row: dict[str, set[str]], asked: dict[str, list[str]], years, but: str = "") -> bool:
    first, last = years
    if first and not any(first <= int(year) <= last for year in row["year"]):
        return False
    return all(row.get(facet, set()) & set(codes) for facet, codes in asked.items() if facet != but)


ASKED = [
    {}, {"kind": ["PRA"]}, {"kind": ["PRA", "APP"]}, {"kind": ["ORG"]}, {"theme": ["LAN"]},
    {"theme": ["LAN", "HOU"], "kind": ["PRA"]}, {"country": ["DE"]}, {"country": ["DE", "JP"]},
    {"region": ["150"]}, {"region": ["150", "142"], "kind": ["PRA", "ORG"]}, {"language": ["en"]},
    {"language": ["fr", "es"], "kind": ["ORG"]}, {"level": ["LOC"]}, {"evidence": ["E1"]},
    {"lane": ["listed"], "theme": ["COH"]}, {"target": ["ALL"]}, {"status": ["ONG"]},
    {"population": ["P6", "P7"]}, {"cost": ["C1"]}, {"country": ["AQ"]},
    {"kind": ["PRA"], "country": ["DE", "ES"], "theme": ["LAN", "GOV", "COH"]},
]  # fmt: skip


@pytest.mark.parametrize("years", [(None, None), (2010, 2020)], ids=["any", "2010s"])
def test_counts_on_the_search_page_are_those_of_the_database(client, index, years):
    clearinghouse()
    update_index()
    index.refresh()
    rows = codes_of_everything()
    first, last = years
    for asked in ASKED:
        query = [(facet, code) for facet, codes in asked.items() for code in codes]
        query += [("year_from", first), ("year_to", last)] if first else []
        answer = client.get("/en/search/", query_params=query)
        shown = answer.context["search"].found
        assert (asked, shown.total) == (asked, sum(matches(row, asked, years) for row in rows))
        for facet in set(shown.counts) - {"year"}:
            expected = Counter(
                code
                for row in rows
                if matches(row, asked, years, but=facet)
                for code in row.get(facet, ())
            )
            counts = {code: count for code, count in shown.counts[facet].items() if count}
            assert (asked, facet, counts) == (asked, facet, dict(expected))
