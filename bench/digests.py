"""Telling followers what is new: 20,000 people follow searches, 5,000 records are published.

Run it on a data folder of its own with the starter collection, synthetic records and an index (see
``common.py``). It adds followers, announces 5,000 records as published, makes the notices and all
digests, is stopped in the middle once, and prints time, memory and the number of mails.
"""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

from common import SEED, print_machine, print_table, searches, set_up

FOLLOWERS = 20_000
CHANGES = 5_000
DIFFERENT = 2_000
DOMAIN = "followers.example.org"


def fill() -> None:
    """Followers with one to three searches each, of 2,000 different ones."""
    from django.contrib.auth.hashers import make_password

    from tessera.accounts.models import User
    from tessera.following.models import Follow, Follower
    from tessera.search.criteria import Criteria
    from tessera.search.parameters import SearchAddress

    chance = random.Random(SEED)
    targets = []
    for text, filters, language in searches(DIFFERENT):
        criteria = Criteria.of(text, filters=filters, language=language)
        query = SearchAddress(criteria).changed(sort="best").query.lstrip("?")
        if query and len(query) <= 600:
            targets.append((query, language))
    password = make_password(None)
    tongues = ("en", "ar", "fr")
    User.objects.bulk_create(
        [
            User(email=f"p{number}@{DOMAIN}", password=password, language=chance.choice(tongues))
            for number in range(FOLLOWERS)
        ],
        batch_size=1_000, ignore_conflicts=True,
    )  # fmt: skip
    users = list(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("pk", flat=True))
    Follower.objects.bulk_create(
        [Follower(user_id=key, hour=0, quiet_from=0, quiet_until=0) for key in users],
        batch_size=1_000, ignore_conflicts=True,
    )  # fmt: skip
    follows = []
    for key in users:
        for query, language in chance.sample(targets, chance.randrange(1, 4)):
            follows.append(
                Follow(user_id=key, kind="search", target=query, language=language, level="daily")
            )
    Follow.objects.bulk_create(follows, batch_size=1_000, ignore_conflicts=True)


def publish() -> None:
    """Announce records as published, as if they were new."""
    from django.db import transaction

    from tessera.catalogue.models import Record
    from tessera.changes.actions import announce_many, latest_sequence
    from tessera.changes.models import Change
    from tessera.following.models import Progress
    from tessera.search.indexing import update_index

    Progress.objects.update_or_create(pk=1, defaults={"sequence": latest_sequence()})
    rows = Record.objects.filter(is_synthetic=True).order_by("pk")
    with transaction.atomic():
        announce_many(
            kind=Change.Kind.RECORD,
            identifiers=list(rows.values_list("identifier", flat=True)[:CHANGES]),
            what=Change.What.PUBLISHED,
        )
    while update_index():
        pass


def work() -> None:
    """What the worker does, in a process of its own; the first one is killed."""
    set_up()
    from tessera.following.digests import send_digests
    from tessera.following.noticing import notice_changes

    own = 0.0
    for step in (notice_changes, send_digests):
        while step():
            own = max(own, memory("RssAnon"))
    cpu = time.process_time()
    print(f"{memory('VmHWM'):.0f} {cpu:.0f} {own:.0f}")


def memory(name: str) -> float:
    """MB of this process as the kernel counts them: ``VmHWM`` at most since it began, ``RssAnon``
    now, without the files that it maps (index, database). The peak that ``getrusage`` gives begins
    with that of the process that started this one.
    """
    status = Path("/proc/self/status").read_text("utf-8")
    found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Measure, and print."""
    if sys.argv[1:] == ["work"]:
        work()
        return
    set_up()
    from tessera.following.models import Notice
    from tessera.notifications.models import Mail

    print_machine()
    fill()
    Mail.objects.filter(kind="following.digest").delete()
    Notice.objects.all().delete()
    publish()
    command = [sys.executable, __file__, "work"]
    begin = time.monotonic()
    first = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ)
    time.sleep(20)
    first.kill()
    first.wait()
    half = Mail.objects.filter(kind="following.digest").count()
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds = time.monotonic() - begin
    mails = Mail.objects.filter(kind="following.digest")
    people = mails.values("address").distinct().count()
    waiting = Notice.objects.filter(mailed_at=None).count()
    print_table(
        ["followers", "changes", "notices", "digests", "people with two", "not told", "seconds",
         "processor of the second run", "memory at most", "of it without mapped files",
         "killed after"],
        [[f"{FOLLOWERS:,}", f"{CHANGES:,}", f"{Notice.objects.count():,}", f"{mails.count():,}",
          mails.count() - people, waiting, f"{seconds:.0f}", f"{said[1]} s", f"{said[0]} MB",
          f"{said[2]} MB",
          f"{half:,} digests"]],
    )  # fmt: skip


if __name__ == "__main__":
    main()
