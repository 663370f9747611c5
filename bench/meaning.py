"""Search by meaning beside search by words: time, what the first look loses, embedding, size.

Run it on a data folder that was indexed and whose passages were all embedded by a worker::

    TESSERA_EMBEDDER=use TESSERA_DATA_DIR=/tmp/bench .venv/bin/python bench/meaning.py

*Words* is the engine's answer with facets, *hybrid* the same with the related records of every
search (the site looks for them on the last page of a list only), the embedding of the query
included: every query is a new one. *Found by the first look* is how many of the ten nearest
passages, compared exactly, are among those that the signs of the vectors leave.
"""

import argparse
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from common import Stopwatch, percentile, print_machine, print_table, searches, set_up

_TEN = 10
_COLD = 30


def measured(ask: Callable[[Any], object], wanted: Sequence[Any]) -> tuple[list[float], ...]:
    """Wall and processor times in milliseconds, without those of the first searches."""
    wall, cpu = [], []
    for number, each in enumerate(wanted):
        with Stopwatch() as watch:
            ask(each)
        if number >= _COLD:
            wall.append(watch.wall)
            cpu.append(watch.cpu)
    return wall, cpu


def words(criteria: Any) -> Any:
    """The engine's answer to the words."""
    from tessera.search.service import engine

    return engine().search(criteria)


def hybrid(criteria: Any) -> None:
    """The same, and what is near in meaning."""
    from tessera.search.related import related
    from tessera.search.service import engine

    results = words(criteria)
    related(engine(), criteria, is_alone=not results.total)


def first_look(vectors: Any, queries: Sequence[tuple[str, str]]) -> list[float]:
    """For each query, the share of the ten nearest passages that the first look leaves."""
    import numpy as np  # After the site, which keeps it to one thread.

    from tessera.search.meaning import service

    mapped = vectors._current()
    shares = []
    for text, language in queries:
        vector = service.query_vector(text)
        centred = vector - vectors._mean(mapped, language, is_query=True)
        centred /= max(float(np.linalg.norm(centred)), 1e-6)
        valid = np.flatnonzero(mapped.rows["valid"][: mapped.state.count] == 1)
        scores = vectors._scores(mapped, valid, centred)
        best = valid[np.argsort(-scores, kind="stable")[:_TEN]]
        kept = vectors._candidates(mapped, centred, None, "")
        shares.append(np.isin(best, kept).mean())
    return shares


def embedding(model: Any, criteria: Sequence[Any]) -> tuple[float, float]:
    """Passages a second by the clock, and by processor time: those of some found records."""
    from tessera.search.documents import index_documents
    from tessera.search.meaning.passages import passages

    names = {hit.identifier for each in criteria[:60] for hit in words(each).hits}
    texts = [piece.text for each in index_documents(sorted(names)) for piece in passages(each)]
    model.passages(texts[:50])
    with Stopwatch() as watch:
        for start in range(50, len(texts), 60):
            model.passages(texts[start : start + 60])
    return (len(texts) - 50) / watch.wall * 1000, (len(texts) - 50) / watch.cpu * 1000


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--searches", type=int, default=300)
    chosen = arguments.parse_args()
    set_up()
    from tessera.search.criteria import Criteria
    from tessera.search.meaning import service
    from tessera.search.service import engine
    from tessera.search.synonyms import with_synonyms

    model = service.embedder(wait_seconds=None)
    vectors = service.store()
    if model is None or vectors is None or not vectors.state().count:
        raise SystemExit("Set TESSERA_EMBEDDER, and let a worker embed the records first.")
    print_machine()
    asked = searches(2 * chosen.searches + 2 * _COLD)
    criteria = [
        with_synonyms(Criteria.of(text, filters=filters, language=language))
        for text, filters, language in asked
    ]
    halves = criteria[: len(criteria) // 2], criteria[len(criteria) // 2 :]
    rows = []
    for name, ask, wanted in (("words", words, halves[0]), ("hybrid", hybrid, halves[1])):
        figures = [
            percentile(each, share) for each in measured(ask, wanted) for share in (0.5, 0.95)
        ]
        rows.append((name, *(f"{figure:.1f}" for figure in figures)))
    print_table(("", "p50 ms", "p95 ms", "p50 CPU ms", "p95 CPU ms"), rows)
    shares = first_look(vectors, [(text, language) for text, _filters, language in asked[:100]])
    clock, processor = embedding(model, criteria)
    size = sum(each.stat().st_size for each in vectors.folder.iterdir())
    figures = (
        engine().count(Criteria.of("", filters={}, language="en")), vectors.state().count,
        f"{size / 1e6:.0f}", f"{fmean(shares):.3f}", f"{clock:.0f}", f"{processor:.0f}",
    )  # fmt: skip
    headings = ("records", "passages", "MB of vectors", "found by the first look",
                "embedded a second", "a second of CPU")  # fmt: skip
    print_table(headings, [figures])


if __name__ == "__main__":
    main()
