"""Finding the people to ask among 50,000: the whole matching, from the question to the five.

Run it with ``TESSERA_DATA_DIR=/tmp/bench .venv/bin/python bench/peers.py`` on a data folder that
``tessera serve`` or ``tessera load-starter`` has prepared. It removes what it made.
"""

import random
import time
from datetime import timedelta

from common import SEED, percentile, print_machine, set_up

PEOPLE = 50_000
QUESTIONS = 60
MUST = 200.0


def main() -> None:
    """Make the people, match questions, print times and queries, remove them."""
    set_up()
    print_machine()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from tessera.accounts.models import User
    from tessera.communities.matching import find_peers
    from tessera.communities.models import PeerQuestion, PeerRequest
    from tessera.network.models import Person, PersonLanguage
    from tessera.vocabularies.labels import labels

    chance = random.Random(SEED)
    themes = [each.pk for each in labels().scheme("TH")]
    countries = [each.pk for each in labels().places.values() if each.kind == "country"]
    cities = [each.pk for each in labels().places.values() if each.kind == "city"]
    tags = ["en"] * 5 + ["fr", "es", "ar"] * 2 + ["ru", "zh-hans", "tr"]
    now = timezone.now()
    User.objects.bulk_create(
        (User(email=f"peers-{number}@example.org") for number in range(PEOPLE)), batch_size=2000
    )
    users = list(User.objects.filter(email__startswith="peers-"))
    Person.objects.bulk_create(
        (
            Person(
                display_name=f"Peer {user.pk}",
                user=user,
                willing=["peer"] if chance.random() < 0.5 else ["mentor"],
                availability=chance.choice(["open", "open", "limited", "paused"]),
                consent_until=now.date() + timedelta(days=100),
            )
            for user in users
        ),
        batch_size=2000,
    )
    people = list(Person.objects.filter(user__in=User.objects.filter(email__startswith="peers-")))
    PersonLanguage.objects.bulk_create(
        (
            PersonLanguage(person=each, language=tag)
            for each in people
            for tag in set(chance.choices(tags, k=2))
        ),
        batch_size=5000,
    )
    for through, name, keys in (
        (Person.themes.through, "concept_id", themes),
        (Person.regions.through, "place_id", [*countries, *cities]),
    ):
        through.objects.bulk_create(
            (
                through(person_id=each.pk, **{name: key})
                for each in people
                for key in chance.sample(keys, 3)
            ),
            batch_size=5000,
        )
    asker = users[0]
    dummy = PeerQuestion.objects.create(title="x", text="x", language="en", asker=asker)
    PeerRequest.objects.bulk_create(
        (
            PeerRequest(
                question=dummy, person=each, asked_at=now - timedelta(days=chance.randint(0, 60))
            )
            for each in chance.sample(people, PEOPLE // 3)
        ),
        batch_size=5000,
    )
    times, worked, queries, found = [], [], set(), []
    for number in range(QUESTIONS):
        question = PeerQuestion.objects.create(
            title="x", text="x", language="en", languages=[chance.choice(tags)], asker=asker,
            place_id=chance.choice([*countries, *cities, None]),
        )  # fmt: skip
        question.themes.set(chance.sample(themes, 2))
        with CaptureQueriesContext(connection) as seen:
            begun, began = time.perf_counter(), time.process_time()
            found.append(len(find_peers(question, most=5)))
            if number >= 5:
                times.append((time.perf_counter() - begun) * 1000)
                worked.append((time.process_time() - began) * 1000)
        queries.add(len(seen))
    median, late = percentile(times, 0.5), percentile(times, 0.95)
    print(f"{PEOPLE} people: median {median:.0f} ms, p95 {late:.0f} ms (must be ≤ {MUST:.0f}), "
          f"processor alone p95 {percentile(worked, 0.95):.0f} ms, "
          f"{sorted(queries)} queries, {min(found)} to {max(found)} found")  # fmt: skip
    PeerQuestion.objects.filter(asker=asker).delete()
    Person.objects.filter(pk__in=[each.pk for each in people]).delete()
    User.objects.filter(email__startswith="peers-").delete()


if __name__ == "__main__":
    main()
