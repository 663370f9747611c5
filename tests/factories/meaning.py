"""An embedder that knows a few concepts in several languages, and vectors of one's own."""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from django.test import override_settings

from tessera.search.analysis import plain_words
from tessera.search.meaning import service
from tessera.search.meaning.following import embed_all

#: Words (folded) that mean the same, or nearly; all other words mean only themselves.
CONCEPTS = [
    "language langue idiomas idioma لغه لغة языковые язык 语言 dil sprachkurse sprache",
    "courses cours cursos دورات курсы 课程 kurslari kurs class lessons",
    "refugees refugee refugies refugiados للاجئين беженцев 难民 multeciler fluchtlinge asylum",
    "housing logement vivienda سكن жилье 住房 konut wohnung home flat",
    "work job emploi empleo عمل работа 工作 is arbeit employment",
]


class ConceptEmbedder:
    """See ``tessera.search.meaning.embedders.base.Embedder``."""

    name = "concepts-1"
    dimensions = 64

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[0] = 0.01
            for number, words in enumerate(CONCEPTS, start=1):
                row[number] += 3 * sum(word in text.lower() or word in plain_words(text)
                                       for word in words.split())  # fmt: skip
            for word in plain_words(text):
                row[10 + zlib.crc32(word.encode()) % 54] += 0.3
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    queries = passages


@contextmanager
def own_vectors(
    folder: Path, embedder: str = "tests.factories.meaning:ConceptEmbedder"
) -> Iterator[None]:
    """Search by meaning, with vectors of all that is public now."""
    with override_settings(EMBEDDER=embedder, DATA_DIR=folder):
        service.forget()
        try:
            embed_all()
            yield
        finally:
            service.forget()
