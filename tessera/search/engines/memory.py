"""The in-memory engine, for tests: every document is looked at for every question.

It has the semantics of ``base`` written down as plainly as possible, so that the other engines can
be compared with it. Its relevance is crude: field boosts, summed.
"""

import copy
import operator
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field

from tessera.search.analysis import UNACCENTED, plain_words, primary_language
from tessera.search.criteria import MAX_RESULTS, Criteria, Sort
from tessera.search.engines.base import (
    LONG_FACET_CODES,
    Hit,
    IndexDocument,
    SearchResults,
    can_be_completed,
)
from tessera.search.engines.documents import (
    ALSO_BOOST,
    FIELD_BOOSTS,
    FORM_MARK,
    TEXT_BOOSTS,
    AnalysedDocument,
    analysed,
)
from tessera.search.engines.errors import WriterLockedError
from tessera.search.facet_names import FACETS, YEAR
from tessera.search.query import And, FacetIs, Node, Not, Or, Phrase, Word, YearBetween
from tessera.search.spelling import allowed_errors, begins_nearly, is_near, is_nearly
from tessera.search.typed_words import (
    QueryWord,
    phrase_variants,
    query_word,
    typed_words,
)

_LONG = frozenset(facet.name for facet in FACETS if facet.is_long)
_WRITTEN_SCORE = 0.2
_PREFIX_SCORE = 1.0


@dataclass
class _Entry:
    """A document with its texts as lists of terms: field → one list per language."""

    source: IndexDocument
    terms: AnalysedDocument
    texts: dict[str, list[list[str]]]
    facets: dict[str, tuple[str, ...]]
    words: frozenset[str]
    title_words: frozenset[str]


@dataclass
class _State:
    entries: dict[str, _Entry] = field(default_factory=dict)
    sequence: int = 0


class MemoryEngine:
    """See ``base.SearchEngine``."""

    def __init__(self) -> None:
        self._state = _State()
        self._writing = threading.Lock()
        self._rebuilding = threading.Lock()

    def search(self, criteria: Criteria, *, with_facets: bool = True) -> SearchResults:
        """One page of hits, the exact total, and the counts of all facets."""
        began = time.perf_counter()
        scored = [
            (entry, score)
            for entry in self._state.entries.values()
            if _passes(entry, criteria) and (score := _text_score(entry, criteria)) is not None
        ]
        scored.sort(key=_order(criteria))
        limit = max(min(criteria.page_size, MAX_RESULTS - criteria.offset), 0)
        page = scored[criteria.offset : criteria.offset + limit]
        hits = tuple(Hit(entry.source.identifier, score) for entry, score in page)
        counts = self._counts(criteria) if with_facets else {}
        took_ms = (time.perf_counter() - began) * 1000
        return SearchResults(len(scored), hits, counts, took_ms)

    def count(self, criteria: Criteria) -> int:
        """How many documents match."""
        return self.search(criteria, with_facets=False).total

    def matching(self, criteria: Criteria, identifiers: Sequence[str]) -> set[str]:
        """Those of some documents that match."""
        entries = [self._state.entries.get(identifier) for identifier in identifiers]
        return {
            entry.source.identifier
            for entry in entries
            if entry and _passes(entry, criteria) and _text_score(entry, criteria) is not None
        }

    def _counts(self, criteria: Criteria) -> dict[str, Mapping[str, int]]:
        matching = [
            entry
            for entry in self._state.entries.values()
            if _text_score(entry, criteria) is not None
        ]
        counts: dict[str, Mapping[str, int]] = {}
        for facet in (*(each.name for each in FACETS), YEAR):
            found = Counter(
                code
                for entry in matching
                if _passes(entry, criteria, but_for=facet)
                for code in entry.facets[facet]
            )
            ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
            kept = dict(ordered[:LONG_FACET_CODES] if facet in _LONG else ordered)
            for code in criteria.filters.get(facet, ()):
                kept.setdefault(code, found[code])
            counts[facet] = kept
        return counts

    def suggest(self, text: str, *, language: str, limit: int = 8) -> list[str]:
        """Identifiers of documents by the beginning of a word of their title."""
        *whole, begun = plain_words(text) or [""]
        if not can_be_completed(begun):
            return []
        found: list[_Entry] = []
        for has, begins in ((operator.eq, str.startswith), (is_nearly, begins_nearly)):
            found = found or [
                entry
                for entry in self._state.entries.values()
                if all(any(has(word, each) for word in entry.title_words) for each in whole)
                and any(begins(word, begun) for word in entry.title_words)
            ]
        start = " ".join([*whole, begun])
        found.sort(key=lambda e: (not e.terms.title_sort.startswith(start), -e.source.quality))
        return [entry.source.identifier for entry in found[:limit]]

    def has_word(self, word: str, language: str) -> bool:
        """Whether any document has this word, or another form of it."""
        words = [query_word(*typed, language) for typed in typed_words(word)]
        return any(
            _word_score(entry, each, FIELD_BOOSTS, entry.words) is not None
            for entry in self._state.entries.values()
            for each in words
        )

    def similar_words(self, word: str) -> Mapping[str, int]:
        """Words of titles that are spelt alike."""
        plain = " ".join(plain_words(word))
        most = allowed_errors(plain)
        if not most:
            return {}
        forms = (each.terms.title_forms.split() for each in self._state.entries.values())
        counts = Counter(form for each in forms for form in each)
        pairs = ((term.partition(FORM_MARK), count) for term, count in counts.items())
        return {form: count for (other, _, form), count in pairs if is_near(plain, other, most)}

    def documents(self) -> Iterator[tuple[str, int]]:
        """Identifier and revision of every document."""
        for identifier, entry in list(self._state.entries.items()):
            yield identifier, entry.source.revision

    def fault(self) -> str:
        """Nothing: there are no files."""
        return ""

    def sequence(self) -> int:
        """How far the index has followed the change log."""
        return self._state.sequence

    def refresh(self) -> None:
        """Nothing to do: commits are seen at once."""

    def close(self) -> None:
        """Nothing to do: there are no files."""

    @contextmanager
    def writer(self) -> Iterator["MemoryWriter"]:
        """The one writer."""
        with _held(self._writing):
            draft = _State(copy.copy(self._state.entries), self._state.sequence)
            yield MemoryWriter(draft, self._become)

    @contextmanager
    def rebuild(self) -> Iterator["MemoryWriter"]:
        """A writer into an empty index, which takes the old one's place at the end."""
        with _held(self._rebuilding):
            finished: list[_State] = []
            yield MemoryWriter(_State(), finished.append)
            if finished:
                self._become(finished[-1])

    def _become(self, state: _State) -> None:
        self._state = state


