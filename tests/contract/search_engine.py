"""What every search engine must do; inherited by the tests of each."""

import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest

from tessera.search.criteria import Criteria, Liking
from tessera.search.engines.base import DocumentText, IndexDocument, SearchEngine
from tessera.search.engines.errors import WriterLockedError
from tessera.search.facet_names import FACETS
from tessera.search.query import Or, Phrase
from tessera.search.spelling import corrected

_FACET_NAMES = [facet.name for facet in FACETS]


def document(identifier: str, title: str = "", language: str = "en", **values) -> IndexDocument:
    """A document with one language's texts; ``summary``, ``body`` and ``keywords`` are texts."""
    texts = {name: values.pop(name, "") for name in ("summary", "body", "keywords")}
    return IndexDocument(
        identifier,
        {language: DocumentText(title, **texts)},
        title_sort=title,
        **values,
    )


def fill(engine: SearchEngine, *documents: IndexDocument, sequence: int = 1) -> None:
    """Index documents and look at once."""
    with engine.writer() as writer:
        writer.upsert(documents)
        writer.commit(sequence=sequence)
    engine.refresh()


def found(engine: SearchEngine, text: str = "", language: str = "en", **criteria) -> list[str]:
    """The identifiers that a search finds, sorted; checks that the total is their number."""
    results = engine.search(Criteria.of(text, language=language, page_size=500, **criteria))
    assert results.total == len(results.hits)
    return sorted(hit.identifier for hit in results.hits)


def ordered(engine: SearchEngine, text: str = "", **criteria) -> list[str]:
    """The identifiers in the order in which a search gives them."""
    results = engine.search(Criteria.of(text, **criteria), with_facets=False)
    return [hit.identifier for hit in results.hits]


