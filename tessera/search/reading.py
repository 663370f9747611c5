"""Documents read from the database and analysed, in this process or in several beside it.

Analysis is most of the work of a rebuild, and Python does it on one core at a time. Each helper is
a fresh process, reads its own share and hands back terms; the order is that of the identifiers, so
that every rebuild gives the same index.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace

from tessera.lib.helper_processes import helpers
from tessera.search.documents import index_documents
from tessera.search.engines.base import IndexDocument
from tessera.search.engines.documents import PreparedDocument, analysed

#: Fewer identifiers than this are not worth the start of helpers, about two seconds.
WORTH_HELPERS = 5_000
#: Shares that are read ahead of the writer: enough to keep all busy, few enough for memory.
_AHEAD = 3


def prepared_documents(
    chunks: Iterable[Sequence[str]], processes: int = 1
) -> Iterator[list[IndexDocument]]:
    """The documents of each chunk of identifiers, in order; analysed already if by helpers."""
    if processes < 2:
        for chunk in chunks:
            yield list(index_documents(chunk))
        return
    with helpers(processes) as pool:
        waiting: deque[Future[list[IndexDocument]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_prepare, list(chunk)))
            if len(waiting) >= processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _prepare(identifiers: list[str]) -> list[IndexDocument]:
    return [prepared(document) for document in index_documents(identifiers)]


def prepared(document: IndexDocument) -> PreparedDocument:
    """A document with its terms in the place of its texts."""
    bare = replace(document, texts={})
    values = {name: getattr(bare, name) for name in IndexDocument.__dataclass_fields__}
    return PreparedDocument(**values, terms=analysed(document))
