"""What every embedder must do; inherited by the tests of each."""

import numpy as np
import pytest

#: The same said in eight languages, and something else.
ALIKE = [
    "Language courses for refugees",
    "Cours de langue pour les réfugiés",
    "Cursos de idiomas para refugiados",
    "دورات لغة للاجئين",
    "Языковые курсы для беженцев",
    "为难民开设的语言课程",
    "Mülteciler için dil kursları",
    "Sprachkurse für Flüchtlinge",
]
OTHER = "The steam engine drives the pump of a coal mine"


class EmbedderContract:
    @pytest.fixture(scope="class")
    def embedder(self):
        raise NotImplementedError

    def test_each_text_has_a_vector_of_length_one(self, embedder):
        vectors = embedder.passages([*ALIKE, OTHER])

        assert vectors.shape == (len(ALIKE) + 1, embedder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)

    def test_no_text_has_no_vector(self, embedder):
        assert embedder.passages([]).shape == (0, embedder.dimensions)
        assert embedder.queries([]).shape == (0, embedder.dimensions)

    def test_a_text_has_the_same_vector_alone_and_among_others(self, embedder):
        together = embedder.passages([OTHER, *ALIKE])[1]

        assert np.allclose(embedder.passages(ALIKE[:1])[0], together, atol=1e-4)

    @pytest.mark.parametrize(
        "text", ["", " ", "😀🎉", "\x00", "a" * 10_000, "\u202eabc\u200f", "。"]
    )
    def test_any_text_has_a_vector(self, embedder, text):
        for vectors in (embedder.passages([text]), embedder.queries([text])):
            assert np.isfinite(vectors).all()

    def test_the_same_in_another_language_is_nearer_than_something_else(self, embedder):
        query = embedder.queries(ALIKE[:1])[0]
        near = embedder.passages(ALIKE[1:]) @ query
        far = embedder.passages([OTHER])[0] @ query

        assert near.min() > far

    def test_the_name_can_be_a_folder_and_the_dimensions_fill_words(self, embedder):
        assert embedder.name.replace("-", "").replace(".", "").isalnum()
        assert embedder.dimensions % 64 == 0
