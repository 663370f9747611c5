"""A live room full of people: real HTTP clients that ask as the page's script does.

``TESSERA_DATA_DIR=/tmp/bench .venv/bin/python bench/room.py --people 1000`` on a prepared data
folder (or a ``TESSERA_DATABASE_URL``) starts the web program, fills a room, and prints how late
people see a change; then a storm of votes, some of them sent twice. ``--kill web`` adds a scene and
a storm in whose middle the web program's processes are killed (signal 9), which their supervisor
starts again; ``--kill all`` adds a scene in which the supervisor is killed too, and everything is
started anew. Clients share the machine's cores with the program.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common import ROOT, percentile, print_machine, print_table, set_up

PORT = int(os.environ.get("PORT", "8106"))
PAUSE, JITTER, LONGEST = 2.0, 0.25, 2.0
HAVE = "now,captions,polls,notes,groups,agenda,floor,questions-support"
PATIENCE = 300


class Web:
    """The web program with its processes."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        code = "import sys; from tessera.command_line import main; sys.exit(main())"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", "--web-only"], cwd=ROOT,
            env={**os.environ, "PORT": str(PORT), "TESSERA_LOG_LEVEL": "ERROR"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        """Signal 9 to the supervisor and all it has started."""
        assert self.process is not None
        children = self._children()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        _kill_groups(children)

    def kill_children(self) -> None:
        """Signal 9 to what the supervisor has started."""
        _kill_groups(self._children())

    def _children(self) -> list[int]:
        """Each leads a process group of its own."""
        assert self.process is not None
        return [pid for pid, fields in _processes() if int(fields[1]) == self.process.pid]

    def cpu_seconds(self) -> float:
        """Processor time of all its processes so far."""
        assert self.process is not None
        ticks = 0
        for _pid, fields in _processes():
            if int(fields[3]) == self.process.pid:  # Its session.
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _processes() -> Iterator[tuple[int, list[str]]]:
    """Number and state of each process (proc(5), "stat" from the third field)."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(path.parent.name), path.read_text().rpartition(")")[2].split()
        except OSError:
            continue


def _kill_groups(leaders: list[int]) -> None:
    for pid in leaders:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


class Connection:
    """One kept-alive connection."""

    def __init__(self) -> None:
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, head: str, body: str = "") -> tuple[int, bytes]:
        """Status and body. Raises ``OSError`` when nobody answers."""
        try:
            async with asyncio.timeout(8):
                return await self._ask(method, path, head, body)
        except (OSError, asyncio.IncompleteReadError, ValueError, IndexError) as error:
            if self.writer:
                self.writer.close()
            self.writer = None
            raise OSError(str(error)) from error

    async def _ask(self, method: str, path: str, head: str, body: str) -> tuple[int, bytes]:
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", PORT)
        length = f"Content-Length: {len(body)}\r\n" if method == "POST" else ""
        self.writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAccept-Encoding: gzip\r\n"
            f"{head}{length}\r\n{body}".encode()
        )
        head_bytes = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head_bytes.split(" ", 2)[1])
        size = 0
        for line in head_bytes.split("\r\n"):
            if line.startswith("content-length:"):
                size = int(line.partition(":")[2])
        return status, await self.reader.readexactly(size) if size else b""


class Person:
    """Somebody whose page asks for news."""

    def __init__(self, path: str, key: str) -> None:
        self.path, self.head = path, f"X-Room-Key: {key}\r\n"
        self.connection = Connection()
        self.version = 0
        self.have: dict[str, str] = dict.fromkeys(HAVE.split(","), "")
        self.seen: list[tuple[int, float]] = []
        self.back_at = 0.0
        self.lost = 0

    async def stay(self, until: float, counts: Counter[str]) -> None:
        """Ask until the end."""
        import gzip
        import json

        await asyncio.sleep(random.random() * PAUSE)
        while time.monotonic() < until:
            have = ",".join(f"{name}.{mark}" for name, mark in self.have.items())
            pause = PAUSE
            try:
                status, body = await self.connection.ask(
                    "GET", f"{self.path}?v={self.version}&have={have}", self.head
                )
                counts[str(status)] += 1
                if status == 200:
                    news = json.loads(gzip.decompress(body))
                    self.version = news["v"]
                    self.have |= {name: part["h"] for name, part in news["parts"].items()}
                    self.seen.append((self.version, time.monotonic()))
                if status in {200, 204}:
                    if self.lost:
                        self.back_at = time.monotonic()
                    self.lost = 0
            except OSError:
                counts["lost"] += 1
                self.lost += 1
                pause = min(1.0 * self.lost, LONGEST)
            await asyncio.sleep(pause * random.uniform(1 - JITTER, 1 + JITTER))


def fill_room(people: int, questions: int) -> Any:
    """A session with a room, participants with cookies, and questions."""
    from django.db import transaction
    from django.utils import timezone

    from tessera.meetings.attendance import Attendee
    from tessera.meetings.live import asking, conducting
    from tessera.meetings.live.models import Participant
    from tessera.meetings.live.presence import enter
    from tessera.meetings.models import ProgrammePart, Session, SessionText
    from tessera.vocabularies.models import Concept

    with transaction.atomic():
        session = Session.objects.create(
            format=Concept.objects.get(scheme__code="SF", code="PAN"),
            attribution_rule=Concept.objects.get(scheme__code="AR", code="PUB"),
            state="OPEN", starts_at=timezone.now(), minutes=90, access="open", slug="full",
        )  # fmt: skip
        SessionText.objects.create(session=session, language="en", title="A full room")
        kind = Concept.objects.get(scheme__code="PK", code="QNA")
        ProgrammePart.objects.create(session=session, kind=kind, minutes=90)
        lead = enter(session, Attendee("i0", "Lead", frozenset({"MOD"}), ""))
        conducting.open_room(by=lead)
        for number in range(questions):
            asking.ask(f"Question number {number}?", language="en", with_name=False, by=lead)
        Participant.objects.bulk_create(
            Participant(room=lead.room, key=f"gperson{number}", name=f"Person {number}")
            for number in range(people)
        )
    return lead


async def wait_for_web() -> None:
    """Until it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if (await Connection().ask("GET", "/healthz", ""))[0] == 200:
                return
        except OSError:
            await asyncio.sleep(0.1)
    message = "the web program did not start"
    raise SystemExit(message)


async def be_there(web: Web, lead: Any, people: int, seconds: int, kill: str) -> list[str]:
    """People ask; a moderator changes something every three seconds; perhaps a kill in the middle
    (``web`` or ``all``).
    """
    from tessera.meetings.live import conducting
    from tessera.meetings.live.early import room_key
    from tessera.meetings.live.models import Room

    first = await asyncio.to_thread(lead.session.programme.first)
    identifier, part = lead.session.identifier, first.pk
    path, key = f"/live/{identifier}/en", room_key(identifier, "p")
    crowd = [Person(path, key) for _each in range(people)]
    counts: Counter[str] = Counter()
    begun, cpu = time.monotonic(), web.cpu_seconds()
    until = begun + seconds
    staying = [asyncio.create_task(each.stay(until, counts)) for each in crowd]
    changes: list[tuple[int, float]] = []
    killed_at = up_at = 0.0
    await asyncio.sleep(4)
    while time.monotonic() < until - 5:
        if kill and not up_at and time.monotonic() - begun > seconds / 3:
            killed_at = time.monotonic()
            await asyncio.to_thread(web.kill_children if kill == "web" else web.kill)
            if kill == "all":
                web.start()
            await wait_for_web()
            up_at = time.monotonic()
        moment = time.monotonic()
        await asyncio.to_thread(conducting.add_minutes, 1, part=part, by=lead)
        version = await asyncio.to_thread(Room.objects.values_list("version", flat=True).get,
                                          pk=lead.room.pk)  # fmt: skip
        changes.append((version, moment))
        await asyncio.sleep(3)
    await asyncio.gather(*staying)
    used = (web.cpu_seconds() - cpu) / (time.monotonic() - begun)
    delays, missed = [], 0
    for version, moment in changes:
        for each in crowd:
            found = next((at for seen, at in each.seen if seen >= version), None)
            if found is None:
                missed += 1
            elif not up_at or moment >= up_at:
                delays.append(found - moment)
    late = sum(delay > 3 for delay in delays)
    share = 100 * (1 - (late + missed) / max(len(delays) + missed, 1))
    rows = [
        f"{people} people, {seconds} s" + (f", {kill} killed" if kill else ""),
        f"{sum(counts.values()) / seconds:.0f}",
        f"{percentile(delays or [0], 0.5):.2f} / {percentile(delays or [0], 0.95):.2f} s",
        f"{share:.1f} %", "–" if kill else f"{100 * used:.0f} %",
        ", ".join(f"{name}: {number}" for name, number in sorted(counts.items())),
    ]  # fmt: skip
    if up_at:
        back = [each.back_at - killed_at for each in crowd if each.back_at > killed_at]
        away = sum(each.lost > 0 for each in crowd)
        rows[5] += (
            f"; up {up_at - killed_at:.1f} s after the kill, back p50 / last "
            f"{percentile(back or [0], 0.5):.1f} / {max(back, default=0):.1f} s after it, "
            f"{away} still away"
        )
    return rows


async def storm(
    web: Web, lead: Any, people: int, rate: int, seconds: int, *, kills: bool = False
) -> list[str]:
    """Votes at a rate, one in ten sent twice; then the table is compared with what was told.

    Whoever gets no answer sends again after a second, as people do.
    """
    from tessera.meetings.live.early import voter_key
    from tessera.meetings.live.models import Participant, Question, QuestionVote

    session = lead.session
    await asyncio.to_thread(QuestionVote.objects.filter(question__session=session).delete)
    numbers = await asyncio.to_thread(
        lambda: list(Question.objects.filter(session=session).values_list("pk", flat=True))
    )
    wanted = [(person, number) for number in numbers for person in range(people)]
    random.shuffle(wanted)
    votes = wanted[: rate * seconds]
    people_of = await asyncio.to_thread(
        lambda: dict(
            Participant.objects.filter(room=lead.room, key__startswith="gperson").values_list(
                "key", "pk"
            )
        )
    )
    keys = {
        int(key.removeprefix("gperson")): voter_key(session.identifier, number)
        for key, number in people_of.items()
    }
    queue: asyncio.Queue[tuple[int, int]] = asyncio.Queue()
    told: set[tuple[int, int]] = set()
    counts: Counter[str] = Counter()
    times: list[float] = []

    async def voter() -> None:
        connection = Connection()
        while True:
            person, number = await queue.get()
            body = f"question={number}&support=1"
            head = (
                f"X-Voter-Key: {keys[person]}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n"
            )
            began = time.perf_counter()
            status = 0
            while not status:
                try:
                    path = f"/live/{session.identifier}/vote"
                    status, _body = await connection.ask("POST", path, head, body)
                except OSError:
                    counts["no answer"] += 1
                    await asyncio.sleep(1)
            counts[str(status)] += 1
            if status == 200:
                told.add((person, number))
                times.append(time.perf_counter() - began)
            queue.task_done()

    voters = [asyncio.create_task(voter()) for _each in range(48)]
    begun, cpu = time.monotonic(), web.cpu_seconds()
    for place, vote in enumerate(votes):
        queue.put_nowait(vote)
        if place % 10 == 0:
            queue.put_nowait(vote)
        if kills and place == len(votes) // 2:
            web.kill_children()
        ahead = begun + place / rate - time.monotonic()
        if ahead > 0.01:
            await asyncio.sleep(ahead)
    await queue.join()
    lasted = time.monotonic() - begun
    used = (web.cpu_seconds() - cpu) / lasted
    for each in voters:
        each.cancel()
    kept = await asyncio.to_thread(
        lambda: list(
            QuestionVote.objects.filter(question__session=session).values_list(
                "participant__key", "question"
            )
        )
    )
    pairs = {(int(key.removeprefix("gperson")), number) for key, number in kept}
    return [
        f"{len(votes)} votes in {lasted:.1f} s ({len(votes) / lasted:.0f} a second)"
        + (", web killed" if kills else ""),
        f"{percentile(times, 0.5) * 1000:.0f} / {percentile(times, 0.95) * 1000:.0f} ms",
        len(told), len(kept), len(kept) - len(pairs), len(told - pairs),
        "–" if kills else f"{100 * used:.0f} %",
        ", ".join(f"{name}: {number}" for name, number in sorted(counts.items())),
    ]  # fmt: skip


async def play(chosen: argparse.Namespace) -> None:
    """All three scenes."""
    lead = await asyncio.to_thread(fill_room, chosen.people, 20)
    web = Web()
    web.start()
    try:
        await wait_for_web()
        scenes = []
        for kill in ("", *chosen.kill):
            scenes.append(await be_there(web, lead, chosen.people, chosen.seconds, kill))
        print_table(
            ["scene", "asked a second", "seen after p50 / p95", "within 3 s", "of one core",
             "answers"],
            scenes,
        )  # fmt: skip
        storms = [await storm(web, lead, chosen.people, chosen.votes, chosen.storm)]
        if "web" in chosen.kill:
            storms.append(
                await storm(web, lead, chosen.people, chosen.votes, chosen.storm, kills=True)
            )
        print_table(
            ["storm", "answered in p50 / p95", "told counted", "kept", "double", "lost",
             "of one core", "answers"],
            storms,
        )  # fmt: skip
    finally:
        web.kill()


def main() -> None:
    """Measure, and print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=1000)
    reader.add_argument("--seconds", type=int, default=25, help="of each scene")
    reader.add_argument("--votes", type=int, default=300, help="a second")
    reader.add_argument("--storm", type=int, default=20, help="seconds of votes")
    reader.add_argument("--kill", action="append", choices=["web", "all"], default=[],
                        help="in a further scene; can be given twice")  # fmt: skip
    chosen = reader.parse_args()
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    set_up()
    print_machine()
    asyncio.run(play(chosen))


if __name__ == "__main__":
    main()
