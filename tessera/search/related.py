"""Records that are near in meaning to what was typed, for those who do not know the words.

Words decide what a search finds and how much. What is related stands after the last of it, is
counted nowhere, and holds to everything else that was asked: filters, years, exclusions, phrases.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tessera.search.criteria import Criteria, Sort
from tessera.search.engines.base import SearchEngine
from tessera.search.meaning import service as meaning
from tessera.search.meaning.embedders.base import Vectors
from tessera.search.meaning.store import Neighbour, VectorStore
from tessera.search.query import And, Node, Query, Word

#: Most related records of a search.
MOST: Final = 6
#: What is less near than this is near by chance; and the same where words found nothing at all, as
#: something is then better than nothing.
LEAST_NEARNESS: Final = 0.3
LEAST_ALONE: Final = 0.18
#: How many of the nearest are looked at; and the most records of a filter that are all compared.
_LOOKED_AT: Final = 100
_COMPARED: Final = 500
_NEAR_RECORD: Final = 24
_SCRIPTS: Final = (
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("zh-hans", re.compile("[\u3400-\u9fff]")),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words that have a meaning, and everything else that was asked."""

    words: str
    others: Criteria


def related(
    engine: SearchEngine, criteria: Criteria, *, is_alone: bool, most: int = MOST
) -> list[Neighbour]:
    """The nearest records that the words did not find; none without a model or its vectors.

    ``is_alone`` tells that the words found nothing.
    """
    asked = _asked(criteria)
    if asked is None:
        return []
    vector, vectors = meaning.query_vector(asked.words), meaning.store()
    if vector is None or vectors is None:
        return []
    language = language_of(asked.words, criteria.language)
    within = _all_of(engine, asked.others)
    near = [
        each
        for each in nearest(vectors, vector, language, within=within)
        if each.nearness >= (LEAST_ALONE if is_alone else LEAST_NEARNESS)
    ]
    names = [each.identifier for each in near]
    wanted = engine.matching(asked.others, names) - engine.matching(criteria, names)
    return [each for each in near if each.identifier in wanted][:most]


def nearest(
    vectors: VectorStore,
    vector: Vectors,
    language: str,
    *,
    within: Sequence[str] | None = None,
    limit: int = _LOOKED_AT,
    is_query: bool = True,
) -> list[Neighbour]:
    """The nearest records, each by its best passage in the language of the query if it has one.

    Nearness within a language is the surer one: what a record says in several languages must not
    be near by the luck of one of them.
    """
    near = vectors.near(vector, language, limit=limit, within=within, is_query=is_query)
    names = [each.identifier for each in near]
    own = vectors.near(
        vector, language, limit=limit, within=names, spoken=language, is_query=is_query
    )
    by_name = {each.identifier: each for each in own}
    chosen = [by_name.get(each.identifier, each) for each in near]
    return sorted(chosen, key=lambda each: -each.nearness)


def near_record(identifier: str, language: str) -> list[str]:
    """The records nearest to a record, by title and summary, in the reader's language if it can."""
    model = meaning.embedder(wait_seconds=0)
    vectors = meaning.store() if model else None
    heads = vectors.passages_of(identifier) if vectors else []
    heads = [head for head in heads if head[1] == 0]
    if vectors is None or not heads:
        return []
    spoken, _number, vector = next((head for head in heads if head[0] == language), heads[0])
    near = nearest(vectors, vector, spoken, limit=_NEAR_RECORD, is_query=False)
    return [
        each.identifier
        for each in near
        if each.nearness >= LEAST_NEARNESS and each.identifier != identifier
    ]


def language_of(words: str, interface_language: str) -> str:
    """The language of a query: that of its script, else the interface's if it has this script."""
    for language, script in _SCRIPTS:
        if script.search(words):
            return language
    is_latin = all(language != interface_language for language, _script in _SCRIPTS)
    return interface_language if is_latin else "en"


def _asked(criteria: Criteria) -> _Asked | None:
    root = criteria.query.root
    nodes: tuple[Node, ...] = root.children if isinstance(root, And) else (root,) if root else ()
    words = [node for node in nodes if _is_loose(node)]
    if not words:
        return None
    others = tuple(node for node in nodes if not _is_loose(node))
    query = Query("", And(others) if len(others) > 1 else others[0] if others else None)
    text = " ".join(node.text for node in words if isinstance(node, Word))
    return _Asked(text, replace(criteria, text="", query=query, also=None, page=1))


def _is_loose(node: Node) -> bool:
    return isinstance(node, Word) and not node.is_prefix and not node.in_title


def _all_of(engine: SearchEngine, others: Criteria) -> list[str] | None:
    """All that filters leave, if these are few: the nearest of all may not be among them."""
    if others.is_everything:
        return None
    step = replace(others, page_size=_COMPARED, sort=Sort.NEWEST)
    found = engine.search(step, with_facets=False)
    return [hit.identifier for hit in found.hits] if found.total <= _COMPARED else None
