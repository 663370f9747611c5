"""Records near in meaning, after those that words found, as a visitor sees them."""

import html
import math
import re

import pytest
from django.test import override_settings

from tessera.search.criteria import Criteria
from tessera.search.indexing import reindex
from tessera.search.meaning import service
from tessera.search.meaning.following import embed_all
from tessera.search.service import find
from tests.factories.catalogue import record, record_text
from tests.factories.index import own_index
from tests.factories.meaning import own_vectors

pytestmark = pytest.mark.django_db


@pytest.fixture
def some(tmp_path):
    """A home in English in Germany, one in French only in Austria, and work."""
    record("Housing for refugees", places=["DE"])
    french = [record_text("fr", "Logement des réfugiés", "Un logement pour chacun.")]
    record("Logement", places=["AT"], texts=french, original_language="fr")
    record("Work permits", places=["DE"])
    with own_index(), own_vectors(tmp_path):
        reindex()
        embed_all()
        yield


def look(client, query: str, language: str = "en"):
    answer = client.get(f"/{language}/search/?{query}")
    assert answer.status_code == 200
    words, _mark, near = answer.text.partition('id="related-heading"')
    return titles(words), titles(near), answer.text


def titles(text: str) -> list[str]:
    found = re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", text)
    return [html.unescape(re.sub(r"<[^>]+>", "", title)) for title in found]


def test_what_is_near_stands_after_what_words_found_and_is_not_counted(some, client):
    words, near, text = look(client, "q=housing")
    assert words == ["Housing for refugees"]
    assert near == ["Logement des réfugiés"]
    assert ">1 record<" in text

    assert "Found in French" in text
    assert '<p lang="fr" dir="ltr">Un logement pour chacun.</p>' in text


def test_nothing_is_related_when_words_are_wanted_alone(some, client):
    _words, _near, text = look(client, "q=housing")
    assert 'href="?q=housing&amp;match=words"' in text
    words, near, text = look(client, "q=housing&match=words")
    assert (words, near) == (["Housing for refugees"], [])
    assert 'class="chip" href="?q=housing"' in text
    assert look(client, "q=%22housing%22")[1] == []
    assert look(client, "q=housing&sort=title")[1] == []


def test_filters_and_exclusions_hold_for_what_is_related(some, client):
    words, near, _text = look(client, "q=home")
    assert (words, set(near)) == ([], {"Housing for refugees", "Logement des réfugiés"})
    assert look(client, "q=home&country=DE")[1] == ["Housing for refugees"]
    assert look(client, "q=home+country:AT")[1] == ["Logement des réfugiés"]
    assert look(client, "q=home+-chacun")[1] == ["Housing for refugees"]


def test_an_arabic_question_finds_the_english_record(some, client):
    _words, near, text = look(client, "q=سكن", language="ar")
    assert "Housing for refugees" in near
    assert '<html lang="ar" dir="rtl"' in text
    assert 'lang="en" dir="ltr"' in text


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_no_search_is_worse_than_by_words(some, language):
    """What words found stands first, in its order: meaning can only add."""
    judged = {find(Criteria.of("logement")).cards[0].identifier: 3}
    for text in ("housing", "logement", "refugees", "work", "سكن", "home"):
        criteria = Criteria.of(text, language=language)
        alone, both = find(criteria, words_only=True), find(criteria)
        words = [card.identifier for card in alone.cards]
        shown = [card.identifier for card in (*both.cards, *both.related)]
        assert shown[: len(words)] == words
        assert (both.total, both.page_count) == (alone.total, alone.page_count)
        assert len(shown) == len(set(shown))
        assert gain(shown, judged) >= gain(words, judged)


def gain(found: list[str], judged: dict[str, int]) -> float:
    grades = enumerate(judged.get(each, 0) for each in found[:10])
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in grades)


def test_the_api_tells_how_a_result_was_found(some, client):
    answer = client.get("/api/v1/search?q=housing").json()
    assert answer["total"] == 1
    assert [each["matched"] for each in answer["results"]] == ["words"]
    related = answer["related"]
    assert [(each["matched"], each["passage"], each["passage_language"]) for each in related] == [
        ("meaning", "Un logement pour chacun.", "fr")
    ]
    assert client.get("/api/v1/search?q=housing&match=words").json()["related"] == []


def test_words_go_on_when_the_model_breaks(some, client, caplog):
    with override_settings(EMBEDDER="no.such.module:Model"):
        service.forget()
        service.embedder(wait_seconds=None)
        words, near, _text = look(client, "q=housing")
        look(client, "q=work")
    assert (words, near) == (["Housing for refugees"], [])
    assert len([each for each in caplog.records if "words only" in each.getMessage()]) == 1


def test_a_word_found_in_another_language_says_so(some, client):
    """Without any vectors: the words themselves stand in the French text."""
    french = [
        record_text("en", "Together", "People meet."),
        record_text("fr", "Ensemble", "Des voisins se rencontrent.", status="human"),
    ]
    record("Together", texts=french)
    reindex()
    words, _near, text = look(client, "q=voisins&match=words")
    assert words == ["Together"]
    assert "Found in French" in text
    assert "Des <mark>voisins</mark> se rencontrent." in text


def test_one_click_leads_from_several_languages_to_one(some, client):
    _words, _near, text = look(client, "q=housing")
    assert '<a href="?q=housing&amp;language=en" rel="nofollow">English (1)</a>' in text
    assert '<a href="?q=housing&amp;language=fr" rel="nofollow">French</a>' in text

    words, near, text = look(client, "q=housing&language=en")
    assert (words, near) == (["Housing for refugees"], [])
    assert 'id="one-language"' not in text
    words, near, text = look(client, "q=housing&language=fr")
    assert (words, near) == ([], ["Logement des réfugiés"])


def test_a_list_in_one_language_offers_none(some, client):
    _words, _near, text = look(client, "q=permits&match=words")
    assert 'id="one-language"' not in text


def test_a_record_leads_to_those_near_in_meaning(some, client):
    card = find(Criteria.of("housing")).cards[0]
    text = client.get(card.url).text
    near = text.partition("Near in meaning")[2].partition("</section>")[0]
    assert "Logement des réfugiés" in near
    assert "Housing for refugees" not in near
    with override_settings(EMBEDDER="none"):
        service.forget()
        assert "Near in meaning" not in client.get(card.url).text