class MemoryWriter:
    """See ``base.IndexWriter``."""

    def __init__(self, draft: _State, publish: Callable[[_State], None]) -> None:
        self._draft = draft
        self._publish = publish

    def upsert(self, documents: Iterable[IndexDocument]) -> None:
        """Add documents in the place of older ones."""
        for document in documents:
            terms = analysed(document)
            texts = {name: [each.split() for each in terms.fields[name]] for name in FIELD_BOOSTS}
            years = (str(document.year),) if document.year is not None else ()
            words = (frozenset(each.split()) for each in (terms.words, terms.title_words))
            entry = _Entry(document, terms, texts, {**terms.facets, YEAR: years}, *words)
            self._draft.entries[document.identifier] = entry

    def delete(self, identifiers: Iterable[str]) -> None:
        """Remove documents."""
        for identifier in identifiers:
            self._draft.entries.pop(identifier, None)

    def commit(self, *, sequence: int) -> None:
        """Keep the changes."""
        self._publish(_State(copy.copy(self._draft.entries), sequence))


@contextmanager
def _held(lock: threading.Lock) -> Iterator[None]:
    if not lock.acquire(blocking=False):
        raise WriterLockedError("Another thread is writing to the search index.")
    try:
        yield
    finally:
        lock.release()


# Matching


def _passes(entry: _Entry, criteria: Criteria, *, but_for: str = "") -> bool:
    if but_for != YEAR and criteria.has_years:
        years = YearBetween(criteria.year_from, criteria.year_to)
        if not _is_within(entry, years):
            return False
    return all(
        facet == but_for or not set(codes).isdisjoint(entry.facets[facet])
        for facet, codes in criteria.filters.items()
    )


def _is_within(entry: _Entry, years: YearBetween) -> bool:
    year = entry.source.year
    if year is None:
        return False
    return (years.first is None or year >= years.first) and (
        years.last is None or year <= years.last
    )


def _text_score(entry: _Entry, criteria: Criteria) -> float | None:
    """The relevance; ``None`` when the query does not match."""
    if criteria.query.root is None:
        return None if criteria.query.is_wordless else 0.0
    score = _score(entry, criteria.query.root, criteria.language)
    if score is None and criteria.also is not None:
        other = _score(entry, criteria.also, criteria.language)
        return None if other is None else other * ALSO_BOOST
    if score is None or not criteria.query.wanted():
        return score
    own = primary_language(criteria.language) in entry.terms.languages.split()
    return (score + (1.0 if own else 0.0)) * (1.0 + 0.5 * entry.source.quality)


