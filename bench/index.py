"""Rebuilding the search index: documents a second, processor time, and its size."""

import os
import resource
import time
from pathlib import Path

from common import print_machine, print_table, set_up


def main() -> None:
    """Rebuild once with helpers, and print."""
    folder = set_up()
    from tessera.search.indexing import reindex

    print_machine()
    processes = min(os.cpu_count() or 1, 4)
    began, cpu = time.perf_counter(), _cpu_seconds()
    count = reindex(processes=processes)
    seconds, cpu = time.perf_counter() - began, _cpu_seconds() - cpu
    size = sum(path.stat().st_size for path in Path(folder, "index").rglob("*") if path.is_file())
    rate, ideal = count / seconds, count / (cpu / (os.cpu_count() or 1))
    headings = ("documents", "helpers", "seconds", "a second", "CPU ms each",
                "a second, were all cores its own", "MB on disk")  # fmt: skip
    row = (count, processes, f"{seconds:.1f}", f"{rate:.0f}", f"{cpu * 1000 / count:.2f}",
           f"{ideal:.0f}", f"{size / 1e6:.0f}")  # fmt: skip
    print_table(headings, [row])


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":  # Helpers load this file again.
    main()
