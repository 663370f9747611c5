"""The search service, beside SQLite FTS5, Datasette, PostgreSQL and Whoosh over the same rows.

Each search counts ten facets and more, fetches 20 records, marks the words found, and has the
exact total. For FTS5 and Datasette, titles and texts of the same records are put into a table with
one column for each of ten facets; Datasette runs in an environment of its own, made here.
"""

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from common import Stopwatch, percentile, print_machine, print_table, searches, set_up
from search_others import postgresql, whoosh

FACETS = (
    "kind", "theme", "target", "country", "region", "language", "level", "evidence", "status",
    "cost",
)  # fmt: skip
ENGINE = "Tessera, the engine alone"


def ours(wanted: list, *, by_engine: bool = False) -> tuple[list[float], list[float], list[int]]:
    """Wall times, processor times, totals; of the service with cards, or of the engine alone."""
    from tessera.search.criteria import Criteria
    from tessera.search.service import engine, find
    from tessera.search.synonyms import with_synonyms

    def ask(search: tuple) -> int:
        text, filters, language = search
        criteria = with_synonyms(Criteria.of(text, filters=filters, language=language))
        return engine().search(criteria).total if by_engine else find(criteria).total

    for search in wanted[:30]:
        ask(search)
    wall, cpu, totals = [], [], []
    for search in wanted[30:]:
        with Stopwatch() as watch:
            totals.append(ask(search))
        wall.append(watch.wall)
        cpu.append(watch.cpu)
    return wall, cpu, totals


def copy_rows(path: Path, limit: int) -> int:
    """The rows for FTS5 and Datasette: one value a facet, the first of each."""
    from tessera.search.documents import index_documents, public_identifiers

    columns = ", ".join(f"{name} TEXT" for name in FACETS)
    database = sqlite3.connect(path)
    database.execute(f"CREATE TABLE records (id INTEGER PRIMARY KEY, title, body, {columns})")
    rows = []
    for number, document in enumerate(index_documents(public_identifiers())):
        if number >= limit:
            break
        texts = [text for text in document.texts.values() if text.title]
        title = "\n".join(text.title for text in texts)
        body = "\n".join(f"{text.summary}\n{text.body}" for text in texts)
        values = [next(iter(document.facets.get(name, ())), None) for name in FACETS]
        rows.append((title, body, *values))
    marks = ", ".join("?" * (len(FACETS) + 2))
    names = ", ".join(("title", "body", *FACETS))
    database.executemany(f"INSERT INTO records ({names}) VALUES ({marks})", rows)
    for name in FACETS:
        database.execute(f"CREATE INDEX by_{name} ON records ({name})")
    database.execute(
        "CREATE VIRTUAL TABLE records_fts USING fts5(title, body, content=records, "
        "content_rowid=id, tokenize='unicode61 remove_diacritics 2')"
    )
    database.execute("INSERT INTO records_fts(records_fts) VALUES ('rebuild')")
    database.execute("ANALYZE")
    database.commit()
    database.close()
    return len(rows)


def counted(path: Path) -> int:
    """How many rows a file keeps."""
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM records").fetchone()[0])


