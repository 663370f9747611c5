"""What every measurement shares: the machine, the queries, percentiles, and a table.

Run a measurement with the environment's Python from the repository's root, for example
``TESSERA_DATA_DIR=/tmp/bench .venv/bin/python bench/search.py``, on a data folder that was filled
with ``tessera load-starter``, ``tessera seed --records 100000`` and ``tessera reindex``.
"""

import os
import platform
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SEED = 20261124


def set_up() -> Path:
    """Load the rooms; the data folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.settings")
    import django

    django.setup()
    from django.conf import settings

    return Path(settings.DATA_DIR)


def print_machine() -> None:
    """The machine, the load on it, the versions and the command."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("django", "wagtail", "tantivy", "granian")
    )
    load = "/".join(f"{each:.1f}" for each in os.getloadavg())
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    print(f"- Machine: {model}, {os.cpu_count()} cores, load {load} at the start")
    print(f"- Versions: Python {platform.python_version()}, {libraries}, "
          f"SQLite {sqlite3.sqlite_version}, commit {commit}")  # fmt: skip
    print(f"- Command: `python {' '.join(sys.argv)}`\n")


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that so many do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A Markdown table."""
    print(f"| {' | '.join(headings)} |")
    print(f"|{'---|' * len(headings)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")
    print(flush=True)


class Stopwatch:
    """Wall and processor time of one block, in milliseconds."""

    def __enter__(self) -> "Stopwatch":
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_error: object) -> None:
        self.wall = (time.perf_counter() - self._wall) * 1000
        self.cpu = (time.process_time() - self._cpu) * 1000


def searches(count: int) -> list[tuple[str, dict[str, list[str]], str]]:
    """Different searches: words, filters, language; the same ones every time.

    One to three words, from the most common to the rare, in eight languages, with none to three
    filters of one or two codes.
    """
    from tessera.catalogue.models import RecordText
    from tessera.catalogue.synthetic import _COMMON, _Words

    chance = random.Random(SEED)
    vocabularies = {language: _Words(language, chance).words for language in _COMMON}
    rare = {
        language: [
            word
            for title in RecordText.objects.filter(language=language, record__is_synthetic=True)
            .order_by("pk").values_list("title", flat=True)[:300]
            for word in title.split()
        ]
        for language in _COMMON
    }  # fmt: skip
    codes = {
        "kind": ["PRA", "ACA", "POL", "GUI", "APP"],
        "theme": ["EMP", "LAN", "EDU", "HOU", "HEA"],
        "evidence": ["E0", "E1", "E2", "E3", "E4"],
        "country": ["DE", "FR", "CA", "TR", "IT", "ES", "SE"],
        "cost": ["C1", "C2", "C3"],
        "language": list(_COMMON),
    }
    made: dict[tuple[object, ...], tuple[str, dict[str, list[str]], str]] = {}
    while len(made) < count:
        language = chance.choice(list(_COMMON))
        words = []
        for _ in range(chance.randrange(1, 4)):
            common, known = vocabularies[language], rare[language] or vocabularies[language]
            words.append(
                common[int(10 * chance.random())] if chance.random() < 0.6 else chance.choice(known)
            )
        filters = {
            facet: chance.sample(codes[facet], chance.randrange(1, 3))
            for facet in chance.sample(list(codes), chance.randrange(0, 4))
        }
        text = " ".join(word.strip(".,") for word in words)
        interface = language if language != "de" else "en"
        made[text, *map(str, filters.items())] = (text, filters, interface)
    return list(made.values())
