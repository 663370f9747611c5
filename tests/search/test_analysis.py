"""Texts become terms."""

import random

import pytest

from tessera.search.analysis import (
    MAX_TEXT,
    MAX_WORD,
    UNACCENTED,
    analyse,
    fold,
    folded,
    index_terms,
    plain_words,
    written_words,
)
from tessera.search.typed_words import (
    analyse_query,
    phrase_variants,
    typed_words,
    word_variants,
)
from tests.contract.search_engine import random_query

SAMPLES = [
    ("The migrants' integration in cities", "en"),
    ("L'éducation des réfugiés à l’école: ½ ﬁn", "fr"),
    ("Die Flüchtlinge in Tübingen, Straße 3", "de"),
    ("Интеграция беженцев и ребёнок", "ru"),
    ("IRAK'ta İstanbul'da göçmenlerin IŞIK", "tr"),
    ("مُدَرِّسٌ تعليم الأطفال اللاجئين ٢٠١٥", "ar"),
    ("國家社會保障制度與COVID-19移民融合", "zh-hant"),
    ("移民の統合ハンドブック ABC", "ja"),
    ("การบูรณาการผู้ย้ายถิ่น 2015", "th"),
    ("हिन्दी भाषा और می‌خواهم 한국어", "hi"),
]


def terms(text: str, language: str) -> list[str]:
    return [token.term for token in analyse(text, language)]


def plain_of(words: set[str]) -> set[str]:
    return {each for word in words if word[0] != UNACCENTED for each in word.split()}


def test_terms_without_accents_are_kept_where_they_differ():
    assert index_terms("Göçmenler", "tr") == (["gocmen"], {"gocmenler"})
    found, words = index_terms("Politique générale", "fr", with_words=False)
    assert found == ["polit", "general"]
    assert words <= {f"{UNACCENTED}general"}


@pytest.mark.parametrize(("text", "language"), SAMPLES)
def test_tokens_know_the_place_of_their_word(text, language):
    for token in analyse(text, language):
        assert terms(text[token.start : token.end], language)
        assert token.term in terms(text[token.start : token.end], language)


@pytest.mark.parametrize(("text", "language"), SAMPLES)
def test_fast_way_gives_the_same_terms(text, language):
    found, words = index_terms(text, language)
    assert " ".join(found).split() == terms(text, language)
    assert plain_of(words) == set(plain_words(text))


def test_fast_way_gives_the_same_terms_for_any_text():
    chance = random.Random(3)
    for _ in range(300):
        text = random_query(chance)
        language = chance.choice(("en", "tr", "ar", "zh", "ja", "it", "ru"))
        found, words = index_terms(text, language)
        assert " ".join(found).split() == terms(text, language)
        assert plain_of(words) == set(plain_words(text))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "integration", "Integrating"),
        ("fr", "réfugiés", "RÉFUGIÉE"),
        ("es", "migración", "migraciones"),
        ("de", "Flüchtlinge", "fluchtling"),
        ("ru", "ребёнок", "РЕБЕНОК"),
        ("tr", "göçmen", "Göçmenlerin"),
        ("tr", "ırak", "IRAK"),
        ("tr", "istanbul", "İSTANBUL"),
        ("ar", "أطفال", "اطفال"),
        ("ar", "مدرّس", "مــدرس"),
        ("ar", "هجرة", "هجره"),
        ("ar", "اللاجئين", "لاجئون"),
        ("fa", "کتاب", "كتاب"),
        ("zh-hant", "難民", "难民"),
        ("en", "２０１５", "٢٠١٥"),
        ("fr", "cafe\u0301", "café"),
        ("el", "ΛΟΓΟΣ", "λόγος"),
    ],
)
def test_forms_of_a_word_have_one_term(language, one, other):
    assert terms(one, language) == terms(other, language)


def test_turkish_dotless_i_is_kept_apart_from_the_dotted_only_while_stemming():
    assert terms("IŞIK", "tr") == ["isik"]
    assert terms("IŞIK", "en") == ["isik"]


def test_chinese_long_words_are_found_by_their_parts_too():
    found = terms("国家社会保障制度", "zh-hans")
    assert {"社会", "保障", "社会保障", "制度"} <= set(found)


def test_unspaced_scripts_become_pairs():
    assert terms("ハンド", "ja") == ["ハン", "ンド"]
    assert terms("の", "ja") == ["の"]
    assert terms("移民法", "ja") == ["移民", "民法"]


def test_vowel_signs_of_indic_scripts_stay_and_persian_joiners_vanish():
    assert terms("हिन्दी", "hi") == [fold("हिन्दी")]
    assert len(terms("हिन्दी भाषा", "hi")) == 2
    assert terms("می‌خواهم", "fa") == ["ميخواهم"]


def test_kana_with_voicing_marks_are_other_letters():
    assert fold("が") != fold("か")
    assert fold("é") == "e"


def test_very_long_words_and_texts_are_cut():
    assert terms("x" * 1000, "und") == ["x" * MAX_WORD]
    assert len(analyse("ab " * MAX_TEXT, "en")) <= MAX_TEXT // 3 + 1


def test_plain_words_are_not_stemmed():
    assert plain_words("L'Éducation des Réfugiés") == ["l", "education", "des", "refugies"]
    assert folded("  Éducation,  RÉFUGIÉS ") == "education refugies"


def test_written_words_keep_their_accents():
    assert written_words("Éducation İSTANBUL", "tr") == [
        ("education", "éducation"),
        ("istanbul", "istanbul"),
    ]


def test_single_letters_at_an_apostrophe_are_no_typed_words():
    assert [word for word, _start, _end in typed_words("l'école migrant’s qu'il")] == [
        "école",
        "migrant",
        "il",
    ]
    assert [word for word, _start, _end in typed_words("l'")] == ["l"]
    assert [word for word, _start, _end in typed_words("a b")] == ["a", "b"]


def test_query_words_have_the_variants_of_every_language_of_their_script():
    assert set(word_variants("éducation", "en")) == {("educat",), ("educ",), ("education",)}
    assert word_variants("移民与融合", "zh-hans")[0] == ("移民", "融合")
    assert ("移民", "民与", "与融", "融合") in word_variants("移民与融合", "zh-hans")


def test_own_language_comes_first():
    assert word_variants("education", "fr")[0] == ("educ",)
    assert word_variants("education", "es")[0] == ("education",)


def test_query_words_tell_where_they_stand_and_whether_they_are_needed():
    words = analyse_query("the housing", "en")
    assert [(word.text, word.start, word.is_optional) for word in words] == [
        ("the", 0, True),
        ("housing", 4, False),
    ]
    assert [word.is_optional for word in analyse_query("the housing", "fr")] == [False, False]


def test_phrases_are_read_whole_in_each_language():
    assert set(phrase_variants("social integration", "en")) == {
        ("social", "integr"),
        ("social", "integration"),
    }
    assert phrase_variants("", "en") == ()
