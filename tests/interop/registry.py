"""A registry of DOIs for tests: DataCite's REST API as far as we use it, with its bad days.

Source of its rules: https://support.datacite.org/docs/doi-states
"""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.lib.test_fetching import Quiet, serving

KEY = "Basic " + base64.b64encode(b"TEST.REPO:secret").decode()


class Registry:
    """What it holds: DOI → attributes; what it was asked; and what it answers next instead."""

    def __init__(self) -> None:
        self.dois: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, str]] = []
        self.next: list[tuple[int, dict[str, str], Any]] = []
        self.delay = 0.0

    def fails(self, status: int, body: Any = None, **headers: str) -> None:
        """Answer so once more, without doing anything."""
        self.next.append((status, headers, body))

    def change(self, doi: str, attributes: dict[str, Any]) -> dict[str, Any]:
        held = self.dois.setdefault(doi, {"state": "draft"})
        event = attributes.get("event")
        state = held["state"]
        if event == "publish":
            state = "findable"
        elif (event, state) in {("register", "draft"), ("hide", "findable")}:
            state = "registered"
        held.update(attributes, state=state)
        return held


def handler_of(registry: Registry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self._begins("PUT"):
                assert self.headers["Content-Type"] == "application/vnd.api+json"
                attributes = json.loads(body)["data"]["attributes"]
                held = registry.change(self._doi, attributes)
                time.sleep(registry.delay)
                self._send(200, {"data": {"id": self._doi, "attributes": held}})

        def do_GET(self) -> None:
            if self._begins("GET"):
                held = registry.dois.get(self._doi)
                found = {"data": {"id": self._doi, "attributes": held}}
                self._send(200 if held else 404, found if held else {"errors": []})

        def do_DELETE(self) -> None:
            if self._begins("DELETE"):
                assert registry.dois[self._doi]["state"] == "draft", "only drafts are deleted"
                del registry.dois[self._doi]
                self._send(204, None)

        def _begins(self, method: str) -> bool:
            self._doi = self.path.removeprefix("/dois/")
            registry.asked.append((method, self._doi))
            if registry.next:
                status, headers, content = registry.next.pop(0)
                self._send(status, content, headers)
                return False
            if self.headers["Authorization"] != KEY:
                self._send(401, {"errors": [{"status": "401", "title": "Bad credentials."}]})
                return False
            return True

        def _send(self, status: int, content: Any, headers: Any = None) -> None:
            body = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def running_registry() -> Iterator[tuple[Registry, str]]:
    """A registry and its address."""
    registry = Registry()
    with serving(Quiet(("127.0.0.1", 0), handler_of(registry))) as port:
        yield registry, f"http://127.0.0.1:{port}"
