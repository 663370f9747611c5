"""Other people's servers, played on the loopback: each address answers what a test says."""

import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tessera.interop.oai.formats import TESSERA_NAMESPACE


@dataclass
class Answer:
    """What is sent; with ``cut`` the connection ends after so many bytes."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


Answering = Callable[[str, dict[str, str], dict[str, str]], Answer]


class _Other(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append(self.path)
        self.server.headers.append(headers)
        answer = self.server.answering(parts.path, query, headers)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if answer.cut is None else body[: answer.cut])

    do_POST = do_GET  # noqa: N815 - the name is the library's


class Played(ThreadingHTTPServer):
    """A server; ``asked`` are the addresses that it was asked for."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Other)
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answering: Answering = lambda path, query, headers: Answer(status=404)

    @property
    def base(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """The visitor hung up, as it should."""


@contextmanager
def playing():
    """A server that plays until the test is over."""
    server = Played()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


OAI_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>2026-01-10T12:00:00Z</responseDate><request>x</request>"
)
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


def dc(key: str, title: str, **more: str | list[str]) -> str:
    """A record in Dublin Core, as repositories write it."""
    parts = "".join(
        f"<dc:{name}>{each}</dc:{name}>"
        for name, value in more.items()
        for each in ([value] if isinstance(value, str) else value)
    )
    return (
        f"<record><header><identifier>{key}</identifier><datestamp>2026-01-01</datestamp></header>"
        f'<metadata><oai_dc:dc xmlns:oai_dc="{OAI_DC}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title>{parts}</oai_dc:dc></metadata></record>"
    )


def deleted(key: str) -> str:
    """A record that its repository withdrew."""
    return (
        f'<record><header status="deleted"><identifier>{key}</identifier>'
        "<datestamp>2026-01-01</datestamp></header></record>"
    )


@dataclass
class Repository:
    """An OAI-PMH repository with a list in parts; ``odd`` may answer instead of it."""

    records: list[str] = field(default_factory=list)
    size: int = 100
    promised: int | None = None
    formats: dict[str, str] = field(default_factory=lambda: {"oai_dc": OAI_DC})
    robots: str = ""
    odd: Callable[[dict[str, str]], Answer | None] = lambda query: None

    def __call__(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Answer:
        if path == "/robots.txt":
            return Answer(self.robots, 200 if self.robots else 404)
        return self.odd(query) or Answer(
            f"{OAI_HEAD}{self._answer(query)}</OAI-PMH>", headers={"Content-Type": "text/xml"}
        )

    def _answer(self, query: dict[str, str]) -> str:
        verb = query.get("verb", "")
        if verb == "Identify":
            return (
                "<Identify><repositoryName>R</repositoryName><granularity>YYYY-MM-DD</granularity>"
                "</Identify>"
            )
        if verb == "ListMetadataFormats":
            listed = "".join(
                f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix>"
                f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
                for prefix, namespace in self.formats.items()
            )
            return f"<ListMetadataFormats>{listed}</ListMetadataFormats>"
        return self.listed(int(query.get("resumptionToken", "0")))

    def listed(self, begin: int) -> str:
        """A part of the list, with the token of the next."""
        end = begin + self.size
        size = f' completeListSize="{self.promised}"' if self.promised else ""
        token = f"<resumptionToken{size}>{end if end < len(self.records) else ''}</resumptionToken>"
        if not self.records:
            return '<error code="noRecordsMatch">none</error>'
        return f"<ListRecords>{''.join(self.records[begin:end])}{token}</ListRecords>"


def tessera(home: str, identifier: str, title: str, **texts: str) -> str:
    """A record in the format of Tessera, of a site that says to be its home; titles by language."""
    written = "".join(
        f'<text xml:lang="{language}" status="human"><title>{text}</title>'
        f"<summary>{text}, every week.</summary></text>"
        for language, text in {"en": title, **texts}.items()
    )
    return (
        f"<record><header><identifier>oai:there:{identifier}</identifier>"
        "<datestamp>2026-01-01</datestamp></header>"
        f'<metadata><record xmlns="{TESSERA_NAMESPACE}" id="{identifier}" kind="PRA" language="en" '
        f'uri="{home}/id/{identifier}">{written}</record></metadata></record>'
    )


@dataclass
class Site(Repository):
    """Another Tessera: it says who it is, hears who shows its records, and is harvested.

    Any ``status`` but 200 and 202 is given to everybody.
    """

    home: str = ""
    status: int = 200
    shows: list[str] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=lambda: {"tessera": TESSERA_NAMESPACE})

    @property
    def hello(self) -> dict[str, object]:
        """What it says of itself."""
        return {
            "software": "Tessera", "interface": 1, "name": "The Other Site", "home": self.home,
            "oai": f"{self.home}/oai", "friends": f"{self.home}/.well-known/tessera/friends",
            "contact": "desk@other.example", "shows": self.shows,
        }  # fmt: skip

    def __call__(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Answer:
        if path == "/.well-known/tessera/friends" or self.status not in {200, 202}:
            return Answer("{}", self.status)
        if path == "/.well-known/tessera":
            return Answer(json.dumps(self.hello), headers={"Content-Type": "application/json"})
        return super().__call__(path, query, headers)
