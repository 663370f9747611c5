"""Vectors in files: written by one, read by many, whole or not at all."""

import json
import os

import numpy as np
import pytest

from tessera.search.meaning import store as store_module
from tessera.search.meaning.store import VectorStore
from tessera.search.meaning.writer import writing

DIMENSIONS = 64


def vectors(*seeds):
    made = np.stack([np.random.default_rng(seed).standard_normal(DIMENSIONS) for seed in seeds])
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def near(folder, seed, **asked):
    found = VectorStore(folder, DIMENSIONS).near(vectors(seed)[0], "en", limit=3, **asked)
    return [each.identifier for each in found]


@pytest.fixture
def folder(tmp_path):
    """Three records: A has two passages, B one in French, C one."""
    with writing(tmp_path, DIMENSIONS) as writer:
        writer.replace("A", [("en", 0), ("en", 1)], vectors(1, 2), 11)
        writer.replace("B", [("fr", 0)], vectors(3), 12)
        writer.replace("C", [("en", 0)], vectors(4), 13)
        writer.commit(sequence=5, is_complete=True)
    return tmp_path


def test_the_nearest_record_comes_first_with_its_best_passage(folder):
    found = VectorStore(folder, DIMENSIONS).near(vectors(2)[0], "en", limit=3)

    assert (found[0].identifier, found[0].language, found[0].number) == ("A", "en", 1)
    assert found[0].nearness == pytest.approx(1.0, abs=0.02)
    assert len(found) == 3


def test_a_record_is_replaced_and_removed(folder):
    with writing(folder, DIMENSIONS) as writer:
        writer.replace("A", [("en", 0)], vectors(9), 14)
        writer.remove(["C", "unknown"])
        writer.commit(sequence=6, is_complete=True)

    store = VectorStore(folder, DIMENSIONS)
    assert store.digests() == {"A": 14, "B": 12}
    assert near(folder, 9)[0] == "A"
    assert (store.state().sequence, store.state().languages) == (6, ("en", "fr"))


def test_what_was_not_committed_is_not_there(folder):
    with writing(folder, DIMENSIONS) as writer:
        writer.replace("D", [("en", 0)], vectors(7), 15)

    assert "D" not in near(folder, 7)
    with writing(folder, DIMENSIONS) as writer:
        assert not writer.is_current("D", 15)


def test_there_is_one_writer(folder):
    with writing(folder, DIMENSIONS) as first, writing(folder, DIMENSIONS) as second:
        assert first is not None
        assert second is None


def test_only_chosen_records_are_compared(folder):
    assert near(folder, 1, within=["B", "C"])[-1:] != ["A"]
    assert near(folder, 1, within=["C"]) == ["C"]


def test_a_reader_sees_the_next_commit(folder):
    store = VectorStore(folder, DIMENSIONS)
    before = store.generation()
    with writing(folder, DIMENSIONS) as writer:
        writer.replace("D", [("en", 0)], vectors(7), 15)
        writer.commit(sequence=7, is_complete=True)

    store.refresh()

    assert store.near(vectors(7)[0], "en", limit=1)[0].identifier == "D"
    assert store.generation() != before


@pytest.mark.parametrize("name", ["rows.bin", "codes.bin", "bits.bin", "means.npy", "state.json"])
@pytest.mark.parametrize("fault", ["cut short", "deleted"])
def test_broken_files_are_as_good_as_none_and_are_made_anew(folder, name, fault):
    if fault == "deleted":
        (folder / name).unlink()
    else:
        os.truncate(folder / name, 10)

    assert near(folder, 1) == []
    with writing(folder, DIMENSIONS) as writer:
        assert writer.identifiers() == set()
        writer.replace("A", [("en", 0)], vectors(1), 11)
        writer.commit(sequence=1, is_complete=True)
    assert near(folder, 1) == ["A"]


def test_files_of_another_layout_are_not_read(folder):
    state = json.loads((folder / "state.json").read_text())
    (folder / "state.json").write_text(json.dumps({**state, "layout": 0}))

    assert near(folder, 1) == []


def test_a_language_does_not_draw_queries_to_its_own_records(tmp_path):
    """Every French vector has a part that says "French"; centred, only the meaning is left."""
    french = np.zeros(DIMENSIONS, np.float32)
    french[0] = 3.0
    with writing(tmp_path, DIMENSIONS) as writer:
        for number in range(100):
            meaning = vectors(number)[0]
            said_in_french = (meaning + french) / np.linalg.norm(meaning + french)
            language, vector = ("fr", said_in_french) if number % 2 else ("en", meaning)
            writer.replace(f"R{number}", [(language, 0)], vector[None], number)
        writer.fit({})
        writer.commit(sequence=1, is_complete=True)
    query = vectors(8)[0] + french

    found = VectorStore(tmp_path, DIMENSIONS).near(
        (query / np.linalg.norm(query)).astype(np.float32), "fr", limit=1, is_query=False
    )

    assert found[0].identifier == "R8"


def test_the_first_look_at_many_passages_loses_nearly_nothing(tmp_path, monkeypatch):
    generator = np.random.default_rng(1)
    centres = generator.standard_normal((50, DIMENSIONS))
    made = centres[generator.integers(0, 50, 9000)] + generator.standard_normal((9000, DIMENSIONS))
    made = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    with writing(tmp_path, DIMENSIONS) as writer:
        for number, vector in enumerate(made):
            writer.replace(f"R{number}", [("en", 0)], vector[None], number)
        writer.fit({})
        writer.commit(sequence=1, is_complete=True)
    store = VectorStore(tmp_path, DIMENSIONS)

    quick = [store.near(vector, "en", limit=50, is_query=False) for vector in made[:10]]
    monkeypatch.setattr(store_module, "EXACT", 10_000)
    exact = [store.near(vector, "en", limit=50, is_query=False) for vector in made[:10]]

    kept = [
        len({each.identifier for each in a} & {each.identifier for each in b})
        for a, b in zip(quick, exact, strict=True)
    ]
    assert sum(kept) >= 0.95 * 500
