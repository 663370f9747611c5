"""A document's texts as terms: analysed once, the same for every engine."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tessera.search.analysis import index_terms, primary_language, written_words
from tessera.search.engines.base import IndexDocument
from tessera.search.facet_names import FACETS_BY_NAME, normalize_code

#: Stands between a plain word and the same with its accents; neither contains it.
FORM_MARK: Final = "="
#: Stands between two keywords so that no phrase spans both; no text and no query contains it.
BREAK: Final = "¶"
#: The fields in which words are looked for, and what a find in each is worth.
FIELD_BOOSTS: Final = {"title": 3.0, "keywords": 2.0, "summary": 1.5, "body": 1.0}
#: The same without keywords: what carries a concept is found by each of its labels already.
TEXT_BOOSTS: Final = {name: boost for name, boost in FIELD_BOOSTS.items() if name != "keywords"}
#: So little that what only has another label of a term comes after all that has the words.
ALSO_BOOST: Final = 0.001
_TITLE_SORT_LENGTH: Final = 120
_RANK_STEPS: Final = 1000
_RANK_FACTOR: Final = 10**11


@dataclass(slots=True)
class AnalysedDocument:
    """What is indexed: terms, joined by spaces as the embedded engine takes them.

    ``fields``: field → one string of terms per language. ``words`` are the plain words of all but
    the body that are no terms of the same text, and terms without accents (``UNACCENTED``), some
    of them repeatedly; ``title_words`` the same of the titles only, complete and each once;
    ``title_forms`` the titles' plain words, each with its form with accents. ``languages`` are the
    (primary) languages in which there is a title.
    """

    fields: dict[str, list[str]]
    words: str
    title_words: str
    title_forms: str
    languages: str
    facets: dict[str, tuple[str, ...]]
    title_sort: str
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDocument(IndexDocument):
    """A document that was analysed elsewhere: its terms stand for its texts, which it has not."""

    terms: AnalysedDocument


def analysed(document: IndexDocument) -> AnalysedDocument:
    """The terms of a document."""
    if isinstance(document, PreparedDocument):
        return document.terms
    fields: dict[str, list[str]] = {name: [] for name in FIELD_BOOSTS}
    words: set[str] = set()
    title_words: set[str] = set()
    title_forms: set[str] = set()
    languages: set[str] = set()
    keyword_words: list[str] = []
    for language, text in document.texts.items():
        for name in ("title", "summary", "body"):
            source: str = getattr(text, name)
            if not source:
                continue
            # Most of all rare words are in bodies: their plain words would double the index.
            terms, found = index_terms(source, language, with_words=name != "body")
            fields[name].append(" ".join(terms))
            words |= found.difference(terms)
            if name == "title":
                languages.add(primary_language(language))
                title_words |= found
                forms = written_words(source, language)
                title_forms.update([f"{plain}{FORM_MARK}{form}" for plain, form in forms])
        if text.keywords:
            lines = [_keyword(line, language) for line in text.keywords.split("\n") if line]
            fields["keywords"].append(f" {BREAK} ".join([line[0] for line in lines]))
            keyword_words += [line[1] for line in lines if line[1]]
    return AnalysedDocument(
        fields=fields,
        words=" ".join([*words, *keyword_words]),
        title_words=" ".join(title_words),
        title_forms=" ".join(title_forms),
        languages=" ".join(languages),
        facets=_facets(document),
        title_sort=_sort_key(document.title_sort),
        # Lists without words: the best first, and the newest among equals.
        rank=int(document.quality * _RANK_STEPS) * _RANK_FACTOR + document.published_at,
    )


@lru_cache(maxsize=50_000)
def _keyword(line: str, language: str) -> tuple[str, str]:
    """Terms, and plain words. The same names of themes and places are in many documents."""
    terms, words = index_terms(line, language)
    return " ".join(terms), " ".join(words.difference(terms))


def _facets(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    return {facet: _codes(facet, document.facets.get(facet, ())) for facet in FACETS_BY_NAME}


@lru_cache(maxsize=20_000)
def _codes(facet: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    normal = (normalize_code(facet, code) for code in codes)
    return tuple(dict.fromkeys(code for code in normal if code))


def _sort_key(title: str) -> str:
    """What a title is ordered by: its plain words."""
    terms, _words = index_terms(title, "und")
    return " ".join(terms)[:_TITLE_SORT_LENGTH]
