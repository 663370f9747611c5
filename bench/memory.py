"""Memory of web and worker together, after some hundred pages.

PSS counts a page of memory that several processes share once; RSS counts it for each of them.
Files mapped into memory (index, database) are counted as far as they are in it.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from common import ROOT, print_machine, print_table, set_up
from pages import family, fetch, http, one_client, record_paths, search_paths


def memory(pid: int) -> tuple[str, float, float, float]:
    """Command, RSS, PSS, and the private share of it, in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    sizes = {name: int(kb) / 1024 for name, kb in re.findall(r"(\w+): +(\d+) kB", text)}
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return Path(f"/proc/{pid}/comm").read_text().strip(), sizes["Rss"], sizes["Pss"], private


def main() -> None:
    """Start both, warm them up, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=400)
    arguments.add_argument("--port", type=int, default=8108)
    chosen = arguments.parse_args()
    set_up()
    print_machine()
    paths = [*search_paths(chosen.pages), *record_paths(chosen.pages)]
    code = "import sys; from tessera.command_line import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve"], cwd=ROOT, stdout=subprocess.DEVNULL,
        env={**os.environ, "PORT": str(chosen.port)}, start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(600):
            try:
                fetch(http.client.HTTPConnection("127.0.0.1", chosen.port), "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        for part in range(4):  # New connections, so that every web process gets some.
            one_client(chosen.port, paths[part::4])
        time.sleep(2)
        rows = [memory(pid) for pid in family(process.pid)]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    rows.append(("all", *(sum(row[column] for row in rows) for column in (1, 2, 3))))
    headings = ("process", "RSS MB", "PSS MB", "private MB")
    print_table(headings, [(row[0], *(f"{each:.0f}" for each in row[1:])) for row in rows])


if __name__ == "__main__":
    main()
