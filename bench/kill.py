"""Web program and worker are killed (signal 9) at moments of chance while people write, editors
list, reviewers review and mails go out; then everything that was answered as done must be there.

``.venv/bin/python bench/kill.py --kills 100`` starts the whole product on a fresh data folder and
a mail server of its own, and prints what was acknowledged and what was lost. A hundred kills take
some ten minutes.
"""

import argparse
import atexit
import http.client
import json
import logging
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from common import ROOT, print_machine, print_table, set_up

WRITERS = 4
PATIENCE = 400


class Product:
    """``tessera serve`` with all its processes."""

    def __init__(self, folder: str, port: int, mail_port: int) -> None:
        self.port = port
        self.environment = {
            **os.environ, "TESSERA_DATA_DIR": folder, "PORT": str(port), "TESSERA_DATABASE_URL": "",
            "TESSERA_EMAIL_URL": f"smtp://127.0.0.1:{mail_port}", "TESSERA_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        code = "import sys; from tessera.command_line import main; sys.exit(main())"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "serve"], cwd=ROOT, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if ask(self.port, "GET", "/healthz")[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        message = "the product did not start"
        raise SystemExit(message)

    def kill(self) -> None:
        """Signal 9 to every process."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def ask(
    port: int, method: str, path: str, data: dict[str, str] | None = None, cookies: str = ""
) -> tuple[int, str, str]:
    """One request: status, body, and where it leads on."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(data) if data else None, headers)
        answer = connection.getresponse()
        body = answer.read().decode()
    finally:
        connection.close()
    return answer.status, body, answer.getheader("Location") or ""


class Person(threading.Thread):
    """Somebody at a browser, who goes on after every broken answer."""

    def __init__(self, product: Product, user: Any, number: int) -> None:
        super().__init__(daemon=True)
        self.port, self.number = product.port, number
        self.cookies = browser_of(user)
        self.acknowledged: Counter[str] = Counter()
        self.ends = threading.Event()
        self.faults: list[str] = []

    def run(self) -> None:
        """Until the end."""
        while not self.ends.is_set():
            try:
                self.work()
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.1)  # It was killed; try again as a person would.

    def work(self) -> None:
        """One piece of work."""
        raise NotImplementedError

    def ask(self, method: str, path: str, **data: str) -> tuple[int, str, str]:
        """As this person."""
        given = {**data, "csrfmiddlewaretoken": TOKEN} if data else None
        answer = ask(self.port, method, path, given, self.cookies)
        if answer[0] >= 500:
            self.faults.append(f"{answer[0]} {path}")
        return answer


class Writer(Person):
    """Types a practice, saves it five times, and sends it in."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.saved: dict[str, int] = {}
        self.sent: set[str] = set()

    def work(self) -> None:
        """One contribution."""
        _status, page, _next = self.ask("GET", "/en/contribute/PRA/")
        token = value_of(page, "draft")
        identifier = token.partition(":")[0]
        revision = "0"
        for count in range(1, 6):
            fields = self.fields(identifier, count)
            status, body, _next = self.ask(
                "POST", "/en/contribute/save/", draft=token, revision=revision, **fields
            )
            if status == 200:
                revision = str(json.loads(body)["revision"])
                self.saved[identifier] = count
                self.acknowledged["savings"] += 1
        address = f"/en/contribute/drafts/{identifier}/send/"
        status, _body, following = self.ask(
            "POST", address, draft=token, revision=revision, do="send"
        )
        if status == 302 and "/my/" in following:
            self.sent.add(identifier)
            self.acknowledged["sent in"] += 1

    def fields(self, identifier: str, count: int) -> dict[str, str]:
        """What has been typed by then."""
        return {
            "kind": "PRA", "step": "short", "title": f"Cafés {identifier}", "places": "DE",
            "summary": f"Written {count} times. Neighbours meet.", "lead": "Ashcombe",
            "source_url": f"https://example.org/{identifier}", "language": "en",
        }  # fmt: skip


class Editor(Person):
    """Takes on what waits and returns it with a reason."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.returned: set[str] = set()

    def work(self) -> None:
        """The first of the list."""
        _status, page, _next = self.ask("GET", "/en/desk/?queue=check")
        waiting = re.findall(r"/en/desk/([0-9A-Z]{4}-[0-9A-Z]{4})/\?", page)
        if not waiting:
            time.sleep(0.3)
            return
        identifier = random.choice(waiting)
        status, _body, following = self.ask(
            "POST", f"/en/desk/{identifier}/", do="return", code=REASON, note="Say more about it."
        )
        if status == 302 and identifier in following:
            self.returned.add(identifier)
            self.acknowledged["decisions"] += 1


