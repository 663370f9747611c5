"""How well searches find what was judged relevant, by language and by method.

``bench/relevance/judged.json`` has needs, each asked in eight languages, with the records of the
starter collection that answer them: 3 answers, 2 helps, 1 touches; all others are 0. Run it on a
data folder with the starter collection, indexed and embedded::

    TESSERA_EMBEDDER=use TESSERA_DATA_DIR=/tmp/bench .venv/bin/python bench/relevance.py

Methods: *words* is the list of a search by words, *meaning* the nearest records alone, and
*together* what the page shows: words, then what is related.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from common import print_machine, print_table, set_up

DEPTH = 10
METHODS = ("words", "meaning", "together")


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


def main() -> None:
    """Ask all queries by all methods, and print the means."""
    set_up()
    from tessera.search.criteria import Criteria
    from tessera.search.meaning import service
    from tessera.search.related import language_of, nearest
    from tessera.search.service import find
    from tessera.search.synonyms import with_synonyms

    print_machine()
    model, vectors = service.embedder(wait_seconds=None), service.store()
    if model is None or vectors is None:
        raise SystemExit("Set TESSERA_EMBEDDER, and run the worker until all is embedded.")
    needs = json.loads((Path(__file__).parent / "relevance" / "judged.json").read_text("utf-8"))
    values: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for need in needs:
        for language, text in need["queries"].items():
            found = find(with_synonyms(Criteria.of(text, language=language)), with_facets=False)
            words = [card.identifier for card in found.cards]
            spoken = language_of(text, language)
            near = nearest(vectors, model.queries([text])[0], spoken)
            lists = {
                "words": words,
                "meaning": [each.identifier for each in near],
                "together": words + [card.identifier for card in found.related],
            }
            for method, names in lists.items():
                scores = tuple(
                    measure(names, need["judged"]) for measure in (ndcg, recall, reciprocal_rank)
                )
                for row in (language, "all"):
                    values.setdefault((row, method), []).append(scores)  # type: ignore[arg-type]
    languages = [*needs[0]["queries"], "all"]
    rows = [
        [
            language,
            len(values[language, "words"]),
            *(
                " / ".join(
                    f"{fmean(column):.3f}" for column in zip(*values[language, method], strict=True)
                )
                for method in METHODS
            ),
        ]
        for language in languages
    ]
    print(f"Model {model.name}; nDCG@10 / recall@10 / MRR@10\n")
    print_table(["language", "queries", *METHODS], rows)


if __name__ == "__main__":
    main()
