"""The page of a discussion with 2,000 posts: 50 a page, asked through the whole stack in process.

Run it with ``TESSERA_DATA_DIR=/tmp/bench .venv/bin/python bench/discussion.py`` on a data folder
that ``tessera serve`` or ``tessera load-starter`` has prepared. It removes what it made.
"""

import random
import time

from common import SEED, percentile, print_machine, set_up

POSTS = 2000
PEOPLE = 200
ASKED = 150
MUST = 120.0


def main() -> None:
    """Make the discussion, ask for pages at random, print times and queries, remove it."""
    set_up()
    print_machine()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tessera.accounts.models import User
    from tessera.catalogue.models import Record
    from tessera.communities.models import Community, Discussion

    chance = random.Random(SEED)
    records = list(Record.objects.public().values_list("identifier", flat=True)[:200])
    community = Community.objects.create(name="Bench", purpose="Bench", state="active")
    User.objects.bulk_create(
        User(email=f"bench-{number}@example.org", first_name=f"Member {number}")
        for number in range(PEOPLE)
    )
    people = list(User.objects.filter(email__startswith="bench-"))
    community.memberships.model.objects.bulk_create(
        community.memberships.model(community=community, user=each) for each in people
    )
    now = community.created_at
    talk = Discussion.objects.create(
        community=community, title="Bench", language="en", author=people[0], last_at=now,
        reply_count=POSTS - 1,
    )  # fmt: skip
    _fill(talk, people, records, chance)
    for name, reader in (("stranger", None), ("member", people[0])):
        client = Client(headers={"host": "127.0.0.1", "accept-language": "en"})
        if reader:
            client.force_login(reader)
        times, worked, queries = [], [], set()
        for number in range(ASKED + 10):
            page = chance.randint(1, (POSTS - 1) // 50)
            begun, began = time.perf_counter(), time.process_time()
            answer = client.get(f"{talk.get_absolute_url()}?page={page}")
            if number >= 10:
                times.append((time.perf_counter() - begun) * 1000)
                worked.append((time.process_time() - began) * 1000)
            assert answer.status_code == 200, answer.status_code
        for page in (2, 20, 39):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                client.get(f"{talk.get_absolute_url()}?page={page}")
            queries.add(len(seen))
        median, late = percentile(times, 0.5), percentile(times, 0.95)
        print(f"{name}: median {median:.0f} ms, p95 {late:.0f} ms (must be ≤ {MUST:.0f}), "
              f"processor alone p95 {percentile(worked, 0.95):.0f} ms, "
              f"{sorted(queries)} queries, {len(answer.content) / 1000:.0f} KB")  # fmt: skip
    community.delete()
    User.objects.filter(email__startswith="bench-").delete()


def _fill(talk: object, people: list, records: list[str], chance: random.Random) -> None:
    from tessera.communities.models import Post

    words = [
        "we",
        "paid",
        "asked",
        "tried",
        "women",
        "clinic",
        "city",
        "language",
        "course",
        "interpreters",
        "money",
        "time",
    ]
    Post.objects.bulk_create(
        (
            Post(
                discussion=talk,
                number=number + 1,
                author=chance.choice(people),
                language=chance.choice(["en", "fr", "ar", "ru"]),
                is_markdown=number % 2 == 0,
                text="\n\n".join(
                    f"**{number}** " + " ".join(chance.choices(words, k=40)) for _each in range(3)
                ),
                records=chance.sample(records, min(len(records), number % 3)),
            )
            for number in range(POSTS)
        ),
        batch_size=500,
    )


if __name__ == "__main__":
    main()
