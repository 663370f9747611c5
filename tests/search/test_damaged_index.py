"""An index whose files are cut short, deleted, or not there: an answer, never an error page."""

import os
import shutil

import pytest

from tessera.search.indexing import reindex
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


def empty_description(folder):
    for path in folder.glob("*/index/meta.json"):
        path.write_text("")


@pytest.mark.parametrize(
    "damage",
    [cut_short, without_columns, empty_description, shutil.rmtree],
    ids=lambda each: each.__name__,
)
def test_a_damaged_index_is_told_and_browsing_goes_on(folder, client, damage):
    damage(folder)
    with own_index(f"tantivy:{folder}"):
        assert client.get("/en/search/?q=cologne").status_code == 503
        typed = client.get("/en/search/suggestions/?q=col")
        assert (typed.status_code, typed.json()[1]) == (200, [])
        for page in ("/en/themes/", "/en/places/", "/en/new/"):
            assert client.get(page).status_code == 200