class SearchEngineContract:
    """Needs a fixture ``engine``: empty, with its own storage."""

    # Writing

    def test_document_written_twice_counts_once(self, engine):
        fill(engine, document("A", "Housing"))
        fill(engine, document("A", "Housing and health"), sequence=2)
        assert found(engine) == ["A"]
        assert found(engine, "health") == ["A"]
        assert list(engine.documents()) == [("A", 0)]

    def test_document_written_twice_in_one_batch_is_the_later_one(self, engine):
        fill(engine, document("A", "Housing"), document("A", "Health"))
        assert found(engine, "housing") == []
        assert found(engine, "health") == ["A"]

    def test_deleted_document_is_gone(self, engine):
        fill(engine, document("A", "Housing"), document("B", "Housing"))
        with engine.writer() as writer:
            writer.delete(["A", "never there"])
            writer.commit(sequence=2)
        assert found(engine, "housing") == ["B"]

    def test_some_documents_are_asked_whether_they_match(self, engine):
        fill(engine, document("A", "Housing"), document("B", "Health"), document("C", "Housing"))
        criteria = Criteria.of("housing")
        assert engine.matching(criteria, ["A", "B", "never there"]) == {"A"}
        assert engine.matching(Criteria.of(), ["A", "B"]) == {"A", "B"}
        assert engine.matching(criteria, []) == set()

    def test_deleted_and_written_again_is_there(self, engine):
        fill(engine, document("A", "Housing"))
        with engine.writer() as writer:
            writer.delete(["A"])
            writer.upsert([document("A", "Health")])
            writer.commit(sequence=2)
        assert found(engine) == ["A"]

    def test_batch_without_commit_is_forgotten(self, engine):
        fill(engine, document("A", "Housing"), sequence=3)
        with engine.writer() as writer:
            writer.upsert([document("B", "Housing")])
            writer.delete(["A"])
        assert found(engine) == ["A"]
        assert engine.sequence() == 3

    def test_batch_with_error_is_forgotten_and_the_next_one_is_kept(self, engine):
        fill(engine, document("A", "Housing"))
        with suppress(ZeroDivisionError), engine.writer() as writer:
            writer.upsert([document("B", "Housing")])
            raise ZeroDivisionError
        fill(engine, document("C", "Housing"), sequence=2)
        assert found(engine) == ["A", "C"]

    def test_sequence_is_that_of_the_last_commit(self, engine):
        assert engine.sequence() == 0
        fill(engine, document("A"), sequence=41)
        assert engine.sequence() == 41

    def test_second_writer_is_refused_while_there_is_one(self, engine):
        with engine.writer(), pytest.raises(WriterLockedError), engine.writer():
            pass
        fill(engine, document("A", "Housing"))
        assert found(engine) == ["A"]

    def test_documents_are_listed_with_their_revision(self, engine):
        fill(engine, document("A", revision=7), document("B", revision=9))
        assert sorted(engine.documents()) == [("A", 7), ("B", 9)]

    # Rebuilding

    def test_rebuild_replaces_everything_at_its_end(self, engine):
        fill(engine, document("A", "Housing"))
        with engine.rebuild() as writer:
            writer.upsert([document("B", "Housing"), document("B", "Housing")])
            assert found(engine) == ["A"]
            writer.commit(sequence=9)
            assert found(engine) == ["A"]
        assert found(engine) == ["B"]
        assert engine.sequence() == 9

    def test_rebuild_without_commit_changes_nothing(self, engine):
        fill(engine, document("A", "Housing"), sequence=4)
        with engine.rebuild() as writer:
            writer.upsert([document("B", "Housing")])
        with suppress(ZeroDivisionError), engine.rebuild() as writer:
            writer.upsert([document("C", "Housing")])
            writer.commit(sequence=8)
            raise ZeroDivisionError
        assert found(engine) == ["A"]
        assert engine.sequence() == 4

    def test_writing_goes_on_during_a_rebuild(self, engine):
        fill(engine, document("A", "Housing"))
        with engine.rebuild() as writer:
            fill(engine, document("B", "Housing"), sequence=2)
            assert found(engine) == ["A", "B"]
            writer.upsert([document("A", "Housing")])
            writer.commit(sequence=1)
        assert found(engine) == ["A"]
        assert engine.sequence() == 1

    def test_second_rebuild_is_refused_while_there_is_one(self, engine):
        with engine.rebuild(), pytest.raises(WriterLockedError), engine.rebuild():
            pass

    # Words

    def test_words_are_all_required_in_whatever_text_they_are(self, engine):
        fill(
            engine,
            document("A", "Housing", summary="for schools", body="in cities", keywords="health"),
            document("B", "Housing"),
        )
        assert found(engine, "housing school city health") == ["A"]

    def test_function_words_of_the_interface_language_are_not_required(self, engine):
        fill(engine, document("A", "Housing refugees"), document("B", "Of refugees"))
        assert found(engine, "the housing of refugees") == ["A"]
        assert found(engine, "of") == ["B"]
        assert found(engine, "the housing of refugees", language="fr") == []

    def test_german_function_words_are_not_required_on_any_page(self, engine):
        fill(engine, document("A", "Sprachkurse, Frauen"), document("B", "Für alle"))
        assert found(engine, "Sprachkurse für die Frauen") == []  # “Die” is an English word, too.
        assert found(engine, "Sprachkurse für Frauen") == ["A"]
        assert found(engine, "Sprachkurse und Frauen", language="fr") == ["A"]
        assert found(engine, "für") == ["B"]

    def test_words_meet_in_their_inflected_forms(self, engine):
        fill(
            engine,
            document("EN", "Integrating migrants"),
            document("FR", "Les réfugiées intégrées", "fr"),
            document("ES", "Las escuelas", "es"),
            document("DE", "Die Flüchtlinge", "de"),
            document("RU", "Интеграция беженцев", "ru"),
            document("TR", "Göçmenlerin eğitimi", "tr"),
        )
        assert found(engine, "integrated migrant") == ["EN"]
        assert found(engine, "réfugié") == ["FR"]
        assert found(engine, "escuela") == ["ES"]
        assert found(engine, "Flüchtling") == ["DE"]
        assert found(engine, "беженец", language="ru") == []  # The stem itself changes.
        assert found(engine, "беженцы") == ["RU"]
        assert found(engine, "göçmen") == ["TR"]

    def test_accents_do_not_matter_in_either_direction(self, engine):
        fill(
            engine,
            document("A", "Éducation des réfugiés", "fr"),
            document("B", "Education", "en"),
            document("C", "Migración", "es"),
            document("D", "Über Tübingen", "de"),
        )
        assert found(engine, "education") == ["A", "B"]
        assert found(engine, "éducation") == ["A", "B"]
        assert found(engine, "refugies") == ["A"]
        assert found(engine, "migracion") == ["C"]
        assert found(engine, "tubingen") == ["D"]
        assert found(engine, "réfugiés") == ["A"]

    def test_accents_do_not_matter_where_they_decide_about_the_stem(self, engine):
        fill(
            engine,
            document("A", "Sécurité", "fr"),
            document("B", body="la sécurité sociale", language="fr"),
            document("C", "Securite", "fr"),
        )
        assert found(engine, "securite") == ["A", "B", "C"]
        assert found(engine, "sécurité", language="fr") == ["A", "B", "C"]
        assert found(engine, "title:securite") == ["A", "C"]

    def test_decomposed_and_wide_characters_are_the_same(self, engine):
        fill(
            engine, document("A", "Re\u0301fugie\u0301s", "fr"), document("B", "Ｗｉｄｅ ２０１８")
        )
        assert found(engine, "réfugiés") == ["A"]
        assert found(engine, "wide 2018") == ["B"]

    def test_arabic_letter_forms_and_vowel_marks_do_not_matter(self, engine):
        fill(
            engine,
            document("A", "تعليم الأطفال اللاجئين", "ar"),
            document("B", "مُدَرِّسٌ", "ar"),
            document("C", "الهجرة", "ar"),
        )
        assert found(engine, "اطفال") == ["A"]
        assert found(engine, "أطفال", language="ar") == ["A"]
        assert found(engine, "لاجئون") == ["A"]
        assert found(engine, "مدرس") == ["B"]
        assert found(engine, "مــدرس") == ["B"]
        assert found(engine, "هجره") == ["C"]

    def test_turkish_dotted_and_dotless_i(self, engine):
        fill(
            engine,
            document("A", "Irak'ta IŞIK", "tr"),
            document("B", "İSTANBUL", "tr"),
            document("C", "Iraq and Istanbul", "en"),
        )
        assert found(engine, "ırak") == ["A"]
        assert found(engine, "IRAK", language="tr") == ["A"]
        assert found(engine, "ışık", language="tr") == ["A"]
        assert found(engine, "istanbul") == ["B", "C"]
        assert found(engine, "İstanbul", language="tr") == ["B", "C"]
        assert found(engine, "ISTANBUL", language="tr") == ["B", "C"]

    def test_chinese_is_cut_into_words_in_both_scripts(self, engine):
        fill(
            engine,
            document("A", "国家社会保障制度与移民融合", "zh-hans"),
            document("B", "難民教育政策", "zh-hant"),
        )
        assert found(engine, "移民") == ["A"]
        assert found(engine, "社会保障") == ["A"]
        assert found(engine, "社會保障") == ["A"]
        assert found(engine, "移民与融合", language="zh-hans") == ["A"]
        assert found(engine, "难民教育") == ["B"]
        assert found(engine, "会保") == []

    def test_other_scripts_without_spaces_are_found_by_parts(self, engine):
        fill(
            engine,
            document("A", "移民の統合ハンドブック", "ja"),
            document("B", "การบูรณาการผู้ย้ายถิ่น", "th"),
        )
        assert found(engine, "ハンドブック") == ["A"]
        assert found(engine, "統合") == ["A"]
        assert found(engine, "ย้ายถิ่น") == ["B"]

    def test_language_without_rules_works_by_plain_words(self, engine):
        fill(engine, document("A", "Integrazione dei rifugiati", "it"))
        assert found(engine, "rifugiati") == ["A"]
        assert found(engine, "RIFUGIATI") == ["A"]

    def test_every_language_of_a_document_is_searched(self, engine):
        texts = {"en": DocumentText("Housing"), "ar": DocumentText("السكن")}
        fill(engine, IndexDocument("A", texts))
        assert found(engine, "housing") == ["A"]
        assert found(engine, "السكن") == ["A"]

    def test_identifier_typed_as_shown(self, engine):
        fill(engine, document("T7K2-9QXW", "Housing", keywords="Health\nT7K2-9QXW"))
        assert found(engine, "t7k2-9qxw") == ["T7K2-9QXW"]

    # The language of queries

    def test_phrase_is_words_in_this_order(self, engine):
        fill(
            engine,
            document("A", "Host community support"),
            document("B", "Community of hosts"),
            document("C", summary="The host communities"),
        )
        assert found(engine, '"host community"') == ["A", "C"]
        assert found(engine, "«community of hosts»") == ["B"]
        assert found(engine, '"support"') == ["A"]

    def test_phrase_ends_with_its_text(self, engine):
        texts = {"en": DocumentText("Social housing"), "fr": DocumentText("Education")}
        fill(
            engine,
            IndexDocument("A", texts),
            document("B", keywords="Social housing\nEducation"),
            document("C", "Social", summary="Housing"),
        )
        assert found(engine, '"housing education"') == []
        assert found(engine, '"social housing"') == ["A", "B"]

    @pytest.mark.parametrize(
        "text", ["🙂", "🙂 🏠!", '"', '""', "-", "OR", "()", "…", "\u2066?\u2069"]
    )
    def test_signs_without_any_word_find_nothing(self, engine, text):
        fill(engine, document("A", "Housing 🙂", facets={"country": ("DE",)}))
        assert found(engine, text) == []
        assert found(engine, text, filters={"country": ["DE"]}) == []
        assert engine.search(Criteria.of(text)).facets["country"] == {}
        assert engine.matching(Criteria.of(text), ["A"]) == set()

    @pytest.mark.parametrize("text", ["", "  ", "\x00", "\u200f\u202e"])
    def test_nothing_typed_finds_everything(self, engine, text):
        fill(engine, document("A", "Housing"))
        assert found(engine, text) == ["A"]

    @pytest.mark.parametrize(
        "text",
        [
            "housing " * 1250, "h" * 10_000, "住" * 10_000, "a OR " * 2000, "(" * 10_000,
            '"housing ' * 1000, "housing* " * 1000, "the of and with", "و في من على", "的了和",
            "housing شقة \u202eflat\u202c жильё 住房", "hous\x00ing", "\x00 housing \x00",
            "🙂" * 5000, "-" * 10_000, "e\u0301" * 5000, "\ud800 housing",
        ],
        ids=range(17),
    )  # fmt: skip
    def test_whatever_is_typed_is_answered_in_time(self, engine, text):
        fill(engine, document("A", "Housing for all"), document("B", "شقة للجميع", "ar"))
        began = time.process_time()
        for language in ("en", "ar", "zh-hans"):
            criteria = Criteria.of(text, language=language)
            results = engine.search(criteria)
            assert results.total == engine.count(criteria) <= 2
            engine.suggest(text, language=language)
            corrected(criteria.query, engine, language)
        assert time.process_time() - began < 5

    def test_words_of_two_directions_meet(self, engine):
        fill(engine, document("A", "Housing شقة"), document("B", "شقة للجميع", "ar"))
        assert found(engine, "\u200fشقة\u200f \u2066housing\u2069") == ["A"]
        assert found(engine, "hous\x00ing") == []
        assert found(engine, "\x00 housing \x00") == ["A"]

    def test_what_is_liked_comes_first_and_nothing_is_left_out(self, engine):
        fill(
            engine,
            document("A", "Housing housing", summary="Housing"),
            document("B", "Housing", facets={"country": ("DE",)}, quality=-0.9),
            document("C", body="Housing", facets={"country": ("DE",), "population": ("P6",)}),
            document("D", "Health", facets={"population": ("P6",)}),
        )
        liked = (Liking("population", "P6", 4), Liking("country", "DE", 2))
        for text, order in (("housing", ["C", "B", "A"]), ("", ["C", "D", "B", "A"])):
            criteria = replace(Criteria.of(text), liked=liked)
            results = engine.search(criteria)
            assert [hit.identifier for hit in results.hits] == order
            assert results.total == engine.count(Criteria.of(text))
        by_title = replace(Criteria.of("housing", sort="title"), liked=liked)
        assert engine.search(by_title).hits[0].identifier == "C"

    def test_other_labels_are_found_too_and_come_after_the_words(self, engine):
        fill(
            engine,
            document("A", "Guichet unique", "fr", summary="guichet unique, guichet unique"),
            document("B", body="A hall with one shop, and another stop"),
            document("C", "One-stop shop"),
            document("D", keywords="Guichet unique", language="fr"),
            document("E", "Le guichet, jamais unique", "fr"),
            document("F", "Guichet unique", "fr", facets={"country": ("FR",)}),
        )
        query = Criteria.of("one-stop shop", language="fr")
        criteria = replace(
            query, also=Or((query.query.root, Phrase("guichets uniques", language="fr")))
        )
        results = engine.search(criteria)
        assert [hit.identifier for hit in results.hits][:2] == ["C", "B"]
        assert {hit.identifier for hit in results.hits[2:]} == {"A", "F"}
        assert results.total == engine.count(criteria) == 4
        assert results.facets["country"] == {"FR": 1}
        assert engine.search(query).total == 2
        assert engine.search(query).facets["country"] == {}
        assert engine.matching(criteria, ["A", "E"]) == {"A"}

    def test_chinese_phrase(self, engine):
        fill(engine, document("A", "社会保障制度", "zh"), document("B", "制度与社会保障", "zh"))
        assert found(engine, "“社会保障制度”") == ["A"]

    def test_exclusion(self, engine):
        fill(
            engine,
            document("A", "Housing refugees"),
            document("B", "Housing asylum seekers"),
            document("C", "Health"),
        )
        assert found(engine, "housing -asylum") == ["A"]
        assert found(engine, "NOT housing") == ["C"]
        assert found(engine, '-"asylum seekers"') == ["A", "C"]
        assert found(engine, "-housing -health") == []

    def test_alternatives_and_grouping(self, engine):
        fill(
            engine,
            document("A", "Housing city"),
            document("B", "Health city"),
            document("C", "Housing"),
            document("D", "City"),
        )
        assert found(engine, "housing OR health") == ["A", "B", "C"]
        assert found(engine, "city housing OR health") == ["A", "B"]
        assert found(engine, "(housing city) OR health") == ["A", "B"]
        assert found(engine, "housing OR -city") == ["A", "C"]

    def test_field_prefixes(self, engine):
        fill(
            engine,
            document("A", "Housing", summary="cities", facets={"country": ("DE",)}, year=2015),
            document("B", "Cities", facets={"country": ("FR",), "theme": ("EMP",)}, year=2018),
            document("C", "Health", facets={"country": ("DE", "FR"), "language": ("zh-hans",)}),
        )
        assert found(engine, "country:de") == ["A", "C"]
        assert found(engine, "country:DE,FR -theme:EMP") == ["A", "C"]
        assert found(engine, "country:DE country:FR") == ["C"]
        assert found(engine, "language:zh-Hans OR theme:EMP") == ["B", "C"]
        assert found(engine, "title:city") == ["B"]
        assert found(engine, "title:cit*") == ["B"]
        assert found(engine, 'title:"cities"') == ["B"]
        assert found(engine, "year:2015") == ["A"]
        assert found(engine, "year:2015..2017 housing") == ["A"]
        assert found(engine, "year:2016..") == ["B"]
        assert found(engine, "year:..2016") == ["A"]
        assert found(engine, "-year:2015") == ["B", "C"]

    def test_beginning_of_a_word(self, engine):
        fill(
            engine,
            document("A", "Integration"),
            document("B", summary="tapping resources"),
            document("C", "Éducation", "fr"),
            document("D", "移民融合", "zh"),
        )
        assert found(engine, "integratio*") == ["A"]
        assert found(engine, "tappi*") == ["B"]
        assert found(engine, "educ*") == ["C"]
        assert found(engine, "ÉDUC*") == ["C"]
        assert found(engine, "移*") == ["D"]
        assert found(engine, "i*") == []
        assert found(engine, "housi*") == []

    # Criteria

    def test_broader_concept_finds_what_is_below(self, engine):
        fill(
            engine,
            document("A", facets={"theme": ("EMP", "EMP.REC"), "region": ("150", "155")}),
            document("B", facets={"theme": ("EMP",)}),
            document("C", facets={"theme": ("HEA",)}),
        )
        assert found(engine, filters={"theme": ["EMP"]}) == ["A", "B"]
        assert found(engine, filters={"theme": ["EMP.REC"]}) == ["A"]
        assert found(engine, filters={"theme": ["EMP.REC", "HEA"]}) == ["A", "C"]
        assert found(engine, filters={"theme": ["EMP"], "region": ["150"]}) == ["A"]

    def test_range_of_years(self, engine):
        fill(engine, document("A", year=2010), document("B", year=2015), document("C"))
        assert found(engine, year_from=2010, year_to=2015) == ["A", "B"]
        assert found(engine, year_from=2011) == ["B"]
        assert found(engine, year_to=2014) == ["A"]
        assert found(engine) == ["A", "B", "C"]

    def test_count_is_the_total(self, engine):
        fill(engine, document("A", "Housing", year=2010), document("B", "Housing"))
        assert engine.count(Criteria.of("housing")) == 2
        assert engine.count(Criteria.of("housing", year_from=2000)) == 1
        assert engine.count(Criteria.of()) == 2

    # Order and pages

    def test_match_in_title_comes_before_one_in_summary_before_one_in_body(self, engine):
        rest = "words that are in all of them"
        fill(
            engine,
            document("C", rest, body="housing", summary=rest),
            document("A", "housing", body=rest, summary=rest),
            document("B", rest, body=rest, summary="housing"),
        )
        assert ordered(engine, "housing") == ["A", "B", "C"]

    def test_title_in_the_interface_language_comes_first(self, engine):
        fill(engine, document("A", "Education", "en"), document("B", "Éducation", "fr"))
        assert ordered(engine, "education", language="en") == ["A", "B"]
        assert ordered(engine, "education", language="fr") == ["B", "A"]

    def test_better_document_comes_first_among_equals(self, engine):
        fill(
            engine,
            document("A", "Housing", quality=0.0),
            document("B", "Housing", quality=0.5),
            document("C", "Housing", quality=0.2),
            document("D", "Housing", quality=-0.3, published_at=99),
            document("E", "Housing", quality=-0.8, published_at=100),
        )
        assert ordered(engine, "housing") == ["B", "C", "A", "D", "E"]
        assert ordered(engine) == ["B", "C", "A", "D", "E"]

    def test_orders(self, engine):
        fill(
            engine,
            document("A", "Éclair housing", published_at=20, verified_at=0),
            document("B", "zebra housing", published_at=30, verified_at=10),
            document("C", "Apple housing", published_at=10, verified_at=30),
        )
        for text in ("", "housing"):
            assert ordered(engine, text, sort="newest") == ["B", "A", "C"]
            assert ordered(engine, text, sort="verified") == ["C", "B", "A"]
            assert ordered(engine, text, sort="title") == ["C", "A", "B"]
        assert ordered(engine, sort="best") == ["B", "A", "C"]

    def test_pages_hold_every_document_once(self, engine):
        fill(engine, *(document(f"D{i:02}", "Housing", published_at=i) for i in range(23)))
        pages = [
            ordered(engine, "housing", page=page, page_size=5, sort="newest")
            for page in range(1, 6)
        ]
        assert [len(page) for page in pages] == [5, 5, 5, 5, 3]
        assert [each for page in pages for each in page] == [f"D{i:02}" for i in range(22, -1, -1)]
        assert ordered(engine, "housing", page=6, page_size=5) == []
        best = [ordered(engine, "housing", page=page, page_size=5) for page in range(1, 6)]
        assert sorted(each for page in best for each in page) == [f"D{i:02}" for i in range(23)]

    def test_page_beyond_the_last_still_has_the_total(self, engine):
        fill(engine, document("A", "Housing"))
        results = engine.search(Criteria.of("housing", page=500, page_size=500))
        assert (results.total, results.hits) == (1, ())

    # Facets

    def test_counts_tell_what_choosing_would_give(self, engine):
        fill(
            engine,
            document("A", facets={"country": ("DE",), "kind": ("PRA",)}),
            document("B", facets={"country": ("DE", "FR"), "kind": ("POL",)}),
            document("C", facets={"country": ("ES",), "kind": ("PRA",)}),
        )
        results = engine.search(Criteria.of(filters={"country": ["DE"]}))
        assert results.total == 2
        assert results.facets["country"] == {"DE": 2, "ES": 1, "FR": 1}
        assert results.facets["kind"] == {"POL": 1, "PRA": 1}

    def test_chosen_code_without_documents_is_counted_as_none(self, engine):
        fill(engine, document("A", "Housing", facets={"country": ("DE",)}, year=2000))
        criteria = Criteria.of("housing", filters={"country": ["DE", "XX"]}, year_from=2010)
        results = engine.search(criteria)
        assert results.total == 0
        assert results.facets["country"] == {"DE": 0, "XX": 0}
        assert results.facets["year"] == {"2000": 1}

    def test_codes_count_however_many_a_document_has(self, engine):
        countries = tuple(f"{one}{two}" for one in "ABCDE" for two in "ABCDEFGH")
        fill(
            engine,
            document("A", facets={"country": countries, "kind": ("PRA", "GUI")}),
            document("B", facets={"country": countries[::-2]}),
            document("C"),
        )

        results = engine.search(Criteria.of())

        even = dict.fromkeys(countries[::2], 1)
        assert results.facets["country"] == {**even, **dict.fromkeys(countries[1::2], 2)}
        assert next(iter(results.facets["country"].values())) == 2
        assert results.facets["kind"] == {"GUI": 1, "PRA": 1}
        assert results.facets["year"] == {}

    def test_long_facet_counts_the_most_frequent_and_the_chosen(self, engine):
        fill(
            engine,
            *(
                document(f"D{i}", facets={"organization": (f"O{j:03}" for j in range(i, 120))})
                for i in range(120)
            ),
        )
        counts = engine.search(Criteria.of(filters={"organization": ["O003"]})).facets
        assert len(counts["organization"]) == 51
        assert counts["organization"]["O119"] == 120
        assert counts["organization"]["O003"] == 4

    def test_facets_are_left_out_when_not_wanted(self, engine):
        fill(engine, document("A", facets={"country": ("DE",)}))
        assert engine.search(Criteria.of(), with_facets=False).facets == {}

    def test_counts_and_totals_agree_with_counting_by_hand(self, engine):
        chance = random.Random(7)
        documents = [random_document(number, chance) for number in range(300)]
        fill(engine, *documents)
        for _ in range(60):
            word, filters, years = _random_search(chance)
            results = engine.search(
                Criteria.of(
                    word, filters=filters, year_from=years[0], year_to=years[1], page_size=500
                )
            )
            matching = [each for each in documents if _matches(each, word, filters, years)]
            assert sorted(hit.identifier for hit in results.hits) == sorted(
                each.identifier for each in matching
            )
            assert results.total == len(matching)
            for facet in _FACET_NAMES:
                others = {name: codes for name, codes in filters.items() if name != facet}
                counts = Counter(
                    code
                    for each in documents
                    if _matches(each, word, others, years)
                    for code in each.facets.get(facet, ())
                )
                expected = {code: counts[code] for code in {*counts, *filters.get(facet, ())}}
                assert results.facets[facet] == expected
            by_year = Counter(
                str(each.year)
                for each in documents
                if each.year is not None and _matches(each, word, filters, (None, None))
            )
            assert results.facets["year"] == dict(by_year)

    # Help for the person who types

    def test_suggestions_complete_the_last_word_of_titles(self, engine):
        fill(
            engine,
            document("A", "A handbook on housing", quality=0.5),
            document("B", "Housing for refugees"),
            document("C", "Health", summary="Housing"),
            document("D", "Éducation", "fr"),
        )
        assert engine.suggest("hous", language="en") == ["B", "A"]
        assert engine.suggest("Housing for ref", language="en") == ["B"]
        assert engine.suggest("refugees hous", language="en") == ["B"]
        assert engine.suggest("educ", language="en") == ["D"]
        assert engine.suggest("hous", language="en", limit=1) == ["B"]
        assert engine.suggest("h", language="en") == []
        assert engine.suggest("", language="en") == []
        assert engine.suggest("???", language="en") == []

    def test_suggestions_forgive_one_error_in_a_word_of_four_letters(self, engine):
        fill(
            engine,
            document("A", "A handbook on housing", quality=0.5),
            document("B", "Housing for refugees"),
            document("C", "Éducation", "fr"),
        )
        assert set(engine.suggest("huosi", language="en")) == {"A", "B"}
        assert engine.suggest("houzing for refug", language="en") == ["B"]
        assert engine.suggest("housing for refgu", language="en") == ["B"]
        assert engine.suggest("eduact", language="fr") == ["C"]
        assert engine.suggest("hpp", language="en") == []
        assert engine.suggest("xxusing", language="en") == []

    def test_words_spelt_alike(self, engine):
        fill(
            engine,
            document("A", "Integration of refugees"),
            document("B", "Integration"),
            document("C", "Intégration des réfugiés", "fr"),
            document("D", "Housing", summary="Interrogation"),
        )
        assert engine.similar_words("integratoin") == {"integration": 2, "intégration": 1}
        assert engine.similar_words("refugess") == {"refugees": 1, "réfugiés": 1}
        assert engine.similar_words("ousing") == {"housing": 1}
        assert engine.similar_words("gousing") == {"housing": 1}
        assert engine.similar_words("ohusing") == {"housing": 1}
        assert engine.similar_words("xyzzyxyz") == {}
        assert engine.similar_words("") == {}

    def test_known_words(self, engine):
        fill(engine, document("A", "Refugees", summary="integration"))
        assert engine.has_word("refugee", "en")
        assert engine.has_word("integrating", "en")
        assert not engine.has_word("integratoin", "en")
        assert not engine.has_word("", "en")

    # Whatever is typed

    def test_no_query_is_an_error(self, engine):
        fill(engine, document("A", "Housing", facets={"country": ("DE",)}, year=2015))
        chance = random.Random(11)
        for _ in range(400):
            text = random_query(chance)
            criteria = Criteria.of(text, language=chance.choice(("en", "ar", "zh-hans", "tr")))
            results = engine.search(criteria)
            assert results.total in (0, 1)
            assert engine.count(criteria) == results.total
            engine.suggest(text, language="en")
            engine.similar_words(text)
            engine.has_word(text, "en")


