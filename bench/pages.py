"""Whole HTTP answers of a real web program, which this script starts and ends.

Each page has another address than all before, but for "the same page again". The client runs on
the same cores as the server: throughput is what is left beside it.
"""

import argparse
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from common import ROOT, SEED, percentile, print_machine, print_table, searches, set_up

HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "en"}


class Server:
    """``tessera serve --web-only`` on a port."""

    def __init__(self, port: int) -> None:
        self.port = port
        command = [str(Path(sys.executable).parent / "tessera"), "serve", "--web-only"]
        if not Path(command[0]).exists():
            code = "import sys; from tessera.command_line import main; sys.exit(main())"
            command = [sys.executable, "-c", code, "serve", "--web-only"]
        environment = {**os.environ, "PORT": str(port), "TESSERA_LOG_LEVEL": "WARNING"}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def __enter__(self) -> "Server":
        for _ in range(600):
            try:
                if fetch(http.client.HTTPConnection("127.0.0.1", self.port), "/healthz") == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        message = "the web program did not start"
        raise SystemExit(message)

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def cpu_seconds(self) -> float:
        """Processor time of the program and all its processes so far."""
        return sum(_ticks(pid) for pid in family(self.process.pid)) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def fetch(connection: http.client.HTTPConnection, path: str) -> int:
    """One request; the status."""
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def one_client(port: int, paths: list[str]) -> list[float]:
    """Milliseconds of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for path in paths:
        began = time.perf_counter()
        status = fetch(connection, path)
        times.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise SystemExit(f"{status} {path}")
    return times


def throughput(port: int, paths: list[str], clients: int) -> float:
    """Answers a second with several clients at once."""
    threads = [
        threading.Thread(target=one_client, args=(port, paths[first::clients]))
        for first in range(clients)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(paths) / (time.perf_counter() - began)


def kept_rate(port: int, path: str, seconds: int) -> tuple[float, str]:
    """Answers a second to one address over and over; with wrk where it is installed."""
    address = f"http://127.0.0.1:{port}{path}"
    try:
        told = subprocess.run(
            ["wrk", "-t1", "-c8", f"-d{seconds}s", "-H", "Accept-Encoding: gzip", address],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        line = next(line for line in told.splitlines() if "Requests/sec" in line)
        return float(line.split(":")[1]), "wrk"
    except FileNotFoundError:
        return throughput(port, [path] * 300 * seconds, 4), "this client"


def search_paths(count: int) -> list[str]:
    """Addresses of different searches."""
    return [
        f"/{language}/search/?" + urlencode({"q": text, **filters}, doseq=True)
        for text, filters, language in searches(count)
    ]


def record_paths(count: int) -> list[str]:
    """Addresses of different records."""
    from tessera.catalogue.models import Record

    rows = list(
        Record.objects.public().filter(is_synthetic=True).order_by("pk")
        .values_list("identifier", "slug")
    )  # fmt: skip
    chosen = random.Random(SEED).sample(rows, count)
    return [f"/en/records/{identifier}/{slug}/" for identifier, slug in chosen]


def measure(server: Server, name: str, paths: list[str], clients: int) -> list[str]:
    """A line of the table: one client first, then several; no address twice."""
    half = len(paths) // 2
    one_client(server.port, paths[:40])
    before = server.cpu_seconds()
    times = one_client(server.port, paths[40:half])
    cpu_ms = (server.cpu_seconds() - before) * 1000 / (half - 40)
    rate = throughput(server.port, paths[half:], clients)
    figures = [percentile(times, 0.5), percentile(times, 0.95), cpu_ms]
    return [name, *(f"{figure:.1f}" for figure in figures), f"{rate:.0f}"]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=800)
    arguments.add_argument("--clients", type=int, default=4)
    arguments.add_argument("--seconds", type=int, default=8)
    arguments.add_argument("--port", type=int, default=8108)
    chosen = arguments.parse_args()
    set_up()
    print_machine()
    wanted, records = search_paths(chosen.pages), record_paths(chosen.pages)
    with Server(chosen.port) as server:
        rows = [
            measure(server, "search page, every query different", wanted, chosen.clients),
            measure(server, "record page, every record different", records, chosen.clients),
        ]
        time.sleep(3)
        one_client(chosen.port, [wanted[0]] * 50)
        again = one_client(chosen.port, [wanted[0]] * 200)
        rate, client = kept_rate(chosen.port, wanted[0], chosen.seconds)
    figures = [f"{percentile(again, share):.1f}" for share in (0.5, 0.95)]
    rows.append([f"the same page again ({client})", *figures, "–", f"{rate:.0f}"])
    headings = ("", "p50 ms", "p95 ms", "server CPU ms a page", "pages a second")
    print_table(headings, rows)


if __name__ == "__main__":
    main()
