"""Measures the page of a course and of a unit for many learners at once.

Run against a server: ``bench/course.py http://127.0.0.1:8000 68GA-GWX8 --learners 1000``. Every
learner turns to another page of the course each four to twelve seconds, over an own connection, so
that a thousand of them ask for some 125 pages a second. It prints the 50th, 95th and 99th
percentile of the answers' times.
"""

import argparse
import asyncio
import random
import re
import time
import urllib.request
from urllib.parse import urlsplit


async def fetch(host: str, port: int, path: str, cookie: str) -> tuple[float, int]:
    """Milliseconds and status of one answer."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection(host, port)
    extra = f"Cookie: {cookie}\r\n" if cookie else ""
    head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n{extra}"
    writer.write(f"{head}Connection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return (time.perf_counter() - begun) * 1000, int(answer[9:12] or b"0")


async def learner(
    number: int, address: tuple[str, int], paths: list[str], seconds: float, cookie: str
) -> list[tuple[float, int]]:
    """One learner's answers."""
    until = time.perf_counter() + seconds
    await asyncio.sleep(random.uniform(0, 8))
    taken = []
    at = number
    while time.perf_counter() < until:
        taken.append(await fetch(*address, paths[at % len(paths)], cookie))
        at += 1
        await asyncio.sleep(random.uniform(4, 12))
    return taken


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("course")
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--cookie", default="", help="a session's cookie: pages of somebody enrolled"
    )
    options = parser.parse_args()
    first = f"/en/learn/{options.course}/"
    with urllib.request.urlopen(options.server + first) as answer:
        page = answer.read().decode()
    paths = [first, *dict.fromkeys(re.findall(rf'href="({first}[-a-z0-9]+/)"', page))]
    for path in paths:
        urllib.request.urlopen(options.server + path).close()
    parts = urlsplit(options.server)
    address = (parts.hostname or "127.0.0.1", parts.port or 80)
    runs = [
        learner(number, address, paths, options.seconds, options.cookie)
        for number in range(options.learners)
    ]
    taken = [each for run in await asyncio.gather(*runs) for each in run]
    times = sorted(each for each, _status in taken)
    wrong = sum(status != 200 for _each, status in taken)
    print(
        f"{options.learners} learners, {len(times)} pages in {options.seconds:.0f} s, "
        f"{wrong} wrong: "
        + ", ".join(
            f"p{part} {times[min(len(times) - 1, len(times) * part // 100)]:.0f} ms"
            for part in (50, 95, 99)
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
