"""An index whose files are cut short, deleted, old, or not there: it is told, and built anew."""

import logging
import os
import shutil

import pytest

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.search.criteria import Criteria
from tessera.search.engines import open_engine
from tessera.search.engines.errors import SearchEngineError
from tessera.search.indexing import keep_index, reindex
from tests.factories.catalogue import record
from tests.factories.index import own_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """A folder with an index of one record."""
    url = f"tantivy:{tmp_path / 'index'}"
    with own_index(url):
        record("Language cafés in Cologne")
        reindex()
    return tmp_path / "index"


def cut_short(folder):
    for path in folder.glob("*/index/*.term"):
        os.truncate(path, path.stat().st_size // 2)


def without_columns(folder):
    for path in folder.glob("*/index/*.fast"):
        path.unlink()


def without_positions(folder):
    for path in folder.glob("*/index/*.pos"):
        path.unlink()


def of_an_older_version(folder):
    for path in folder.glob("s*-a*-*"):
        path.rename(path.with_name("s1-a0-000001"))
    (folder / "current").write_text("s1-a0-000001")


def empty_description(folder):
    for path in folder.glob("*/index/meta.json"):
        path.write_text("")


DAMAGES = [
    cut_short, without_columns, without_positions, empty_description, of_an_older_version,
    shutil.rmtree,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_a_damaged_index_is_told_and_browsing_goes_on(folder, client, damage):
    damage(folder)
    with own_index(f"tantivy:{folder}"):
        answer = client.get("/en/search/?q=%22language+caf%C3%A9s%22")
        assert answer.status_code == 503
        assert "Search is being rebuilt" in answer.text
        assert '<a class="btn btn-2" href="/en/themes/">' in answer.text
        assert answer.headers["Retry-After"] == "30"
        typed = client.get("/en/search/suggestions/?q=col")
        assert (typed.status_code, typed.json()[0]) == (200, "col")
        for page in ("/en/themes/", "/en/places/", "/en/new/"):
            assert client.get(page).status_code == 200
        assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("page", ["/en/search.csv?q=%22language+caf%C3%A9s%22",
                                  "/en/search.atom?q=%22language+caf%C3%A9s%22",
                                  "/api/v1/search?q=%22language+caf%C3%A9s%22",
                                  "/en/cite/?q=%22language+caf%C3%A9s%22"])  # fmt: skip
def test_files_feeds_and_programs_are_told_too(folder, client, page):
    without_positions(folder)
    with own_index(f"tantivy:{folder}"):
        assert client.get(page).status_code == 503


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_the_worker_builds_it_anew_and_readers_find_it(folder, client, damage, caplog):
    with own_index(f"tantivy:{folder}") as reader:
        assert client.get("/en/search/?q=cologne").context["search"].found.total == 1
        damage(folder)
        assert reader.fault()

        with caplog.at_level(logging.WARNING):
            assert keep_index() >= 1

        assert reader.fault() == ""
        answer = client.get("/en/search/?q=%22language+caf%C3%A9s%22")
        assert answer.context["search"].found.total == 1
        assert keep_index() == 0
    lines = [each.getMessage() for each in caplog.records if "anew" in each.getMessage()]
    assert lines == ["The search index is built anew", "The search index was built anew"]


def test_a_reader_of_the_old_index_is_told_when_it_was_replaced_just_now(folder):
    """Then it looks for the new one, without waiting for its second to be over."""
    phrase = Criteria.of('"language cafés"')
    with own_index(f"tantivy:{folder}"):
        reader = open_engine(f"tantivy:{folder}")
        without_positions(folder)
        assert reader.count(Criteria.of()) == 1
        assert keep_index() >= 1
        with pytest.raises(SearchEngineError):
            reader.count(phrase)
        assert reader.count(phrase) == 1


def test_while_another_process_builds_it_the_worker_waits(folder):
    shutil.rmtree(folder)
    with own_index(f"tantivy:{folder}") as other, other.rebuild():
        assert keep_index() == 0


def test_a_sound_index_is_not_built_anew(folder, monkeypatch):
    with own_index(f"tantivy:{folder}"):
        made = record("Housing")
        monkeypatch.setattr("tessera.search.indexing.reindex", None)
        assert keep_index() == 1
        withdraw_record(made, by=SYSTEM, reason="Doubled.")
        assert keep_index() == 1
        assert keep_index() == 0


def test_what_is_no_damage_is_not_hidden(folder):
    with (
        own_index(f"tantivy:{folder}") as reader,
        pytest.raises(ValueError, match="our own fault"),
        reader._reading(),
    ):
        raise ValueError("our own fault")
