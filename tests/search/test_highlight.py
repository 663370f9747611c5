"""What a query found is marked."""

import random

import pytest

from tessera.search.highlight import PASSAGE_LENGTH, Segments, highlight, passage
from tessera.search.query import parse
from tests.contract.search_engine import random_query


def marked(segments: Segments) -> list[str]:
    return [text for text, is_match in segments if is_match]


def whole(segments: Segments) -> str:
    return "".join(text for text, _is_match in segments)


@pytest.mark.parametrize(
    ("text", "language", "query", "interface", "matches"),
    [
        ("Integrating migrants", "en", "integration", "en", ["Integrating"]),
        ("The migrants’ housing", "en", "the housing", "en", ["housing"]),
        ("The house", "en", "the", "en", ["The"]),
        ("Réfugiés et éducation", "fr", "education refugies", "en", ["Réfugiés", "éducation"]),
        ("Las migraciones", "es", "migración", "es", ["migraciones"]),
        ("تعليم الأطفال", "ar", "اطفال", "ar", ["الأطفال"]),
        ("IRAK'ta", "tr", "ırak", "tr", ["IRAK"]),
        ("國家社會保障制度與移民融合", "zh-hant", "社会保障 融合", "zh-hans", ["社會保障", "融合"]),
        ("移民の統合", "ja", "統合", "en", ["統合"]),
        ("Integration and shelter", "en", "integr* OR housing", "en", ["Integration"]),
        ("Host community, host city", "en", '"host community"', "en", ["Host community"]),
        ("Host and community", "en", '"host community"', "en", []),
        ("社会保障制度", "zh", "“社会保障”", "en", ["社会保障"]),
        ("Housing without asylum", "en", "housing -asylum", "en", ["Housing"]),
        ("Housing", "en", "title:housing country:DE", "en", ["Housing"]),
        ("Housing", "en", "", "en", []),
        ("", "en", "housing", "en", []),
    ],
)
def test_highlight(text, language, query, interface, matches):
    segments = highlight(text, language, parse(query), interface)
    assert whole(segments) == text
    assert marked(segments) == matches


def test_passage_of_a_short_text_is_all_of_it():
    segments = passage("Housing for refugees.", "en", parse("housing"), "en")
    assert segments == (("Housing", True), (" for refugees.", False))


def test_passage_shows_the_part_with_most_of_the_words():
    filler = "Nothing of interest is written in this sentence. "
    text = filler * 6 + "Buddies help with housing and language. " + filler * 6
    text = "A buddy. " + text
    segments = passage(text, "en", parse("buddy housing language"), "en")
    assert marked(segments) == ["Buddies", "housing", "language"]
    assert segments[0] == ("…", False)
    assert segments[-1] == ("…", False)
    assert len(whole(segments)) <= PASSAGE_LENGTH + 2
    assert whole(segments).lstrip("…").startswith("Buddies")


def test_passage_without_a_match_is_the_beginning():
    text = "The first sentence is here. " * 30
    segments = passage(text, "en", parse("housing"), "en")
    assert whole(segments).startswith("The first sentence")
    assert whole(segments).endswith(". …")


def test_passage_is_cut_between_words():
    text = "word " * 200 + "housing " + "other " * 200
    shown = whole(passage(text, "en", parse("housing"), "en")).strip("… ")
    assert set(shown.split()) == {"word", "housing", "other"}


def test_passage_is_of_a_later_text_if_that_shows_more():
    segments = passage("A summary.", "en", parse("housing"), "en", "The body tells of housing.")
    assert whole(segments) == "The body tells of housing."
    segments = passage("Housing first.", "en", parse("housing"), "en", "Housing in the body.")
    assert whole(segments) == "Housing first."


def test_chinese_passage_is_shorter():
    text = "国家社会制度，" * 60 + "难民教育。" + "国家社会制度，" * 60
    segments = passage(text, "zh-hans", parse("难民"), "zh-hans")
    assert marked(segments) == ["难民"]
    assert len(whole(segments)) <= PASSAGE_LENGTH // 2 + 2


def test_nothing_is_lost_or_invented_whatever_the_text_and_the_query():
    chance = random.Random(13)
    for _ in range(500):
        text, query = random_query(chance) * chance.randrange(1, 20), parse(random_query(chance))
        language = chance.choice(("en", "ar", "zh", "ja", "tr", "th"))
        assert whole(highlight(text, language, query, "en")) == text
        shown = whole(passage(text, language, query, "en"))
        assert shown.removeprefix("…").removesuffix("…") in text
