"""The API over HTTP at 100,000 records: how long lists and searches take, how many a second.

Starts a web program without a limit of requests, and ends it. Each address is asked once, so
that nothing is answered from memory; the client runs on the same cores.
"""

import argparse
import os
import random
from urllib.parse import urlencode

from common import SEED, print_machine, print_table, searches, set_up
from pages import Server, measure

_FACETS = ("kind", "theme", "country", "language", "evidence")


def list_paths(count: int, most: int) -> list[str]:
    """Addresses of lists: after different records, of different kinds, ``most`` a page."""
    from tessera.catalogue.models import Record

    names = list(Record.objects.public().order_by("pk").values_list("identifier", flat=True))
    chance = random.Random(SEED)
    made: dict[str, None] = {}
    while len(made) < count:
        values = {"limit": str(most), "after": chance.choice(names)}
        if chance.random() < 0.5:
            values["kind"] = chance.choice(("PRA", "ACA", "POL", "GUI"))
        if chance.random() < 0.3:
            values["fields"] = "texts,year,themes"
        made["/api/v1/records?" + urlencode(values)] = None
    return list(made)


def search_paths(count: int) -> list[str]:
    """Addresses of different searches with the facets that the API has."""
    found = []
    for text, filters, language in searches(count):
        kept = {name: values for name, values in filters.items() if name in _FACETS}
        values = {"q": text, **kept, "lang": language}
        found.append("/api/v1/search?" + urlencode(values, doseq=True))
    return list(dict.fromkeys(found))


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--requests", type=int, default=800)
    arguments.add_argument("--clients", type=int, default=4)
    arguments.add_argument("--most", type=int, default=20, help="records a page of a list")
    arguments.add_argument("--port", type=int, default=8109)
    chosen = arguments.parse_args()
    os.environ["TESSERA_API_LIMIT"] = "0"
    set_up()
    print_machine()
    wanted = {
        f"list, {chosen.most} records": list_paths(chosen.requests, chosen.most),
        "search, every one different": search_paths(chosen.requests),
    }
    with Server(chosen.port) as server:
        rows = [measure(server, name, paths, chosen.clients) for name, paths in wanted.items()]
    headings = ("", "p50 ms", "p95 ms", "server CPU ms each", "a second")
    print_table(headings, rows)


if __name__ == "__main__":
    main()
