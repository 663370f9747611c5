"""How well searches find what was judged relevant, by language, by kind of need and by method.

``bench/relevance/judged.json`` has needs, each asked in eight languages, with the records of the
starter collection that answer them, graded by reading them: 3 answers, 2 helps, 1 touches; all
others are 0. On those that are ``held_out`` nothing was ever tuned. Run it on a data folder with
the starter collection, indexed and embedded::

    TESSERA_EMBEDDER=use TESSERA_DATA_DIR=/tmp/bench .venv/bin/python bench/relevance.py

Methods: *words* is the list of a search for the words typed, *names* also for other names of the
same, *meaning* the nearest records alone, and *together* what the page shows: words, other names,
then what is related. It ends with an error where the page is worse than words in a language by more
than ``MOST_LOST``.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from common import print_machine, print_table, set_up

DEPTH = 10
METHODS = ("words", "names", "meaning", "together")
#: Most that what the page shows may be worse than words, in a language (nDCG@10).
MOST_LOST = 0.02
JUDGED = Path(__file__).parent / "relevance" / "judged.json"

Need = dict[str, Any]
#: Language and method → nDCG@10, recall@10, MRR@10 of each query.
Scores = dict[tuple[str, str], list[tuple[float, ...]]]


def ndcg(found: Sequence[str], judged: Mapping[str, int]) -> float:
    """Gain of the first ten, discounted by rank, as a share of the best there is."""
    best = sorted(judged.values(), reverse=True)
    return _gain([judged.get(each, 0) for each in found]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades[:DEPTH]))


def recall(found: Sequence[str], judged: Mapping[str, int]) -> float:
    """The share of relevant records (grade 2 or 3) among the first ten."""
    wanted = {each for each, grade in judged.items() if grade >= 2}
    return len(wanted.intersection(found[:DEPTH])) / min(len(wanted), DEPTH)


def reciprocal_rank(found: Sequence[str], judged: Mapping[str, int]) -> float:
    """One divided by the rank of the first relevant record."""
    for rank, each in enumerate(found[:DEPTH], start=1):
        if judged.get(each, 0) >= 2:
            return 1 / rank
    return 0.0


def needs() -> list[Need]:
    """All that was judged."""
    found: list[Need] = json.loads(JUDGED.read_text("utf-8"))
    return found


def lists_of(text: str, language: str) -> dict[str, list[str]]:
    """What each method finds, best first."""
    from tessera.search.criteria import Criteria
    from tessera.search.meaning import service
    from tessera.search.related import language_of, nearest
    from tessera.search.service import find
    from tessera.search.synonyms import with_synonyms

    typed = Criteria.of(text, language=language)
    words = find(typed, with_facets=False, words_only=True)
    page = find(with_synonyms(typed), with_facets=False)
    named = [card.identifier for card in page.cards]
    vectors, vector = service.store(), service.query_vector(text)
    near = []
    if vectors is not None and vector is not None:
        near = nearest(vectors, vector, language_of(text, language))
    return {
        "words": [card.identifier for card in words.cards],
        "names": named,
        "meaning": [each.identifier for each in near],
        "together": named + [card.identifier for card in page.related],
    }


def scores(asked: Iterable[Need]) -> Scores:
    """Ask all queries by all methods; ``all`` stands for every language."""
    values: Scores = {}
    for need in asked:
        for language, text in need["queries"].items():
            for method, found in lists_of(text, language).items():
                measured = tuple(
                    measure(found, need["judged"]) for measure in (ndcg, recall, reciprocal_rank)
                )
                for row in (language, "all"):
                    values.setdefault((row, method), []).append(measured)
    return values


def mean_ndcg(values: Scores, language: str, method: str) -> float:
    """The mean of a language's queries."""
    return fmean(each[0] for each in values[language, method])


def worse_than_words(values: Scores) -> list[str]:
    """The languages in which the page is worse than words by more than it may be."""
    languages = dict.fromkeys(language for language, _method in values)
    return [
        language
        for language in languages
        if mean_ndcg(values, language, "together")
        < mean_ndcg(values, language, "words") - MOST_LOST
    ]


def _cells(values: Scores, row: str) -> list[object]:
    cells: list[object] = [row, len(values[row, "words"])]
    for method in METHODS:
        columns = zip(*values[row, method], strict=True)
        cells.append(" / ".join(f"{fmean(column):.3f}" for column in columns))
    return cells


def main() -> None:
    """Print the means by language, for what was held out and what was not, and by kind."""
    set_up()
    from tessera.search.meaning import service

    print_machine()
    model = service.embedder(wait_seconds=None)
    if model is None or service.store() is None:
        raise SystemExit("Set TESSERA_EMBEDDER, and run the worker until all is embedded.")
    print(f"Model {model.name}; nDCG@10 / recall@10 / MRR@10\n")
    everything = needs()
    groups = {
        "Held out": [need for need in everything if need["held_out"]],
        "Looked at while tuning": [need for need in everything if not need["held_out"]],
    }
    lost = []
    for name, group in groups.items():
        values = scores(group)
        print(f"{name}: {len(group)} needs\n")
        languages = [*group[0]["queries"], "all"]
        rows = [_cells(values, language) for language in languages]
        print_table(["language", "queries", *METHODS], rows)
        lost += [f"{name}, {language}" for language in worse_than_words(values)]
    kinds = dict.fromkeys(need["kind"] for need in everything)
    rows = []
    for kind in kinds:
        values = scores(need for need in everything if need["kind"] == kind)
        rows.append([kind, *_cells(values, "all")[1:]])
    print_table(["kind of need", "queries", *METHODS], rows)
    if lost:
        raise SystemExit(f"Worse than words by more than {MOST_LOST}: {'; '.join(lost)}.")


if __name__ == "__main__":
    main()
