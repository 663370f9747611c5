"""What an engine is asked, what it answers, and what it keeps: shared by all engines.

The semantics, which ``tests/contract/search_engine.py`` holds every engine to:

- Words meet through the terms of ``analysis``. A word may be found in any text of a document, in
  any language; all words of a query are required, but for the interface language's function words
  and German ones.
- A word with ``*`` is the beginning of a word as written, or of its stem; in bodies of stems only.
- What has signs only (an emoji, a lone quotation mark) finds nothing; the empty query everything.
- A phrase is found within one text of one language, and not across two keywords.
- Codes of one facet are alternatives; facets, years and the query narrow each other. A facet's
  counts tell what choosing each code would give: they heed everything but that facet's own choice.
- Totals and counts are exact.
- What is liked decides the order by relevance before words do, and leaves nothing out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from tessera.search.criteria import Criteria

#: Most codes that are counted in a long facet, beside the chosen ones; and in any other.
LONG_FACET_CODES: Final = 50
FACET_CODES: Final = 400
#: Shortest beginning of a word that is completed; in Chinese and the like one character suffices.
SHORTEST_PREFIX: Final = 2


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document's texts in one language. Keywords are lines of their own."""

    title: str
    summary: str = ""
    body: str = ""
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """All that the index holds of one record or organization.

    ``texts`` is by language; ``facets`` are codes, those of hierarchical facets with all ancestors.
    ``published_at`` and ``verified_at`` are seconds since 1970, 0 when unknown. ``title_sort`` is
    the title by which it is ordered. ``quality`` (-1 to 1) lifts, or lowers, what is equally
    relevant.
    ``revision`` is the sequence of its newest change, for comparing the index with the database.
    """

    identifier: str
    texts: Mapping[str, DocumentText]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year: int | None = None
    published_at: int = 0
    verified_at: int = 0
    title_sort: str = ""
    quality: float = 0.0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found. The score compares hits of one search only."""

    identifier: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits, the exact total, and the facets' counts.

    ``facets``: facet → code → count, most frequent first, and the chosen codes even where their
    count is 0. The years come as facet ``year``.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    took_ms: float


class IndexWriter(Protocol):
    """Changes to an index. Nothing is seen by anyone, or kept, before ``commit``."""

    def upsert(self, documents: Iterable[IndexDocument]) -> None:
        """Add documents, each in the place of an older one with its identifier."""

    def delete(self, identifiers: Iterable[str]) -> None:
        """Remove documents; those that are not there are passed over."""

    def commit(self, *, sequence: int) -> None:
        """Keep the changes for good, and with them how far the change log was followed.

        Killed in between, the index holds the changes and the older sequence: they come again.
        """


class SearchEngine(Protocol):
    """An index that is asked by many processes and written by one. Safe to share among threads."""

    def search(self, criteria: Criteria, *, with_facets: bool = True) -> SearchResults:
        """One page of what matches, in order; beyond the last page it has no hits.

        Raises:
            IndexMissingError: nothing was built yet, or by another version.
        """

    def count(self, criteria: Criteria) -> int:
        """How many documents match."""

    def matching(self, criteria: Criteria, identifiers: Sequence[str]) -> set[str]:
        """Those of some documents that match."""

    def suggest(self, text: str, *, language: str, limit: int = 8) -> list[str]:
        """Identifiers of documents whose title has all words, the last of which may be begun.

        Where there is none, each word of four letters or more may have one error.
        """

    def has_word(self, word: str, language: str) -> bool:
        """Whether any document has this word, or another form of it."""

    def similar_words(self, word: str) -> Mapping[str, int]:
        """Words of titles, as written, that are spelt alike, with how many documents have each."""

    def documents(self) -> Iterator[tuple[str, int]]:
        """Identifier and revision of every document, in no particular order."""

    def fault(self) -> str:
        """Why the index cannot be used, in a sentence for the operator; empty when it can.

        A few milliseconds: the worker asks it all the time, and builds the index anew.
        """

    def sequence(self) -> int:
        """How far the index has followed the change log; 0 when there is no index."""

    def refresh(self) -> None:
        """Look now for what was committed, here or elsewhere; otherwise once a second."""

    def writer(self) -> AbstractContextManager[IndexWriter]:
        """The one writer. What is not committed when the context ends is forgotten.

        Makes an empty index where there is none; its sequence is 0, so that all changes follow.

        Raises:
            WriterLockedError: on entering, when another holds it.
        """

    def rebuild(self) -> AbstractContextManager[IndexWriter]:
        """A writer into a fresh index, which takes the old one's place when the context ends.

        Until then everybody reads the old one, and ``writer`` writes to it. Without a commit, or
        after an error, the old one stays.

        Raises:
            WriterLockedError: on entering, when another rebuild is under way.
        """

    def close(self) -> None:
        """Let go of the writer and all files."""


def can_be_completed(plain: str) -> bool:
    """Whether the beginning of a word is worth completing; otherwise it is a whole word."""
    return " " not in plain and (len(plain) >= SHORTEST_PREFIX or plain > "\u2e80")
