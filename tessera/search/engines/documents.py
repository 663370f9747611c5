"""A document's texts as terms: analysed once, the same for every engine."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from tessera.search.analysis import index_terms, primary_language, written_words
from tessera.search.engines.base import IndexDocument
from tessera.search.facet_names import FACETS_BY_NAME, normalize_code

#: Stands between a plain word and the same with its accents; neither contains it.
FORM_MARK: Final = "="
#: Stands between two keywords so that no phrase spans both; no text and no query contains it.
BREAK: Final = "¶"
#: The fields in which words are looked for, and what a find in each is worth.
FIELD_BOOSTS: Final = {"title": 3.0, "keywords": 2.0, "summary": 1.5, "body": 1.0}
_TITLE_SORT_LENGTH: Final = 120
_RANK_STEPS: Final = 1000
_RANK_FACTOR: Final = 10**11


@dataclass(slots=True)
class AnalysedDocument:
    """What is indexed.

    ``fields``: field → one string of terms per language. ``words`` are the plain words of all but
    the body that are no terms of the same text, and terms without accents (``UNACCENTED``);
    ``title_words`` the same of the titles only, and complete; ``title_forms`` the titles' plain
    words, each with its form with accents. ``languages`` are the (primary)
    languages in which there is a title.
    """

    fields: dict[str, list[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    title_words: set[str] = field(default_factory=set)
    title_forms: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    title_sort: str = ""
    rank: int = 0

    def __getstate__(self) -> tuple[object, ...]:
        """Sets as texts: half as long, and several times as fast, on the way between processes."""
        sets = (self.words, self.title_words, self.title_forms, self.languages)
        return (self.fields, *map(" ".join, sets), self.facets, self.title_sort, self.rank)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.fields, *sets, self.facets, self.title_sort, self.rank = state
        self.words, self.title_words, self.title_forms, self.languages = (
            set(text.split(" ")) if text else set() for text in sets
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDocument(IndexDocument):
    """A document that was analysed elsewhere: its terms stand for its texts, which it has not."""

    terms: AnalysedDocument


def analysed(document: IndexDocument) -> AnalysedDocument:
    """The terms of a document."""
    if isinstance(document, PreparedDocument):
        return document.terms
    result = AnalysedDocument(fields={name: [] for name in FIELD_BOOSTS})
    for language, text in document.texts.items():
        for name in ("title", "summary", "body"):
            source: str = getattr(text, name)
            if not source:
                continue
            # Most of all rare words are in bodies: their plain words would double the index.
            terms, words = index_terms(source, language, with_words=name != "body")
            result.fields[name].append(" ".join(terms))
            result.words |= words.difference(terms)
            if name == "title":
                result.languages.add(primary_language(language))
                result.title_words |= words
                forms = written_words(source, language)
                result.title_forms.update(f"{plain}{FORM_MARK}{form}" for plain, form in forms)
        if text.keywords:
            lines = [_keyword(line, language) for line in text.keywords.splitlines() if line]
            result.fields["keywords"].append(f" {BREAK} ".join([line[0] for line in lines]))
            result.words.update(*[line[1] for line in lines])
    result.facets = _facets(document)
    result.title_sort = _sort_key(document.title_sort)
    # Lists without words: the best first, and the newest among equals.
    result.rank = int(document.quality * _RANK_STEPS) * _RANK_FACTOR + document.published_at
    return result


@lru_cache(maxsize=20_000)
def _keyword(line: str, language: str) -> tuple[str, frozenset[str]]:
    """Terms, and plain words. The same names of themes and places are in many documents."""
    terms, words = index_terms(line, language)
    return " ".join(terms), frozenset(words.difference(terms))


def _facets(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    facets = {}
    for facet in FACETS_BY_NAME:
        codes = (normalize_code(facet, code) for code in document.facets.get(facet, ()))
        facets[facet] = tuple(dict.fromkeys(code for code in codes if code))
    return facets


def _sort_key(title: str) -> str:
    """What a title is ordered by: its plain words."""
    terms, _words = index_terms(title, "und")
    return " ".join(terms)[:_TITLE_SORT_LENGTH]
