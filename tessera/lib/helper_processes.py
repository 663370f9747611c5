"""Fresh processes that help with long work, each on a core of its own."""

import gc
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def helpers(count: int) -> ProcessPoolExecutor:
    """Processes that have loaded the rooms and inherited nothing else.

    They are spawned, not forked: open connections, memory maps and threads of this process would
    be of no use to them, and sharing a SQLite connection over a fork corrupts the file
    (https://sqlite.org/howtocorrupt.html, section 2.6). Their start takes about two seconds.
    """
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_set_up)


def _set_up() -> None:
    # Deferred: this module is the first that a helper loads, and models need the rooms loaded.
    import django

    django.setup()
    # What was loaded stays; and helpers make millions of objects that are in no circle.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