def _score(entry: _Entry, node: Node, language: str) -> float | None:
    match node:
        case Word():
            return _typed_word_score(entry, node, language)
        case Phrase():
            return _phrase_score(entry, node, language)
        case FacetIs():
            return 0.0 if node.code in entry.facets[node.facet] else None
        case YearBetween():
            return 0.0 if _is_within(entry, node) else None
        case Not():
            return None if _score(entry, node.child, language) is not None else 0.0
        case Or():
            scores = [_score(entry, child, language) for child in node.children]
            found = [score for score in scores if score is not None]
            return sum(found) if found else None
        case And():
            return _all_score(entry, node, language)


def _all_score(entry: _Entry, node: And, language: str) -> float | None:
    scores = [(_score(entry, child, language), child) for child in node.children]
    is_loose = [_is_optional(child, language) for child in node.children]
    others = [child for child in node.children if not isinstance(child, Not)]
    if all(_is_optional(child, language) for child in others):
        is_loose = [False] * len(is_loose)  # Nothing but function words: all are meant.
    total = 0.0
    for (score, _child), loose in zip(scores, is_loose, strict=True):
        if score is None and not loose:
            return None
        total += score or 0.0
    return total


def _is_optional(node: Node, language: str) -> bool:
    if not isinstance(node, Word) or node.is_prefix:
        return False
    return query_word(node.text, node.start, node.end, language).is_optional


def _typed_word_score(entry: _Entry, node: Word, language: str) -> float | None:
    word = query_word(node.text, node.start, node.end, language)
    boosts = {"title": FIELD_BOOSTS["title"]} if node.in_title else FIELD_BOOSTS
    words = entry.title_words if node.in_title else entry.words
    if node.is_prefix and can_be_completed(word.plain):
        return _prefix_score(entry, word.plain, in_title=node.in_title)
    return _word_score(entry, word, boosts, words)


def _word_score(
    entry: _Entry, word: QueryWord, boosts: Mapping[str, float], written: Set[str]
) -> float | None:
    found = [
        sum(boost for boost in _fields_with(entry, variant, boosts))
        for variant in word.variants
        if all(any(True for _ in _fields_with(entry, (term,), boosts)) for term in variant)
    ]
    others = {f"{UNACCENTED}{variant[0]}" for variant in word.variants if len(variant) == 1}
    if not others.isdisjoint(written):
        found.append(_WRITTEN_SCORE)
    return sum(found) if found else None


def _fields_with(
    entry: _Entry, terms: tuple[str, ...], boosts: Mapping[str, float]
) -> Iterator[float]:
    for name, boost in boosts.items():
        for text in entry.texts[name]:
            if not set(terms).isdisjoint(text):
                yield boost


def _prefix_score(entry: _Entry, prefix: str, *, in_title: bool) -> float | None:
    score = 0.0
    if any(word.startswith(prefix) for word in entry.title_words):
        score += FIELD_BOOSTS["title"]
    if not in_title:
        texts = [text for name in FIELD_BOOSTS for text in entry.texts[name]]
        if any(word.startswith(prefix) for text in (entry.words, *texts) for word in text):
            score += _PREFIX_SCORE
    return score or None


def _phrase_score(entry: _Entry, node: Phrase, language: str) -> float | None:
    names = ("title",) if node.in_title else tuple(TEXT_BOOSTS if node.language else FIELD_BOOSTS)
    score = sum(
        FIELD_BOOSTS[name]
        for variant in phrase_variants(node.text, language, node.language)
        for name in names
        for text in entry.texts[name]
        if _contains(text, list(variant))
    )
    return score or None


def _contains(text: list[str], phrase: list[str]) -> bool:
    size = len(phrase)
    return any(text[i : i + size] == phrase for i in range(len(text) - size + 1))


def _order(criteria: Criteria) -> Callable[[tuple[_Entry, float]], tuple[object, ...]]:
    if criteria.sort is Sort.NEWEST:
        return lambda pair: (-pair[0].source.published_at,)
    if criteria.sort is Sort.VERIFIED:
        return lambda pair: (-pair[0].source.verified_at,)
    if criteria.sort is Sort.TITLE:
        return lambda pair: (pair[0].terms.title_sort,)
    if criteria.liked:
        return lambda pair: (-_liking(pair[0], criteria), -pair[1])
    if criteria.query.wanted():
        return lambda pair: (-pair[1],)
    return lambda pair: (-pair[0].terms.rank,)


def _liking(entry: _Entry, criteria: Criteria) -> int:
    return sum(each.worth for each in criteria.liked if each.code in entry.facets[each.facet])
