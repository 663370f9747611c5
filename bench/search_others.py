"""PostgreSQL's full text and Whoosh over the rows that ``search.py`` copied, for the same answer.

The rows come from its SQLite file, one value a facet. Each search fetches 20 hits with marks, has
the exact total, and counts ten facets, each without its own choice.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from common import Stopwatch

Search = tuple[str, dict[str, list[str]], str]


def _rows(path: Path, facets: Sequence[str], limit: int = -1) -> Iterator[tuple[object, ...]]:
    database = sqlite3.connect(path)
    names = ", ".join(("id", "title", "body", *facets))
    yield from database.execute(f"SELECT {names} FROM records ORDER BY id LIMIT {limit}")
    database.close()


def postgresql(
    address: str, path: Path, wanted: Sequence[Search], facets: Sequence[str]
) -> list[float]:
    """Wall times of full-text search in a PostgreSQL server, in a table made for it."""
    import psycopg

    columns = ", ".join(f"{name} text" for name in facets)
    names = ", ".join(("id", "title", "body", *facets))
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("DROP TABLE IF EXISTS bench_records")
        database.execute(
            f"CREATE TABLE bench_records (id int PRIMARY KEY, title text, body text, {columns}, "
            "words tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', title), 'A') || "
            "setweight(to_tsvector('simple', body), 'D')) STORED)"
        )
        with database.cursor().copy(f"COPY bench_records ({names}) FROM STDIN") as copy:
            for row in _rows(path, facets):
                copy.write_row(row)
        database.execute("CREATE INDEX ON bench_records USING gin (words)")
        for name in facets:
            database.execute(f"CREATE INDEX ON bench_records ({name})")
        database.execute("ANALYZE bench_records")
        wall = []
        for text, filters, _language in wanted[30:]:
            query = " & ".join(f"'{word}'" for word in text.replace("'", "").split())
            with Stopwatch() as watch:
                _postgresql_search(database, query, filters, facets)
            wall.append(watch.wall)
        database.execute("DROP TABLE bench_records")
    return wall


def _postgresql_search(
    database: object, query: str, filters: dict[str, list[str]], facets: Sequence[str]
) -> None:
    run = database.execute  # type: ignore[attr-defined]

    def where(without: str = "") -> tuple[str, list[list[str]]]:
        kept = {name: codes for name, codes in filters.items() if name != without}
        parts = [f"{name} = ANY(%s)" for name in kept]
        return " AND ".join(parts) or "true", list(kept.values())

    run("DROP TABLE IF EXISTS bench_found")
    run(
        f"CREATE TEMP TABLE bench_found AS SELECT id, {', '.join(facets)} FROM bench_records "
        "WHERE words @@ to_tsquery('simple', %s)",
        [query],
    )
    condition, values = where()
    run(f"SELECT count(*) FROM bench_found WHERE {condition}", values).fetchone()
    run(
        "SELECT id, ts_headline('simple', title, asked), ts_headline('simple', body, asked) FROM "
        "(SELECT r.id, r.title, r.body, q.asked FROM bench_records r, "
        "to_tsquery('simple', %s) AS q(asked) WHERE r.words @@ q.asked AND "
        f"{condition} ORDER BY ts_rank(r.words, q.asked) DESC LIMIT 20) AS best",
        [query, *values],
    ).fetchall()
    for name in facets:
        condition, values = where(name)
        run(
            f"SELECT {name}, count(*) FROM bench_found WHERE {condition} GROUP BY 1 "
            "ORDER BY 2 DESC LIMIT 50",
            values,
        ).fetchall()


def whoosh(
    path: Path, wanted: Sequence[Search], facets: Sequence[str], limit: int
) -> tuple[list[float], int]:
    """Wall times of Whoosh over the first rows, and how many; in an environment made here."""
    folder = Path(tempfile.gettempdir()) / "tessera-bench-whoosh"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "-q", "whoosh-reloaded"]
        subprocess.run(pip, check=True)
    rows = list(_rows(path, facets, limit))
    with tempfile.TemporaryDirectory() as place:
        asked = Path(place) / "asked.json"
        content = {"rows": rows, "facets": list(facets), "wanted": wanted[30:], "folder": place}
        asked.write_text(json.dumps(content), "utf-8")
        command = [str(python), str(Path(__file__).with_name("whoosh_search.py")), str(asked)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    times: list[float] = json.loads(done.stdout)
    return times, len(rows)
