"""The expertise directory: whole pages, for visitors and for members, with many people.

``--people 50000`` makes invented people in bulk first (and only when there are fewer), in the data
folder that ``TESSERA_DATA_DIR`` names. Never run it on the folder of a real installation.
"""

import argparse
import random
import resource
import sys
from datetime import timedelta

from common import SEED, Stopwatch, percentile, print_machine, print_table, set_up

WORDS = [
    "licensing",
    "permits",
    "housing",
    "school",
    "health",
    "language",
    "clinic",
    "mentor",
    "union",
    "shelter",
    "skills",
    "mayor",
    "interpreter",
    "budget",
    "data",
    "welcome",
    "youth",
    "women",
    "sport",
    "enterprise",
    "harbour",
    "nursing",
    "law",
    "library",
]
NAMES = ("Nuria Salcedo", "Youssef Amrani", "Aylin Demirtaş", "Grace Osei", "Karim Benali",
         "Leyla Haddad", "Ivan Petrov", "李娜", "Sofía Ruiz", "Jean Dupont")  # fmt: skip
LANGUAGES = ("en", "es", "fr", "ar", "ru", "tr", "zh-hans", "de", "uk", "fa", "so", "pl", "pt")


def seed(wanted: int) -> int:
    """Make invented people until there are so many; how many are there."""
    from django.db import transaction
    from django.utils import timezone

    from tessera.network.directory.entries import refresh_entries
    from tessera.network.models import Person, PersonLanguage, PersonText, WillingRole
    from tessera.vocabularies.labels import labels

    chance, picture, now = random.Random(SEED), labels(), timezone.now()
    themes = [each.pk for each in picture.scheme("TH")]
    basis = [each.pk for each in picture.scheme("XB")]
    groups = [each.pk for each in picture.scheme("SH")]
    places = [each.pk for each in picture.places.values() if each.kind == "country"]
    there = Person.objects.count()
    for start in range(there, wanted, 2000):
        with transaction.atomic():
            people = Person.objects.bulk_create(
                Person(
                    display_name=f"{chance.choice(NAMES)} {number}",
                    stakeholder_id=chance.choice(groups),
                    willing=chance.sample(WillingRole.values, chance.randrange(0, 4)),
                    visibility={"basis": "PUBLIC", "stakeholder": "PUBLIC"},
                    consent_given_at=now,
                    consent_until=now.date() + timedelta(days=chance.randrange(30, 700)),
                )
                for number in range(start, min(start + 2000, wanted))
            )
            PersonText.objects.bulk_create(
                PersonText(
                    person=person,
                    language="en",
                    headline=" ".join(chance.sample(WORDS, 4)),
                    ask_about="\n".join(chance.sample(WORDS, 3)),
                    about=" ".join(chance.choices(WORDS, k=30)),
                )
                for person in people
            )
            PersonLanguage.objects.bulk_create(
                PersonLanguage(person=person, language=language)
                for person in people
                for language in chance.sample(LANGUAGES, chance.randrange(1, 4))
            )
            for name, column, values in (
                ("themes", "concept_id", themes),
                ("basis", "concept_id", basis),
                ("regions", "place_id", places),
            ):
                through = getattr(Person, name).through
                through.objects.bulk_create(
                    through(person_id=person.pk, **{column: value})
                    for person in people
                    for value in chance.sample(values, chance.randrange(1, 4))
                )
            refresh_entries(people)
    return Person.objects.count()


def addresses(count: int) -> list[str]:
    """Questions with words, with filters, with both and with neither."""
    from urllib.parse import urlencode

    chance = random.Random(SEED)
    made = []
    for _number in range(count):
        pairs = []
        if chance.random() < 0.6:
            pairs.append(("q", " ".join(chance.sample(WORDS, chance.randrange(1, 3)))))
        if chance.random() < 0.5:
            pairs += [("language", each) for each in chance.sample(LANGUAGES, 2)]
        if chance.random() < 0.5:
            pairs.append(("theme", chance.choice(["EMP", "LAN", "HOU", "EDU", "HEA"])))
        if chance.random() < 0.3:
            pairs.append(("place", chance.choice(["DE", "FR", "TR", "150", "019"])))
        if chance.random() < 0.2:
            pairs.append(("page", str(chance.randrange(1, 8))))
        made.append(f"/{chance.choice(['en', 'ar', 'fr'])}/people/?{urlencode(pairs)}")
    return made


def measure(client: object, wanted: list[str]) -> list[float]:
    """Milliseconds of each answer."""
    walls = []
    for address in wanted:
        with Stopwatch() as watch:
            answer = client.get(address)  # type: ignore[attr-defined]
        if answer.status_code == 200:
            walls.append(watch.wall)
    return walls


def main() -> None:
    """Seed, warm, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    set_up()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from tessera.accounts.models import User
    from tessera.network.directory.picture import picture
    from tessera.vocabularies.loading import load_places, load_vocabularies

    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    load_vocabularies()
    load_places()
    there = seed(options.people)
    print_machine()
    with Stopwatch() as reading:
        picture()
    visitor, member = Client(), Client()
    user, _made = User.objects.get_or_create(email="bench-member@example.org")
    member.force_login(user)
    wanted = addresses(options.requests)
    rows = []
    for name, client in (("visitor", visitor), ("member", member)):
        measure(client, wanted[:20])
        walls = measure(client, wanted)
        rows.append(
            (name, len(walls), *(f"{percentile(walls, each):.0f}" for each in (0.5, 0.95, 0.99)))
        )
    print_table(("reader", "pages", "p50 ms", "p95 ms", "p99 ms"), rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{there} people; reading all of them takes a process {reading.wall:.0f} ms; "
          f"{memory} MB in all.")  # fmt: skip
    sys.exit(0 if all(float(row[3]) <= 80 for row in rows) else 1)


if __name__ == "__main__":
    main()
