"""Completion as one types: every title is typed letter by letter, some with an error.

``find`` of the suggestions is called as the page's script calls it, without the web around it.
"""

import argparse
import random

from common import SEED, Stopwatch, percentile, print_machine, print_table, set_up


def typed(titles: list[tuple[str, str]], chance: random.Random) -> list[tuple[str, str, str]]:
    """How it is typed, the beginning, and the language; what is as long as an address has it."""
    found = []
    for title, language in titles:
        words = title.split()
        start = " ".join(words[: chance.randrange(1, min(3, len(words)) + 1)])[:60]
        for length in range(2, len(start) + 1):
            found.append(("as it is", start[:length], language))
        if len(start) > 5:
            at = chance.randrange(2, len(start) - 1)
            wrong = start[:at] + start[at + 1] + start[at] + start[at + 2 :]
            found.append(("two letters exchanged", wrong, language))
    return found


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--titles", type=int, default=60)
    chosen = arguments.parse_args()
    set_up()
    from tessera.catalogue.models import RecordText
    from tessera.search.suggestions import suggestions

    print_machine()
    chance = random.Random(SEED)
    last = RecordText.objects.order_by("-pk").values_list("pk", flat=True)[0]
    keys = [chance.randrange(1, last) for _ in range(chosen.titles)]
    titles = list(RecordText.objects.filter(pk__in=keys).values_list("title", "language"))
    asked = typed(titles, chance)
    for _how, text, language in asked[:20]:
        suggestions(text, language=language)
    times: dict[str, list[tuple[float, float]]] = {}
    for how, text, language in asked[20:]:
        with Stopwatch() as watch:
            suggestions(text, language=language)
        times.setdefault(how, []).append((watch.wall, watch.cpu))
    rows = [
        (how, len(each), *(
            f"{percentile([pair[of] for pair in each], share):.1f}"
            for of in (0, 1) for share in (0.5, 0.95)
        ))
        for how, each in times.items()
    ]  # fmt: skip
    print_table(("typed", "times", "p50 ms", "p95 ms", "p50 CPU ms", "p95 CPU ms"), rows)


if __name__ == "__main__":
    main()
