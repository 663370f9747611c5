"""Importing: rows a second with the check for duplicates, and the most memory it took.

``--rows N`` says how many; everything that was added is taken back at the end, which is measured
too. Seconds of the processor stand beside those of the clock, for a machine with other work.
"""

import argparse
import resource
from pathlib import Path

from common import Stopwatch, print_machine, print_table, set_up

_WORDS = [
    "integration",
    "language",
    "school",
    "housing",
    "work",
    "city",
    "health",
    "training",
    "welcome",
    "neighbours",
    "women",
    "youth",
    "evaluation",
    "evidence",
    "policy",
    "municipal",
    "mentoring",
]


def bibtex(rows: int) -> str:
    """Entries that differ in title, DOI and year."""
    entries = []
    for n in range(rows):
        words = " ".join(_WORDS[(n * step) % len(_WORDS)] for step in (1, 3, 7, 11))
        entries.append(
            f"@article{{k{n}, title = {{On {words}, study {n}}},\n"
            f" author = {{Hill, Ann and Li, W}},\n"
            f" journal = {{Journal {n % 50}}},\n"
            f" year = {{{1990 + n % 35}}},\n doi = {{10.5555/b{n}}},\n"
            f" abstract = {{{' '.join(_WORDS * 4)}}}}}\n"
        )
    return "".join(entries)


def table(rows: int) -> str:
    """Rows with themes and places."""
    lines = ["title,year,author,doi,theme,country,abstract\n"]
    for n in range(rows):
        words = " ".join(_WORDS[(n * step) % len(_WORDS)] for step in (1, 5, 9))
        lines.append(
            f'"Table of {words}, study {n}",{1990 + n % 35},"Hill, Ann; Li, W",10.5555/c{n},'
            f'LAN;HOU,DE,"{" ".join(_WORDS * 4)}"\n'
        )
    return "".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    set_up()
    print_machine()
    measured = [_measure(name, text(rows), rows) for name, text in
                (("works.bib", bibtex), ("works.csv", table))]  # fmt: skip
    headings = (
        "file", "rows", "check s", "add and publish s", "rows a second, both",
        "rows a second of CPU", "undo s",
        "most MB of memory",
    )  # fmt: skip
    print_table(headings, measured)


def _measure(name: str, text: str, rows: int) -> tuple[object, ...]:
    from django.core.files.base import ContentFile

    from tessera.accounts.actors import SYSTEM
    from tessera.interop.importing.actions import begin, columns_of, map_columns, receive_file
    from tessera.interop.importing.reading import FORMATS, format_of
    from tessera.interop.importing.tables import guessed_mapping
    from tessera.interop.importing.working import work_on
    from tessera.interop.models import ImportBatch

    form = format_of(name)
    batch = receive_file(
        name=name, content=ContentFile(text.encode()), size=len(text), form=form, kind="ACA",
        language="en", encoding="", by=SYSTEM,
    )  # fmt: skip
    if FORMATS[form].is_table:
        batch = map_columns(batch, mapping=guessed_mapping(columns_of(batch)[0]), by=SYSTEM)
    seconds, processor = [], []
    for phase in ("checking", "adding", "undoing"):
        with Stopwatch() as watch:
            # The task is enqueued too; a worker that finds the batch done does nothing.
            begin(batch, phase=phase, by=SYSTEM, publish=True)
            batch = work_on(batch)
        seconds.append(watch.wall / 1000)
        processor.append(watch.cpu / 1000)
    assert batch.state == ImportBatch.State.UNDONE, (batch.state, batch.fault)
    batch.file.delete(save=False)
    batch.delete()
    check, add, undo = seconds
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        Path(name).suffix[1:], rows, f"{check:.1f}", f"{add:.1f}", f"{rows / (check + add):.0f}",
        f"{rows / (processor[0] + processor[1]):.0f}", f"{undo:.1f}", f"{most:.0f}",
    )  # fmt: skip


if __name__ == "__main__":
    main()
