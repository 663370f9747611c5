"""What a new text may be about: told by its own words, and by the nearest records."""

import pytest

from tessera.search.proposals import proposals
from tests.factories.catalogue import record
from tests.factories.meaning import own_vectors
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


def test_words_of_the_text_that_are_labels_are_enough_without_a_model():
    found = proposals("Cours de langue au parc", "Pour les femmes et leurs enfants.", "fr")
    assert found.themes == ("LAN.CRS",)
    assert set(found.target_groups) == {"CHI", "WOM"}
    assert found.records == ()


def test_the_nearest_records_vote(tmp_path):
    made = [
        record(
            f"A home for refugees {number}",
            themes=["HOU.ACC"],
            target_groups=[concept("TG", "REF")],
        )
        for number in range(3)
    ]
    record("Work", themes=["EMP"])
    with own_vectors(tmp_path):
        found = proposals("Logement des réfugiés", "Un logement.", "fr")
    assert found.themes == ("HOU.ACC",)
    assert "REF" in found.target_groups
    assert set(found.records) <= {each.identifier for each in made}


def test_one_label_in_passing_is_not_enough():
    assert proposals("Tea", "There were trade unions nearby.", "en").themes == ()


@pytest.mark.parametrize("text", ["", "  ", "🙂", "\x00", "x" * 5000])
def test_no_text_is_an_error(text):
    assert proposals(text, text, "en").records == ()


def test_the_number_of_queries_is_constant(tmp_path, django_assert_num_queries):
    for number in range(3):
        record(f"A home {number}", themes=["HOU"])
    with own_vectors(tmp_path):
        proposals("A home", "For all.", "en")
        with django_assert_num_queries(2):
            proposals("A home", "For all.", "en")
