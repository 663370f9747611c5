"""Two whole sites on one machine: they become friends, part ways with a home, and find it again."""

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Running:
    """A site in a process of its own, and an administrator's browser on it."""

    def __init__(self, folder, port, *titles):
        folder.mkdir(exist_ok=True)
        self.base = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ, "TESSERA_DATA_DIR": str(folder), "TESSERA_DATABASE_URL": "",
            "TESSERA_BASE_URL": self.base, "DJANGO_SETTINGS_MODULE": "tests.interop.site_settings",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.interop.site", str(port), *titles],
            cwd=settings.BASE_DIR, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        facts = self._answer()
        self.session, self.identifiers = facts["session"], facts["records"]

    def _answer(self):
        return json.loads(self.process.stdout.readline())

    def do(self, *words):
        """Let the site do something beside its pages."""
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def page(self, path, **values):
        """A page as the administrator sees it, or what a form of it answers: status and text."""
        cookies = f"sessionid={self.session}"
        body = None
        if values:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page(path)[1])[1]
            cookies += f"; csrftoken={token}"
            body = urlencode({**values, "csrfmiddlewaretoken": token}).encode()
        request = Request(self.base + path, body, {"Cookie": cookies, "Referer": self.base + path})
        try:
            with build_opener(_Stay).open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def end(self):
        self.process.kill()
        self.process.communicate()


FRIENDS = "/en/desk/sources/friends/"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def running(folder, port, *titles):
    site = Running(folder, port, *titles)
    try:
        yield site
    finally:
        site.end()


def test_a_record_has_one_home_whatever_happens_to_it(tmp_path):
    with ExitStack() as stack:
        port = free_port()
        north = stack.enter_context(running(tmp_path / "north", port, "Neighbours meet", "Mentors"))
        south = stack.enter_context(running(tmp_path / "south", free_port(), "Housing for all"))
        kept, dropped = north.identifiers
        [own] = south.identifiers
        home = f"{north.base}/id/{kept}"

        assert (
            south.page(FRIENDS, do="new", address=f"{north.base}/en/", is_published="on")[0] == 302
        )
        assert south.do("work") == {"told": 1}
        assert south.do("records")[kept] == ["Neighbours meet", home, True]

        assert "asks to be friends" not in north.page(FRIENDS)[1]
        north.do("work")
        text = north.page(FRIENDS)[1]
        assert "asks to be friends" in text
        friend = re.search(r'name="friend" value="(\d+)"', text)[1]
        assert north.page(FRIENDS, do="befriend", friend=friend)[0] == 302
        north.do("work")
        held = north.do("records")
        assert held[own] == ["Housing for all", f"{south.base}/id/{own}", True]
        assert held[kept] == ["Neighbours meet", "", True]
        south.do("work")
        assert len(south.do("records")) == len(held) == 3

        north.do("rename", kept, "Neighbours meet on Fridays")
        north.do("withdraw", dropped)
        south.do("work")
        assert south.do("records")[kept][0] == "Neighbours meet on Fridays"
        assert south.do("records")[dropped][2] is False
        status, text = south.page(f"/id/{dropped}")
        assert (status, "has withdrawn it" in text) == (410, True)

        north.end()
        south.do("work")
        friend = re.search(r'name="friend" value="(\d+)"', south.page(FRIENDS)[1])[1]
        assert south.page(FRIENDS, do="adopt", friend=friend)[0] == 409
        assert south.do("age", "31") == {"failing": 1}
        assert south.page(FRIENDS, do="adopt", friend=friend)[0] == 302
        assert south.do("records")[kept] == ["Neighbours meet on Fridays", "", True]
        assert (
            f'uri="{south.base}/id/{kept}"'
            in south.page("/oai?verb=ListRecords&metadataPrefix=tessera")[1]
        )
        assert south.page(FRIENDS, do="give_back", friend=friend)[0] == 409

        south.do("rename", kept, "Neighbours meet every Friday")
        stack.enter_context(running(tmp_path / "north", port))
        assert "It answers again since" not in south.page(FRIENDS)[1]
        south.do("work", "2")
        assert "It answers again since" in south.page(FRIENDS)[1]
        assert south.page(FRIENDS, do="give_back", friend=friend)[0] == 302
        south.do("work")
        assert south.do("records")[kept] == ["Neighbours meet every Friday", home, True]
