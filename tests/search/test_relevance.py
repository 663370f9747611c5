"""What the search page shows is never worse than words alone, in any language: judged needs."""

import importlib
import sys
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from tessera.search.indexing import reindex
from tessera.search.meaning import following, service
from tessera.search.meaning.following import embed_all
from tests.factories.index import own_index

LANGUAGES = {"en", "fr", "es", "ar", "ru", "zh-hans", "tr", "de"}
#: Records beside the judged ones that may be found in their place; all would take minutes.
OTHERS = 120


@pytest.fixture(scope="module")
def relevance():
    """The measurement's own functions."""
    sys.path.insert(0, str(settings.BASE_DIR / "bench"))
    try:
        yield importlib.import_module("relevance")
    finally:
        sys.path.remove(str(settings.BASE_DIR / "bench"))


def test_the_judged_set_is_large_and_of_all_kinds(relevance):
    needs = relevance.needs()
    queries = Counter(language for need in needs for language in need["queries"])
    assert set(queries) == LANGUAGES
    assert min(queries.values()) >= 12
    assert queries.total() >= 120
    kinds = {need["kind"] for need in needs}
    assert kinds >= {"synonym", "other language", "place and theme", "exact title", "acronym"}
    held_out = [need for need in needs if need["held_out"]]
    assert len(held_out) * len(LANGUAGES) >= 90
    assert all(max(need["judged"].values()) == 3 for need in needs)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_page_is_not_worse_than_words_in_any_language(relevance, tmp_path, monkeypatch):
    call_command("load_starter", verbosity=0)
    judged = dict.fromkeys(name for need in relevance.needs() for name in need["judged"])
    public = list(following.public_identifiers())
    assert set(judged) <= set(public)
    some = [*judged, *(name for name in public if name not in judged)][: len(judged) + OTHERS]
    monkeypatch.setattr(following, "public_identifiers", lambda: iter(some))
    with (
        own_index(f"tantivy:{tmp_path / 'index'}"),
        override_settings(EMBEDDER="use", DATA_DIR=tmp_path),
    ):
        service.forget()
        reindex()
        assert embed_all() > len(some)
        values = relevance.scores(relevance.needs())
        service.forget()

    assert relevance.worse_than_words(values) == []
    words, page = (relevance.mean_ndcg(values, "all", each) for each in ("words", "together"))
    assert page > words + 0.1
