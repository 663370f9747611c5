"""Offers and seeks among 20,000: the list with its facets, and what fits one of them.

Run it with ``TESSERA_DATA_DIR=/tmp/bench .venv/bin/python bench/exchange.py`` on a data folder that
``tessera load-starter`` has prepared. It removes what it made.
"""

import random
import time
from collections.abc import Callable
from datetime import timedelta

from common import SEED, percentile, print_machine, print_table, set_up

LISTINGS = 20_000
ROUNDS = 40
DOMAIN = "exchange.example.org"


def fill() -> None:
    """People with a listing each."""
    from django.utils import timezone

    from tessera.accounts.models import User
    from tessera.exchange.models import Listing
    from tessera.network.models import Person
    from tessera.vocabularies.labels import labels

    chance, now = random.Random(SEED), timezone.now()
    picture = labels()
    kinds = [each.pk for each in picture.scheme("PX")]
    themes = [each.pk for each in picture.scheme("TH")]
    places = [each.pk for each in picture.places.values() if each.kind in {"country", "city"}]
    tags = ["en"] * 5 + ["fr", "es", "ar"] * 2 + ["ru", "zh-hans", "tr"]
    User.objects.bulk_create(
        (User(email=f"e{number}@{DOMAIN}") for number in range(LISTINGS)), batch_size=2000
    )
    users = User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk")
    until = now.date() + timedelta(days=100)
    Person.objects.bulk_create(
        (Person(display_name=f"E {each.pk}", user=each, consent_until=until) for each in users),
        batch_size=2000,
    )
    Listing.objects.bulk_create(
        (
            Listing(
                person=person, side=chance.choice(["offer", "seek"]), kind_id=chance.choice(kinds),
                title=f"A partner {person.pk}", text="We are four.", language="en",
                languages=sorted(set(chance.choices(tags, k=2))),
                place_id=chance.choice([*places, None]), until=until, capacity=2, passed_at=now,
                readers=chance.choice(["all", "all", "members"]),
            )
            for person in Person.objects.filter(user__in=users)
        ),
        batch_size=2000,
    )  # fmt: skip
    through = Listing.themes.through
    made = Listing.objects.filter(person__user__in=users).values_list("pk", flat=True)
    through.objects.bulk_create(
        (
            through(listing_id=key, concept_id=theme)
            for key in made
            for theme in chance.sample(themes, 2)
        ),
        batch_size=5000,
    )


def measured(what: str, act: Callable[[int], object]) -> list[str]:
    """A row of the table; the first round warms up."""
    times, worked = [], []
    for number in range(ROUNDS + 1):
        begun, began = time.perf_counter(), time.process_time()
        act(number)
        if number:
            times.append((time.perf_counter() - begun) * 1000)
            worked.append((time.process_time() - began) * 1000)
    figures = (percentile(times, 0.5), percentile(times, 0.95), percentile(worked, 0.95))
    return [what, *(f"{each:.0f} ms" for each in figures)]


def main() -> None:
    """Measure, print, and remove."""
    set_up()
    print_machine()
    from django.test import Client

    from tessera.accounts.models import User
    from tessera.exchange.matching import find_matches
    from tessera.exchange.models import Listing
    from tessera.network.models import Person

    fill()
    mine = User.objects.filter(email__endswith=f"@{DOMAIN}")
    try:
        reader = mine.first()
        stranger, member = (Client(headers={"host": "127.0.0.1"}) for _each in range(2))
        member.force_login(reader)
        listings = list(Listing.objects.filter(person__user__in=mine)[: ROUNDS + 1])
        rows = [
            measured("list, stranger", lambda _n: stranger.get("/en/exchange/")),
            measured("list, member", lambda _n: member.get("/en/exchange/")),
            measured("narrowed", lambda _n: member.get("/en/exchange/?side=seek&language=en")),
            measured("what fits one", lambda n: find_matches(listings[n], viewer=reader)),
        ]
        print_table([f"{LISTINGS:,} listings", "median", "p95", "processor p95"], rows)
    finally:
        Listing.objects.filter(person__user__in=mine).delete()
        Person.objects.filter(user__in=mine).delete()
        mine.delete()


if __name__ == "__main__":
    main()
