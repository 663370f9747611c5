"""Looking for duplicates while one types, at the size of the present database.

    tessera seed --records 100000     (with TESSERA_DATA_DIR set to a folder of its own)
    .venv/bin/python bench/duplicates.py [--drafts 300]

Each draft copies a random public record's title, the address of another, and the DOI of a third,
with a word changed in every second title, as somebody would type who does not know that it is
here. Times are of the whole question, with the cards that are shown; nothing is kept.
"""

import argparse
import random
import time
from typing import TYPE_CHECKING

from common import SEED, percentile, print_machine, set_up

if TYPE_CHECKING:
    from tessera.review.models import Submission


def drafts(count: int) -> "list[Submission]":
    """As many, made of what is there."""
    from tessera.catalogue.models import Record, RecordText
    from tessera.review.models import Submission

    chosen = random.Random(SEED)
    keys = list(Record.objects.public().order_by("pk").values_list("pk", flat=True))
    made = []
    for number in range(count):
        one, other = chosen.choice(keys), chosen.choice(keys)
        text = RecordText.objects.filter(record_id=one).first()
        title = text.title.split()
        if number % 2 and len(title) > 2:
            title[chosen.randrange(len(title))] = "another"
        content = {
            "title": " ".join(title),
            "places": ["DE"],
            "source_url": Record.objects.get(pk=other).source_url,
            "identifiers": [{"scheme": "DOI", "value": f"10.1234/{number}"}],
        }
        made.append(Submission(kind="PRA", language=text.language, content=content))
    return made


def main() -> None:
    """Ask for each draft once."""
    set_up()
    from tessera.catalogue.models import Record
    from tessera.review.duplicates import possible_duplicates

    parser = argparse.ArgumentParser()
    parser.add_argument("--drafts", type=int, default=300)
    asked = drafts(parser.parse_args().drafts)
    times, found = [], 0
    for draft in asked[:5]:
        possible_duplicates(draft)  # Opens the index and the connections.
    for draft in asked:
        start = time.perf_counter()
        found += bool(possible_duplicates(draft))
        times.append((time.perf_counter() - start) * 1000)
    print_machine()
    print(
        f"{Record.objects.public().count()} records, {len(asked)} drafts, {found} with a duplicate"
    )
    print(
        f"p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} ms, "
        f"most {max(times):.1f} ms"
    )


if __name__ == "__main__":
    main()
