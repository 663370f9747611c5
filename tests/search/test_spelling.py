"""Other spellings of words that nothing contains."""

import pytest

from tessera.search.engines import open_engine
from tessera.search.query import parse
from tessera.search.spelling import allowed_errors, best, corrected, edit_distance
from tests.contract.search_engine import document, fill


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("housing", "housing", 0),
        ("huosing", "housing", 1),
        ("housng", "housing", 1),
        ("houssing", "housing", 1),
        ("hausing", "housing", 1),
        ("integratoin", "integration", 1),
        ("intgratoin", "integration", 2),
        ("интеграцая", "интеграция", 1),
        ("abcdefg", "tuvwxyz", 3),
        ("short", "muchlonger", 3),
    ],
)
def test_edit_distance_up_to_two(one, other, distance):
    assert edit_distance(one, other, 2) == distance
    assert edit_distance(other, one, 2) == distance


def test_short_words_may_have_fewer_errors():
    assert allowed_errors("cat") == 0
    assert allowed_errors("work") == 1
    assert allowed_errors("housing") == 2
    assert allowed_errors("2015") == 0
    assert allowed_errors("移民融合政策") == 0
    assert allowed_errors("x" * 50) == 0


def test_best_is_the_nearest_and_then_the_most_frequent():
    assert best("housng", {"housing": 1, "hosting": 99}) == "housing"
    assert best("hosing", {"hosting": 2, "housing": 9}) == "housing"
    assert best("refugies", {"réfugiés": 5, "refugees": 9}) == "refugees"
    assert best("xyzzyx", {"housing": 1}) == ""
    assert best("hosing", {}) == ""


def test_same_first_letter_is_preferred():
    assert best("bouse", {"house": 99, "bourse": 1}) == "bourse"


@pytest.fixture
def engine():
    engine = open_engine("memory:")
    fill(
        engine,
        document("A", "Integration of refugees in housing"),
        document("B", "Éducation des réfugiés", "fr"),
        document("C", "移民融合", "zh"),
    )
    return engine


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("integratoin", "integration"),
        ("housing integratoin refugess", "housing integration refugees"),
        ("educatoin", "éducation"),
        ("hosing -integratoin country:DE", "housing -integratoin country:DE"),
        ("title:hosing", "title:housing"),
        ("housing", ""),
        ("HOUSING integrating", ""),
        ('"hosing integratoin"', ""),
        ("zzzzzz", ""),
        ("移民隔合", ""),
        ("", ""),
    ],
)
def test_corrected(engine, text, better):
    assert corrected(parse(text), engine, "en") == better