_PIECES = (
    *'"-()*:OR«»“”\'’.,;/\\[]{}^~+&|!?<>=%$#@`…–—_¶\x00\u200f\u200d\u0301\ud800\U0001f600½㈱ﷺ',
    " ", "  ", "\n", "OR", "AND", "NOT", "title:", "year:", "year:2015..", "country:DE", "kind:",
    "foo:", "housing", "a", "l'", "移民", "移", "ハン", "ไทย", "هجرة", "ой", "İI", "ß", "é", "*",
    "2015", "-2015", "..", "TO", "NEAR", "x" * 90, "١٢", "title:*", "हिन्दी", "한국어",
)  # fmt: skip


def random_query(chance: random.Random) -> str:
    """A text out of the pieces that parsers stumble over."""
    return "".join(chance.choice(_PIECES) for _ in range(chance.randrange(1, 30)))


_CODES = {
    "kind": ("PRA", "POL", "GUI"),
    "theme": ("EMP", "EMP.REC", "HEA"),
    "country": ("DE", "FR", "ES", "TR"),
    "language": ("en", "zh-hans"),
    "evidence": ("E0", "E1"),
    "lane": ("listed", "reviewed"),
}
_WORDS = ("housing", "health", "school", "work", "city")


def random_document(number: int, chance: random.Random) -> IndexDocument:
    """A document with few words and few codes, so that many are alike."""
    facets = {
        facet: tuple(code for code in codes if chance.random() < 0.4)
        for facet, codes in _CODES.items()
    }
    words = " ".join(chance.sample(_WORDS, k=chance.randrange(4)))
    year = chance.choice((None, *range(2010, 2020)))
    return document(f"D{number:03}", words, facets=facets, year=year)


def _random_search(chance: random.Random):
    word = chance.choice(("", *_WORDS))
    facets = chance.sample(sorted(_CODES), k=chance.randrange(4))
    filters = {
        facet: tuple(chance.sample(_CODES[facet], k=chance.randrange(1, len(_CODES[facet]) + 1)))
        for facet in facets
    }
    years = chance.choice(((None, None), (None, None), (2012, 2016), (2015, None), (None, 2013)))
    return word, filters, years


def _matches(document: IndexDocument, word, filters, years) -> bool:
    first, last = years
    if first is not None and (document.year is None or document.year < first):
        return False
    if last is not None and (document.year is None or document.year > last):
        return False
    if word and word not in document.texts["en"].title.split():
        return False
    return all(set(codes) & set(document.facets[facet]) for facet, codes in filters.items())
