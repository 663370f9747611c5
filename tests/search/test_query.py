"""What is typed becomes a tree."""

import random

import pytest

from tessera.search.criteria import MAX_RESULTS, MOST_PAGES, Criteria, Sort
from tessera.search.query import (
    MAX_CLAUSES,
    MAX_LENGTH,
    And,
    FacetIs,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Word,
    YearBetween,
    parse,
)
from tests.contract.search_engine import random_query


def sketch(node: Node | None) -> str:
    """The tree in few characters."""
    match node:
        case Word():
            title = "title:" if node.in_title else ""
            return f"{title}{node.text}{'*' if node.is_prefix else ''}"
        case Phrase():
            return f"{'title:' if node.in_title else ''}'{node.text}'"
        case FacetIs():
            return f"{node.facet}={node.code}"
        case YearBetween():
            return f"{node.first}..{node.last}"
        case Not():
            return f"-{sketch(node.child)}"
        case And():
            return f"({' '.join(map(sketch, node.children))})"
        case Or():
            return f"({' | '.join(map(sketch, node.children))})"
    return ""


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", ""),
        ("  ", ""),
        ("housing", "housing"),
        ("integration housing", "(integration housing)"),
        ("integration AND housing", "(integration housing)"),
        ('"host community" city', "('host community' city)"),
        ("“host community” «bon accueil» „gut so“", "('host community' 'bon accueil' 'gut so')"),
        ("-asylum", "-asylum"),
        ("NOT asylum", "-asylum"),
        ('housing -"asylum seekers"', "(housing -'asylum seekers')"),
        ("--asylum", "asylum"),
        ("housing OR shelter", "(housing | shelter)"),
        ("housing OR shelter city", "((housing | shelter) city)"),
        ("housing or shelter", "(housing or shelter)"),
        ("a OR b OR c", "(a | b | c)"),
        ("(housing city) OR health", "((housing city) | health)"),
        ("（housing city） OR health", "((housing city) | health)"),
        ("integr*", "integr*"),
        ("*", ""),
        ("a*b", "(a b)"),
        ("country:DE", "country=DE"),
        ("Country:de", "country=DE"),
        ("country：de", "country=DE"),
        ("country:de,fr.", "(country=DE | country=FR)"),
        ("theme:emp.rec", "theme=EMP.REC"),
        ("language:ZH-Hans lane:Listed", "(language=zh-hans lane=listed)"),
        ("-kind:pra", "-kind=PRA"),
        ("year:2018", "2018..2018"),
        ("year:2015..2020", "2015..2020"),
        ("year:2020–2015", "2015..2020"),
        ("year:2015..", "2015..None"),
        ("year:..2010", "None..2010"),
        ("year:٢٠١٥", "2015..2015"),
        ("title:housing", "title:housing"),
        ("title:hous*", "title:hous*"),
        ('title:"host community"', "title:'host community'"),
        ("well-being", "(well being)"),
        ("l'école", "école"),
        ("移民融合", "移民融合"),
        # Malformed: plain words.
        ('"host community', "(host community)"),
        ('""', ""),
        ('" "', ""),
        ("foo:bar", "(foo bar)"),
        ("http://x.org/y", "(http x org y)"),
        ("country:", "country"),
        ("country:<b>", "(country b)"),
        ("year:abc", "(year abc)"),
        ("year:..", "year"),
        ("title:", "title"),
        ("(a", "a"),
        ("a)", "a"),
        ("()", ""),
        (")(", ""),
        ("OR", ""),
        ("a OR", "a"),
        ("OR a", "a"),
        ("a OR OR b", "(a | b)"),
        ("NOT", ""),
        ("a - b", "(a b)"),
        ("NOT OR a", "a"),
        ("\x00a\u200eb\ud800", "ab"),
    ],
)
def test_parse(text, tree):
    assert sketch(parse(text).root) == tree


def test_words_know_their_place_in_the_text():
    query = parse("  the   HOUSING title:x-y ")
    assert query.text == "the HOUSING title:x-y"
    leaves = query.wanted()
    assert [query.text[leaf.start : leaf.end] for leaf in leaves] == ["the", "HOUSING", "x", "y"]


def test_excluded_words_are_not_wanted():
    wanted = parse('a -b "c d" (e OR -f) kind:PRA').wanted()
    assert [leaf.text for leaf in wanted] == ["a", "c d", "e"]


def test_long_text_is_cut_at_a_word_and_says_so():
    query = parse("housing " * 100)
    assert query.truncated
    assert len(query.text) <= MAX_LENGTH
    assert query.text.endswith("housing")
    assert not parse("x" * MAX_LENGTH).truncated
    assert parse("x" * (MAX_LENGTH + 1)).truncated


def test_many_clauses_are_cut_and_say_so():
    query = parse(" ".join(f"w{number}" for number in range(MAX_CLAUSES + 5)))
    assert query.truncated
    assert len(query.wanted()) == MAX_CLAUSES
    assert not parse(" ".join(f"w{number}" for number in range(MAX_CLAUSES))).truncated


def test_deep_nesting_is_flattened():
    assert sketch(parse("(" * 99 + "a b" + ")" * 99).root) == "(a b)"


def test_empty_query_is_false():
    assert not parse("")
    assert parse("a")


def test_no_text_is_an_error():
    chance = random.Random(5)
    for _ in range(3000):
        query = parse(random_query(chance))
        assert isinstance(query, Query)
        assert sketch(query.root) is not None


def test_criteria_keep_their_limits():
    criteria = Criteria.of(
        "housing",
        filters={"theme": ["emp", "EMP", "HEA"], "unknown": ["x"], "country": ["<"], "kind": []},
        year_from=2020,
        year_to=2010,
        sort="nonsense",
        page=10_000,
        page_size=20,
        language="ZH-Hans",
    )
    assert criteria.filters == {"theme": ("EMP", "HEA")}
    assert (criteria.year_from, criteria.year_to) == (2010, 2020)
    assert criteria.sort is Sort.BEST
    assert criteria.page == MOST_PAGES
    assert criteria.language == "zh-hans"
    deepest = Criteria.of(page=10_000, page_size=100)
    assert deepest.offset + deepest.page_size == MAX_RESULTS
    assert Criteria.of(page=-1, page_size=0, year_from=-5).page == 1


def test_equal_searches_match_by_the_same_key():
    one = Criteria.of(" a  b ", filters={"kind": ["b", "a"], "theme": ["x"]}, page=3)
    other = Criteria.of("a b", filters={"theme": ["X"], "kind": ["A", "B"]}, sort="title")
    assert one.matching_key() == other.matching_key()
    assert one.matching_key() != Criteria.of("a b").matching_key()


def test_other_words_start_on_the_first_page():
    criteria = Criteria.of("a", filters={"kind": ["PRA"]}, page=3).with_text("b")
    assert (criteria.text, criteria.page, criteria.query.wanted()) == ("b", 1, (Word("b", 0, 1),))
    assert criteria.filters == {"kind": ("PRA",)}
