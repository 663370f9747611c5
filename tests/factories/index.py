"""A search index of one's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from tessera.search import service
from tessera.search.engines import open_engine
from tessera.search.engines.base import SearchEngine


@contextmanager
def own_index(url: str = "memory:") -> Iterator[SearchEngine]:
    """An empty index that pages, exports and updates use until the end."""
    index = open_engine(url)
    service.engine.cache_clear()
    with patch.object(service, "open_engine", lambda _url: index):
        try:
            yield index
        finally:
            service.engine.cache_clear()
            index.close()
