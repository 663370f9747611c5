"""Writing everything public to files: seconds, records a second, and the most memory it took."""

import resource
import tempfile
from pathlib import Path

from common import Stopwatch, print_machine, print_table, set_up


def main() -> None:
    """Measure and print."""
    set_up()
    print_machine()
    from tessera.interop.dumps.writing import write_dump

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as name:
        with Stopwatch() as watch:
            counts = write_dump(Path(name) / "dump")
        size = sum(path.stat().st_size for path in (Path(name) / "dump").iterdir()) / 1_000_000
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = (
        *counts.values(), f"{watch.wall / 1000:.1f}", f"{watch.cpu / 1000:.1f}",
        f"{counts['records'] / watch.wall * 1000:.0f}", f"{size:.1f}", f"{before:.0f}",
        f"{most:.0f}",
    )  # fmt: skip
    headings = (
        "records", "organizations", "concepts", "seconds", "seconds of CPU", "records a second",
        "MB written", "MB of memory before", "most MB of memory",
    )  # fmt: skip
    print_table(headings, [row])


if __name__ == "__main__":
    main()
