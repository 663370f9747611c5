"""From criteria to the embedded engine's queries.

Traps of the library: a phrase of one term, and a limit of 0, end in a Rust panic; a Boolean query
with exclusions only matches nothing; terms of prefixes and filters must not disturb the relevance.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tantivy import FieldType, Occur, Query, Schema, Searcher

from tessera.search.analysis import UNACCENTED, plain_words, primary_language
from tessera.search.criteria import Criteria, Liking
from tessera.search.engines import tantivy_schema as names
from tessera.search.engines.base import can_be_completed
from tessera.search.engines.documents import ALSO_BOOST, FIELD_BOOSTS, FORM_MARK, TEXT_BOOSTS
from tessera.search.query import And, FacetIs, Node, Not, Or, Phrase, Word, YearBetween
from tessera.search.spelling import allowed_errors, is_near, other_beginnings
from tessera.search.typed_words import (
    QueryWord,
    phrase_variants,
    query_word,
    typed_words,
)

#: Characters; the library refuses patterns of more than a thousand bytes.
_LONGEST_BEGINNING: Final = 80
_TITLE: Final = {"title": FIELD_BOOSTS["title"]}
_WRITTEN_BOOST: Final = 0.2
_PREFIX_BOOST: Final = 1.0
_TITLE_PREFIX_BOOST: Final = 3.0
_OWN_LANGUAGE_BOOST: Final = 1.0
#: More than words are ever worth, and little enough that the sums still tell them apart.
_LIKING_BOOST: Final = 1000.0


def must(*queries: Query) -> Query:
    """What matches all of these."""
    if not queries:
        return Query.all_query()
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Query]) -> Query:
    """What matches any of these; nothing, if there are none."""
    if len(queries) == 1:
        return queries[0]
    if not queries:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def silent(query: Query) -> Query:
    """The same matches, of no relevance."""
    return Query.const_score_query(query, 0.0)


def begins_with(schema: Schema, field: str, prefix: str) -> Query:
    """What has a term that begins so."""
    return Query.regex_query(schema, field, f"{re.escape(prefix)}.*")


class QueryMaker:
    """Makes the queries of one search; knows which terms the index has, to leave out the others."""

    def __init__(self, schema: Schema, searcher: Searcher, language: str) -> None:
        self._schema = schema
        self._searcher = searcher
        self._language = language

    # Criteria

    def text(self, criteria: Criteria, *, is_ranked: bool = False) -> Query | None:
        """The query's words, or its other labels; ``None`` when everything matches.

        ``is_ranked`` prefers titles in the interface language, among what has the words.
        """
        if criteria.query.root is None:
            return Query.empty_query() if criteria.query.is_wordless else None
        words = self._node(criteria.query.root)
        if is_ranked:
            words = self.preferring_language(words)
        if criteria.also is None:
            return words
        return any_of([words, Query.boost_query(self._node(criteria.also), ALSO_BOOST)])

    def filters(self, criteria: Criteria) -> dict[str, Query]:
        """Facet → what has any of its chosen codes; the range of years as facet ``year``."""
        filters = {
            facet: silent(self._codes(facet, codes)) for facet, codes in criteria.filters.items()
        }
        if criteria.has_years:
            filters[names.YEAR] = silent(self._years(criteria.year_from, criteria.year_to))
        return filters

    def preferring_language(self, query: Query) -> Query:
        """The same matches; those with a title in the interface language are worth a bit more."""
        own = self._term(names.LANGUAGE, primary_language(self._language))
        if own is None:
            return query
        liked = Query.const_score_query(own, _OWN_LANGUAGE_BOOST)
        return Query.boolean_query([(Occur.Must, query), (Occur.Should, liked)])

    def liking(self, query: Query, liked: Sequence[Liking]) -> Query:
        """The same matches; those with the codes that are liked most are worth most."""
        clauses = [(Occur.Must, query)]
        for each in liked:
            codes = self._codes(each.facet, (each.code,))
            worth = Query.const_score_query(codes, _LIKING_BOOST * each.worth)
            clauses.append((Occur.Should, worth))
        return Query.boolean_query(clauses)

    def title_beginning(self, text: str, *, is_exact: bool = True) -> Query:
        """Titles with all words, the last of which may be only begun.

        Unless ``is_exact``, words that are long enough may have one error each.
        """
        *whole, begun = plain_words(text)
        start = " ".join([*whole, begun])[:_LONGEST_BEGINNING]
        title = begins_with(self._schema, names.TITLE_SORT, start)
        last = begins_with(self._schema, names.TITLE_WORDS, begun)
        if is_exact:
            parts = [self._terms(names.TITLE_WORDS, [word]) for word in whole]
        else:
            parts = [self._nearly(word) for word in whole]
            last = self._nearly(begun, is_begun=True)
        clauses = [(Occur.Must, part) for part in parts]
        clauses.append((Occur.Must, silent(last)))
        clauses.append((Occur.Should, Query.const_score_query(title, _TITLE_PREFIX_BOOST)))
        return Query.boolean_query(clauses)

    def _nearly(self, word: str, *, is_begun: bool = False) -> Query:
        """A word of titles, with one error if it is long enough."""
        if not allowed_errors(word):
            if is_begun:
                return begins_with(self._schema, names.TITLE_WORDS, word)
            return self._terms(names.TITLE_WORDS, [word])
        return Query.fuzzy_term_query(
            self._schema, names.TITLE_WORDS, word, distance=1, prefix=is_begun
        )

    def has_word(self, word: str) -> bool:
        """Whether the index has any form of a word."""
        return any(
            self._word(Word(text, start, end)) is not None for text, start, end in typed_words(word)
        )

    def similar_words(self, word: str) -> dict[str, int]:
        """Words of titles, with accents, that are spelt alike, with their frequency.

        Words with the same first letter: an automaton finds the titles that have any, and their
        words are compared one by one. Words with another first letter: those one error away, each
        looked up. (Comparing all words of all such titles costs some 100 ms.)
        """
        plain = " ".join(plain_words(word))
        most = allowed_errors(plain)
        if not most:
            return {}
        near = Query.fuzzy_term_query(self._schema, names.TITLE_WORDS, plain, distance=most)
        found = dict(self._searcher.terms_with_prefix(names.TITLE_FORMS, plain[0], near))
        for other in other_beginnings(plain):
            if self._searcher.doc_freq(names.TITLE_WORDS, other):
                start = f"{other}{FORM_MARK}"
                found |= self._searcher.terms_with_prefix(names.TITLE_FORMS, start)
        forms = ((term.partition(FORM_MARK), count) for term, count in found.items())
        return {form: count for (other, _, form), count in forms if is_near(plain, other, most)}

    # The query's tree

    def _node(self, node: Node) -> Query:
        match node:
            case Word():
                return self._word(node) or Query.empty_query()
            case Phrase():
                return self._phrase(node)
            case FacetIs():
                return silent(self._codes(node.facet, (node.code,)))
            case YearBetween():
                return silent(self._years(node.first, node.last))
            case Or():
                return any_of([self._node(child) for child in node.children])
            case Not():
                everything = silent(Query.all_query())
                excluded = self._node(node.child)
                return Query.boolean_query([(Occur.Must, everything), (Occur.MustNot, excluded)])
            case And():
                return self._all(node.children)

    def _all(self, children: Iterable[Node]) -> Query:
        required, optional, excluded = [], [], []
        for child in children:
            if isinstance(child, Not):
                excluded.append((Occur.MustNot, self._node(child.child)))
            elif self._is_optional(child):
                optional.append((Occur.Should, self._node(child)))
            else:
                required.append((Occur.Must, self._node(child)))
        if not required:
            required = [(Occur.Must, query) for _should, query in optional]
            optional = []
        if not required:
            required = [(Occur.Must, silent(Query.all_query()))]
        return Query.boolean_query([*required, *optional, *excluded])

    def _is_optional(self, node: Node) -> bool:
        return (
            isinstance(node, Word)
            and not node.is_prefix
            and query_word(node.text, node.start, node.end, self._language).is_optional
        )

    def _word(self, node: Word) -> Query | None:
        """A word in all its variants; ``None`` when the index has none of them."""
        word = query_word(node.text, node.start, node.end, self._language)
        if node.is_prefix and can_be_completed(word.plain):
            return self._prefix(word.plain, in_title=node.in_title)
        boosts = _TITLE if node.in_title else FIELD_BOOSTS
        found: list[Query] = []
        for variant in word.variants:
            parts = [self._in_fields(term, boosts) for term in variant]
            if all(parts):
                found += parts[0] if len(parts) == 1 else [must(*map(any_of, parts))]
        for written in self._without_accents(word, in_title=node.in_title):
            found.append(Query.const_score_query(written, _WRITTEN_BOOST))
        return any_of(found) if found else None

    def _without_accents(self, word: QueryWord, *, in_title: bool) -> Iterator[Query]:
        """Texts with accents that change the stem, for words that were typed without them."""
        field = names.TITLE_WORDS if in_title else names.WORDS
        for variant in word.variants:
            query = self._term(field, f"{UNACCENTED}{variant[0]}") if len(variant) == 1 else None
            if query is not None:
                yield query

    def _in_fields(self, term: str, boosts: dict[str, float]) -> list[Query]:
        queries = []
        for field, boost in boosts.items():
            query = self._term(field, term)
            if query is not None:
                queries.append(query if boost == 1.0 else Query.boost_query(query, boost))
        return queries

    def _prefix(self, prefix: str, *, in_title: bool) -> Query:
        title = begins_with(self._schema, names.TITLE_WORDS, prefix)
        in_titles = Query.const_score_query(title, _TITLE_PREFIX_BOOST)
        if in_title:
            return in_titles
        # A plain word is in a field of its own only where it is not its own stem.
        fields = (*FIELD_BOOSTS, names.WORDS)
        anywhere = any_of([begins_with(self._schema, field, prefix) for field in fields])
        return any_of([in_titles, Query.const_score_query(anywhere, _PREFIX_BOOST)])

    def _phrase(self, node: Phrase) -> Query:
        found = []
        boosts = _TITLE if node.in_title else FIELD_BOOSTS
        if node.language:
            boosts = TEXT_BOOSTS
        for terms in phrase_variants(node.text, self._language, node.language):
            if len(terms) == 1:
                found += self._in_fields(terms[0], boosts)
                continue
            for field, boost in boosts.items():
                if all(self._searcher.doc_freq(field, term) for term in terms):
                    phrase = Query.phrase_query(self._schema, field, list(terms))
                    found.append(Query.boost_query(phrase, boost))
        return any_of(found)

    # Leaves

    def _term(self, field: str, term: str) -> Query | None:
        if not self._searcher.doc_freq(field, term):
            return None
        return Query.term_query(self._schema, field, term, index_option="freq")

    def _terms(self, field: str, terms: Sequence[str]) -> Query:
        return must(*(self._term(field, term) or Query.empty_query() for term in terms))

    def _codes(self, facet: str, codes: Sequence[str]) -> Query:
        field = names.facet_field(facet)
        return any_of(
            [Query.term_query(self._schema, field, code, index_option="basic") for code in codes]
        )

    def _years(self, first: int | None, last: int | None) -> Query:
        return Query.range_query(
            self._schema, names.YEAR, FieldType.Integer, lower_bound=first, upper_bound=last
        )