class Reader(Person):
    """A reviewer who writes a review and saves it again and again."""

    def __init__(self, product: Product, assignment: Any, number: int) -> None:
        super().__init__(product, assignment.reviewer.user, number)
        self.identifier, self.count, self.revision = assignment.identifier, 0, ""

    def work(self) -> None:
        """One saving."""
        address = f"/en/desk/reviews/{self.identifier}/"
        if not self.revision:
            self.revision = value_of(self.ask("GET", address)[1], "revision")
        count = self.count + 1
        status, body, _next = self.ask(
            "POST", f"{address}save/", revision=self.revision, questions=f"Read {count} times."
        )
        if status == 200:
            self.count, self.revision = count, str(json.loads(body)["revision"])
            self.acknowledged["savings of a review"] += 1
        else:  # Saved, but the answer was cut off: the page is read anew.
            self.revision = ""
        time.sleep(0.05)


TOKEN = "a" * 32
REASON = "more"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def value_of(page: str, name: str) -> str:
    """What a hidden field holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    if found is None:
        message = f"no field {name}"
        raise ValueError(message)
    return found[1]


def browser_of(user: Any) -> str:
    """The cookies of somebody who has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


class MailServer:
    """Counts what it accepted, by Message-ID."""

    def __init__(self) -> None:
        from aiosmtpd.controller import Controller

        self.seen: Counter[str] = Counter()
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)
        self.controller.start()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Accept."""
        found = re.search(rb"(?im)^message-id:\s*(\S+)", envelope.content)
        self.seen[found[1].decode() if found else "?"] += 1
        return "250 taken"


def people_of(product: Product) -> tuple[list[Writer], Editor, Reader]:
    """Accounts, a roster, and a review that has begun."""
    from tessera.review.desk_reasons import RETURNING
    from tests.factories import accounts
    from tests.factories import reviewing as make

    global REASON
    REASON = RETURNING[0].code
    users = [accounts.user(f"writer{number}@example.org") for number in range(WRITERS)]
    writers = [Writer(product, user, number) for number, user in enumerate(users)]
    reading = make.accept(make.assigned()[0])
    return writers, Editor(product, accounts.desk_editor(), 0), Reader(product, reading, 0)


def lost(writers: list[Writer], editor: Editor, reader: Reader) -> dict[str, int]:
    """How many acknowledged steps are not in the database."""
    from tessera.review.models import Assignment, Submission

    rows = {each.identifier: each for each in Submission.objects.prefetch_related("events")}

    def steps(identifier: str) -> set[str]:
        one = rows.get(identifier)
        return {each.to_state for each in one.events.all()} if one else set()

    def written(identifier: str) -> int:
        one = rows.get(identifier)
        found = re.search(r"Written (\d+)", one.value("summary")) if one else None
        return int(found[1]) if found else 0

    assignment = Assignment.objects.select_related("review").get(identifier=reader.identifier)
    kept = re.search(r"Read (\d+)", json.dumps(assignment.review.content))
    return {
        "savings": sum(
            written(each) < count for writer in writers for each, count in writer.saved.items()
        ),
        "sent in": sum(
            "submitted" not in steps(each) for writer in writers for each in writer.sent
        ),
        "decisions": sum("returned" not in steps(each) for each in editor.returned),
        "savings of a review": int(not kept or int(kept[1]) < reader.count),
    }


def main() -> None:
    """Kill, and count."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--port", type=int, default=8377)
    given = options.parse_args()
    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TESSERA_DATA_DIR": folder, "TESSERA_DATABASE_URL": ""}
        mail_server = MailServer()
        product = Product(folder, given.port, mail_server.port)
        product.start()
        atexit.register(product.kill)
        set_up()
        writers, editor, reader = people_of(product)
        everybody: list[Person] = [*writers, editor, reader]
        for person in everybody:
            person.start()
        for _number in range(given.kills):
            time.sleep(random.uniform(0.1, 2.5))
            product.kill()
            product.start()
        time.sleep(2)
        for person in everybody:
            person.ends.set()
        for person in everybody:
            person.join(30)
        report(everybody, lost(writers, editor, reader), mail_server, given.kills)


def report(
    everybody: list[Person], missing: dict[str, int], mail_server: MailServer, kills: int
) -> None:
    """The table."""
    from tessera.notifications.models import Mail

    end = time.monotonic() + PATIENCE
    while Mail.objects.filter(state__in=["queued", "taken"]).exists() and time.monotonic() < end:
        time.sleep(0.5)
    states = Counter(Mail.objects.values_list("state", flat=True))
    done: Counter[str] = sum((each.acknowledged for each in everybody), Counter())
    print_table(
        ["step", f"acknowledged, {kills} kills", "lost"],
        [[name, done[name], missing[name]] for name in missing],
    )
    twice = sum(count > 1 for count in mail_server.seen.values())
    print(f"Mails by state: {dict(states)}; accepted by the server: "
          f"{sum(mail_server.seen.values())}, twice: {twice}.")  # fmt: skip
    faults = [fault for each in everybody for fault in each.faults]
    print(f"Answers that say the program failed: {len(faults)} {sorted(set(faults))[:5]}.")
    sys.exit(1 if any(missing.values()) or twice else 0)


if __name__ == "__main__":
    main()
