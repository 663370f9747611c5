"""What can go wrong with an engine, in sentences for the operator."""

from tessera.lib.errors import TesseraError


class SearchEngineError(TesseraError):
    """The engine cannot do what was asked."""

    unavailable_page = "search/rebuilding.html"


class IndexMissingError(SearchEngineError):
    """There is no index that this version can read; ``tessera reindex`` builds one."""


class WriterLockedError(SearchEngineError):
    """Another process (or thread) is writing to the index, and there is one writer only."""


class EngineAddressError(SearchEngineError):
    """The address of the engine names no engine that is known."""
