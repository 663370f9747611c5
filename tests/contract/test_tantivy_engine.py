"""The embedded engine keeps the contract, and what is its own: a folder, processes, crashes."""

import multiprocessing
import os
import random
import signal
import sys
import threading
import time

import pytest

from tessera.search.criteria import Criteria
from tessera.search.engines import has_index, open_engine, tantivy_counts, tantivy_engine
from tessera.search.engines.base import SearchResults
from tessera.search.engines.errors import (
    EngineAddressError,
    IndexMissingError,
    SearchEngineError,
    WriterLockedError,
)
from tessera.search.engines.kept_results import KeptResults
from tessera.search.engines.tantivy_engine import TantivyEngine
from tests.contract.search_engine import (
    SearchEngineContract,
    document,
    fill,
    found,
    random_document,
)


@pytest.fixture
def url(tmp_path):
    return f"tantivy:{tmp_path / 'index'}"


@pytest.fixture
def engine(url):
    engine = open_engine(url)
    yield engine
    engine.close()


class TestTantivyEngine(SearchEngineContract):
    @pytest.fixture
    def engine(self, url):
        engine = open_engine(url)
        with engine.writer():
            pass  # An empty index.
        yield engine
        engine.close()


def test_address_of_no_engine_is_refused():
    for url in ("", "tantivy", "tantivy:", "solr:x", "memory"):
        with pytest.raises(EngineAddressError):
            open_engine(url)


def test_folder_without_index_says_so(engine, url, tmp_path):
    assert not has_index(url)
    with pytest.raises(IndexMissingError):
        engine.search(Criteria.of("housing"))
    assert engine.sequence() == 0
    assert list(engine.documents()) == []
    assert not (tmp_path / "index").exists()


def test_index_that_appears_is_found(engine, url):
    with pytest.raises(IndexMissingError):
        engine.count(Criteria.of())
    other = open_engine(url)
    fill(other, document("A"))
    engine.refresh()
    assert found(engine) == ["A"]
    assert has_index(url)


def test_index_of_another_version_is_none(engine, url, tmp_path, monkeypatch):
    fill(engine, document("A"), sequence=5)
    monkeypatch.setattr("tessera.search.engines.generations.VERSION", "s999-a1")
    assert not has_index(url)
    engine.refresh()
    assert engine.sequence() == 0
    fill(engine, document("B"), sequence=1)
    assert found(engine) == ["B"]


def test_sequence_and_documents_survive_reopening(engine, url):
    fill(engine, document("A", "Housing", revision=3), sequence=77)
    engine.close()
    again = open_engine(url)
    assert again.sequence() == 77
    assert found(again, "housing") == ["A"]
    assert list(again.documents()) == [("A", 3)]


def test_other_engines_see_a_commit_within_a_second(engine, url, monkeypatch):
    fill(engine, document("A"))
    reader = open_engine(url)
    assert found(reader) == ["A"]
    fill(engine, document("B"), sequence=2)
    assert found(reader) == ["A"]
    monkeypatch.setattr(tantivy_engine, "REFRESH_SECONDS", 0.0)
    assert found(reader) == ["A", "B"]


def test_reader_passes_over_a_swap(engine, url):
    fill(engine, document("A"))
    reader = open_engine(url)
    assert found(reader) == ["A"]
    for number in range(3):
        with engine.rebuild() as writer:
            writer.upsert([document(f"B{number}", "Housing")])
            writer.commit(sequence=number)
        assert len(reader.search(Criteria.of()).hits) == 1  # The old files are still open.
        reader.refresh()
        assert found(reader, "housing") == [f"B{number}"]


def test_readers_never_fail_while_others_rebuild_and_write(engine, url, monkeypatch):
    monkeypatch.setattr(tantivy_engine, "REFRESH_SECONDS", 0.0)
    fill(engine, document("A", "Housing"))
    failures = []
    done = threading.Event()

    def read():
        reader = open_engine(url)
        while not done.is_set():
            try:
                assert reader.search(Criteria.of("housing")).total >= 1
            except BaseException as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(8):
        fill(engine, document(f"C{number}", "Housing"), sequence=number)
        with engine.rebuild() as writer:
            writer.upsert([document("B", "Housing")])
            writer.commit(sequence=number)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_old_generations_and_half_finished_ones_are_removed(engine, tmp_path):
    fill(engine, document("A"))
    half = tmp_path / "index" / "s1-a1-000099" / "index"
    half.mkdir(parents=True)
    for number in range(2):
        with engine.rebuild() as writer:
            writer.upsert([document("B")])
            writer.commit(sequence=number)
    generations = [path for path in (tmp_path / "index").iterdir() if path.is_dir()]
    assert len(generations) == 1
    assert found(engine) == ["B"]


def _write_and_wait(url, ready):
    """In another process: hold the writer with an uncommitted batch."""
    engine = open_engine(url)
    with engine.writer() as writer:
        writer.upsert([document("KILLED", "Housing")])
        ready.set()
        threading.Event().wait(60)


