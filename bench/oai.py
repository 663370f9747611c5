"""Harvesting everything by OAI-PMH: records a second, and whether the last pages are as fast.

Asks the view without a server between, once per format.
"""

import argparse
import re
import time

from common import percentile, print_machine, print_table, set_up

_TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)<")


def harvest(prefix: str, most_pages: int) -> tuple[int, list[float], list[float]]:
    """How many records, the wall times of all pages and their processor times, in milliseconds."""
    from django.test import RequestFactory

    from tessera.interop.oai.views import oai

    factory = RequestFactory()
    wall, cpu, records = [], [], 0
    arguments = {"verb": "ListRecords", "metadataPrefix": prefix}
    while len(wall) < most_pages:
        began, worked = time.perf_counter(), time.process_time()
        content = oai(factory.get("/oai", arguments)).content
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
        records += content.count(b"<record>")
        found = _TOKEN.search(content)
        if not found:
            break
        arguments = {"verb": "ListRecords", "resumptionToken": found.group(1).decode()}
    return records, wall, cpu


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--formats", nargs="+", default=["oai_dc", "oai_datacite", "tessera"])
    arguments.add_argument("--pages", type=int, default=10**6, help="stop after so many pages")
    chosen = arguments.parse_args()
    set_up()
    print_machine()
    rows = []
    for prefix in chosen.formats:
        harvest(prefix, 3)
        records, wall, cpu = harvest(prefix, chosen.pages)
        first, last = percentile(cpu[1:11], 0.5), percentile(cpu[-11:-1], 0.5)
        rows.append(
            (prefix, records, f"{records / sum(wall) * 1000:.0f}",
             f"{records / sum(cpu) * 1000:.0f}",
             f"{cpu[0]:.0f}", f"{first:.0f}", f"{last:.0f}", f"{last / first:.2f}")
        )  # fmt: skip
    headings = ("format", "records", "a second", "a second of CPU", "first page ms CPU",
                "pages 2 to 11", "last 10 pages", "last over first")  # fmt: skip
    print_table(headings, rows)


if __name__ == "__main__":
    main()