def fts5(path: Path, wanted: list) -> tuple[list[float], list[float]]:
    """The same answer in SQL: hits with marks, the total, ten facets counted without their own."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA mmap_size=1000000000")
    database.execute("PRAGMA temp_store=MEMORY")
    wall, cpu = [], []
    for text, filters, _language in wanted[30:]:
        match = " ".join(f'"{word}"' for word in text.replace('"', "").split())
        with Stopwatch() as watch:
            _fts5_search(database, match, filters)
        wall.append(watch.wall)
        cpu.append(watch.cpu)
    return wall, cpu


def _fts5_search(database: sqlite3.Connection, match: str, filters: dict) -> None:
    columns = ", ".join(FACETS)
    database.execute("DROP TABLE IF EXISTS temp.found")
    database.execute(f"CREATE TEMP TABLE found (id INTEGER PRIMARY KEY, {columns})")
    database.execute(
        f"INSERT INTO found SELECT r.id, {', '.join('r.' + name for name in FACETS)} "
        "FROM records_fts CROSS JOIN records r ON r.id = records_fts.rowid "
        "WHERE records_fts MATCH ?",
        [match],
    )

    def where(without: str = "") -> tuple[str, list]:
        kept = {name: codes for name, codes in filters.items() if name != without}
        parts = [f"{name} IN ({', '.join('?' * len(codes))})" for name, codes in kept.items()]
        return " AND ".join(parts) or "1", [code for codes in kept.values() for code in codes]

    condition, values = where()
    database.execute(f"SELECT count(*) FROM found WHERE {condition}", values).fetchone()
    best = database.execute(
        # Joined in this order: “rowid IN (…)” begins the search of words anew for each row.
        "SELECT records_fts.rowid FROM records_fts "
        "CROSS JOIN found ON found.id = records_fts.rowid "
        f"WHERE records_fts MATCH ? AND {condition} ORDER BY rank LIMIT 20",
        [match, *values],
    ).fetchall()
    keys = ", ".join(str(key) for (key,) in best)
    database.execute(
        "SELECT rowid, highlight(records_fts, 0, '<', '>'), snippet(records_fts, 1, '<', '>', '…', "
        f"30) FROM records_fts WHERE records_fts MATCH ? AND rowid IN ({keys})",
        [match],
    ).fetchall()
    for name in FACETS:
        condition, values = where(name)
        database.execute(
            f"SELECT {name}, count(*) FROM found WHERE {condition} GROUP BY 1 ORDER BY 2 DESC "
            "LIMIT 50",
            values,
        ).fetchall()


def datasette(path: Path, wanted: list, port: int) -> list[float]:
    """Datasette's JSON answer for the same words, filters and facets."""
    folder = Path(tempfile.gettempdir()) / "tessera-bench-datasette"
    if not (folder / "bin" / "datasette").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "pip"), "install", "-q", "datasette", "setuptools<81"]
        subprocess.run(pip, check=True)
    limits = ("sql_time_limit_ms", "facet_time_limit_ms")
    command = [str(folder / "bin" / "datasette"), "serve", str(path), "-p", str(port)]
    command += [each for name in limits for each in ("--setting", name, "20000")]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/{path.stem}/records.json"
    try:
        for _ in range(100):
            try:
                urlopen(f"{address}?_size=1").read()
                break
            except OSError:
                time.sleep(0.2)
        wall = []
        for text, filters, _language in wanted[30:]:
            query = [("_search", text), ("_size", "20"), *(("_facet", name) for name in FACETS)]
            query += [(f"{name}__in", ",".join(codes)) for name, codes in filters.items()]
            began = time.perf_counter()
            json.load(urlopen(f"{address}?{urlencode(query)}", timeout=120))
            wall.append((time.perf_counter() - began) * 1000)
        return wall
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--searches", type=int, default=400)
    arguments.add_argument("--others", type=int, default=100, help="searches of FTS5, Datasette")
    arguments.add_argument("--port", type=int, default=8109, help="of Datasette")
    arguments.add_argument(
        "--postgresql", default="", help="address of a server to make a table in"
    )
    arguments.add_argument("--whoosh", type=int, default=0, help="how many of the records it gets")
    arguments.add_argument("--rows", type=Path, help="file that keeps the others' rows")
    chosen = arguments.parse_args()
    set_up()
    print_machine()
    wanted = searches(chosen.searches + 30)
    wall, cpu, totals = ours(wanted)
    folder = Path(tempfile.mkdtemp())
    path = chosen.rows or folder / "rows.db"
    others = []
    if chosen.others:
        count = counted(path) if path.exists() else copy_rows(path, 10**9)
        few = wanted[: chosen.others + 30]
        others.append(("SQLite FTS5", *fts5(path, few)))
        others.append(("Datasette", datasette(path, few, chosen.port), []))
        if chosen.postgresql:
            times = postgresql(chosen.postgresql, path, few, FACETS)
            others.append(("PostgreSQL full text", times, []))
        if chosen.whoosh:
            times, held = whoosh(path, few, FACETS, chosen.whoosh)
            others.append((f"Whoosh, {held} records", times, []))
        print(f"{count} records; {len(wall)} searches, {len(few) - 30} of the others; "
              f"median total {percentile(totals, 0.5)}, largest {max(totals)}\n")  # fmt: skip
    shutil.rmtree(folder)
    # Last, and of new processes' caches: the engine remembers what it was asked.
    from tessera.search.service import engine

    engine.cache_clear()
    rows = [("Tessera", wall, cpu), (ENGINE, *ours(wanted, by_engine=True)[:2]), *others]
    headings = ("", "p50 ms", "p95 ms", "p50 CPU ms", "p95 CPU ms", "a second",
                "p50: ours by theirs", "p95", "a second")  # fmt: skip
    same = figures(wall[: chosen.others or None])
    print_table(headings, [line(name, *times, same) for name, *times in rows])


def figures(wall: list[float]) -> tuple[float, float, float]:
    """Median and 95th percentile in milliseconds, and how many a second, one after the other."""
    return percentile(wall, 0.5), percentile(wall, 0.95), 1000 * len(wall) / sum(wall)


def line(
    name: str, wall: list[float], cpu: list[float], same: tuple[float, float, float]
) -> list[str]:
    """A row of the table; ``same`` are our figures for the searches that all were asked."""
    times = [percentile(each, share) for each in (wall, cpu) if each for share in (0.5, 0.95)]
    cells = [f"{each:.1f}" for each in times] + ["–"] * (4 - len(times))
    theirs = same if name in {"Tessera", ENGINE} else figures(wall)
    ratios = [f"{own / other:.3f}" for own, other in zip(same, theirs, strict=True)]
    return [name, *cells, f"{figures(wall)[2]:.1f}", *ratios]


if __name__ == "__main__":
    main()