def test_nothing_is_written_any_more_once_a_writer_is_done(engine, tmp_path):
    """What comes late would take the place of what the next writer commits."""

    def written() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    for number in range(20):
        with engine.writer() as writer:
            writer.upsert([document(f"AAAA-{number % 10:04}", "Cafés")])
            writer.commit(sequence=number)
        before = written()
        time.sleep(0.03)
        assert written() == before


def test_killed_writer_leaves_the_last_commit_and_frees_the_lock(engine, url):
    fill(engine, document("A", "Housing"), sequence=4)
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    other = context.Process(target=_write_and_wait, args=(url, ready))
    other.start()
    assert ready.wait(60)
    with pytest.raises(WriterLockedError), engine.writer():
        pass
    os.kill(other.pid, signal.SIGKILL)
    other.join()
    assert found(engine) == ["A"]
    assert engine.sequence() == 4
    fill(engine, document("B", "Housing"), sequence=5)
    assert found(engine) == ["A", "B"]


def _read_what_is_cut_short(folder):
    """In another process: search, have the files cut, search again. Ends with 0 if it was told."""
    engine = open_engine(f"tantivy:{folder}")
    engine.search(Criteria.of("housing"))
    time.sleep(1)  # The library looks at what it opens once more, in a thread of its own.
    for path in folder.glob("*/index/*.*"):
        if path.suffix in (".idx", ".fast", ".term"):
            os.truncate(path, 0)
    time.sleep(2 * tantivy_engine.TRUST_SECONDS)
    try:
        engine.search(Criteria.of("housing refugees"))
    except SearchEngineError:
        sys.exit(0)
    sys.exit(1)


def test_who_reads_files_that_are_cut_short_is_told_instead_of_killed(engine, tmp_path):
    fill(engine, *(document(f"D{number}", "Housing refugees") for number in range(50)))
    context = multiprocessing.get_context("spawn")
    other = context.Process(target=_read_what_is_cut_short, args=(tmp_path / "index",))
    other.start()
    other.join()
    assert other.exitcode == 0


def test_counts_are_not_those_of_an_older_commit(engine):
    fill(engine, document("A", facets={"country": ("DE",)}))
    assert engine.search(Criteria.of()).facets["country"] == {"DE": 1}
    assert engine.search(Criteria.of(page=2)).facets["country"] == {"DE": 1}
    fill(engine, document("B", facets={"country": ("DE",)}), sequence=2)
    assert engine.search(Criteria.of()).facets["country"] == {"DE": 2}


def test_the_same_search_is_answered_from_memory_until_the_next_commit(engine, monkeypatch):
    fill(engine, document("A", "Housing", facets={"country": ("DE",)}), document("B", "HOUSING"))
    first = engine.search(Criteria.of("housing"))
    only_facets = engine.search(Criteria.of(filters={"country": ["DE"]}))
    asked = []
    hits = TantivyEngine._hits
    monkeypatch.setattr(
        TantivyEngine, "_hits", lambda self, *all_: asked.append(all_) or hits(self, *all_)
    )

    for text in ("housing", "  Housing ", "housing OR", "(housing)"):
        again = engine.search(Criteria.of(text))
        assert (again.total, again.hits, again.facets) == (first.total, first.hits, first.facets)
    again = engine.search(Criteria.of(filters={"country": ["de"]}))
    assert (again.total, again.facets) == (only_facets.total, only_facets.facets)
    assert asked == []

    for other in (
        Criteria.of("housing", language="fr"), Criteria.of("housing", page=2),
        Criteria.of("housing", sort="title"), Criteria.of("housing", year_from=2000),
        Criteria.of("title:housing"), Criteria.of("housing*"), Criteria.of('"housing"'),
        Criteria.of("-housing"), Criteria.of("🙂"), Criteria.of(),
    ):  # fmt: skip
        asked.clear()
        engine.search(other)
        assert len(asked) == 1, other

    fill(engine, document("C", "Housing"), sequence=2)
    assert engine.search(Criteria.of("housing")).total == 3


def test_turkish_capitals_are_not_taken_for_others():
    assert Criteria.of("ISPARTA").matching_key() != Criteria.of("isparta").matching_key()


def test_only_the_latest_results_are_kept():
    kept = KeptResults(2)
    for text in ("a", "b", "a", "c"):
        criteria = Criteria.of(text)
        if kept.get(criteria) is None:
            kept.keep(criteria, SearchResults(0, (), {}, 0.0))
    assert len(kept) == 2
    assert [kept.get(Criteria.of(text)) is None for text in "abc"] == [False, True, False]


@pytest.mark.parametrize("filters", [{}, {"kind": ["PRA"]}, {"kind": ["PRA"], "country": ["DE"]}])
def test_counts_are_the_same_while_other_searches_keep_the_second_core_busy(engine, filters):
    chance = random.Random(17)
    fill(engine, *(random_document(number, chance) for number in range(100)))
    criteria = Criteria.of(filters=filters)
    shared = engine.search(criteria)
    fill(engine, sequence=2)
    gate = threading.Event()
    tantivy_counts._helper().submit(gate.wait, 10)
    try:
        alone = engine.search(criteria)
    finally:
        gate.set()
    assert (alone.total, alone.facets) == (shared.total, shared.facets)
    assert shared.total > 0
