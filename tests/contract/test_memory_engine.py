"""The in-memory engine keeps the contract."""

import pytest

from tessera.search.engines import has_index, open_engine
from tests.contract.search_engine import SearchEngineContract, document, fill, found


class TestMemoryEngine(SearchEngineContract):
    @pytest.fixture
    def engine(self):
        return open_engine("memory:")


def test_named_engines_are_shared_and_nameless_ones_are_not():
    fill(open_engine("memory:test_named_engines"), document("A"))
    assert found(open_engine("memory:test_named_engines")) == ["A"]
    assert found(open_engine("memory:")) == []
    assert has_index("memory:")
