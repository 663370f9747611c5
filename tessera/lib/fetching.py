"""The one way to fetch an address that somebody gave: a link, a page to read, a file to import.

Every host name is resolved first, at every redirect anew; when any of its addresses is not of the
public internet the fetch is refused, and the connection goes to the very address that was checked,
so that a name cannot resolve otherwise a moment later (DNS rebinding). Proxies of the environment
are not used. Size (as sent and as unpacked), time in total, type and number of redirects have
bounds. Nothing is retried: the caller knows whether that makes sense.
"""

import http.client
import re
import socket
import ssl
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tessera.lib.deadlines import Deadline, TimedSocket, within
from tessera.lib.errors import TesseraError
from tessera.lib.public_addresses import is_loopback, is_public

MOST_REDIRECTS: Final = 5
_PORTS: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK: Final = 65_536
#: Headers of the caller that are not shown to another host.
_SECRET: Final = frozenset({"authorization", "cookie"})


class FetchError(TesseraError):
    """An address was not fetched.

    ``code`` is one of ``address_refused``, ``unreachable``, ``timed_out``, ``too_large``,
    ``wrong_type``, ``too_many_redirects``; ``status`` that of the answer, when there was one.
    """

    def __init__(self, code: str, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Fetched:
    """An answer, whatever its status. ``redirects`` are the addresses that led to ``address``."""

    address: str
    status: int
    headers: Mapping[str, str]  # by name in small letters
    content_type: str  # in small letters, without parameters
    body: bytes
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Target:
    """Where one request goes."""

    address: str
    parts: SplitResult
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.parts.scheme, self.host, self.port)

    @property
    def path(self) -> str:
        query = f"?{self.parts.query}" if self.parts.query else ""
        return quote(f"{self.parts.path or '/'}{query}", safe="/?%:@!$&'()*+,;=~-._[]")


def fetch(
    address: str,
    *,
    method: str = "GET",
    accept: Sequence[str] = (),
    most_bytes: int = 2_000_000,
    timeout_seconds: float = 10,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Fetched:
    """Ask for an address, following redirects; what was sent with a ``body`` follows none.

    ``accept`` names media types (``text/html``, ``image/*``); none means any. It is only held
    against answers of status 200, since pages of errors are of any type. ``most_bytes`` bounds the
    body as it is sent and as it is unpacked, ``timeout_seconds`` everything together.

    Raises:
        FetchError: see there.
    """
    deadline = Deadline(timeout_seconds)
    target = _read(address)
    sent = {name: value for name, value in (headers or {}).items() if _is_plain(name + value)}
    passed: list[str] = []
    while True:
        answer = _ask(target, method, sent, body, accept, most_bytes, deadline)
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not location or body:
            return Fetched(
                target.address,
                answer.status,
                answer.headers,
                answer.content_type,
                answer.body,
                tuple(passed),
            )
        if len(passed) == MOST_REDIRECTS:
            message = _("The address leads from one to the next without end.")
            raise FetchError("too_many_redirects", message, status=answer.status)
        passed.append(target.address)
        following = _read(urljoin(target.address, location))
        if following.origin != target.origin:
            sent = {name: value for name, value in sent.items() if name.lower() not in _SECRET}
        target = following


def _is_plain(text: str) -> bool:
    return re.search(r"[\x00-\x1f\x7f]", text) is None


def _refused() -> FetchError:
    return FetchError("address_refused", _("This address is not one that we may open."))


def _read(address: str) -> _Target:
    """Take an address apart, and refuse what is no public web address on its face."""
    try:
        if not _is_plain(address) or len(address) > 2000:
            raise _refused()
        parts = urlsplit(address.strip())
        scheme, port = parts.scheme.lower(), parts.port
        host = (parts.hostname or "").rstrip(".")
        if ":" not in host:
            host = host.encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError is one.
        raise _refused() from error
    if scheme not in _PORTS or not host or parts.username is not None:
        raise _refused()
    port = _PORTS[scheme] if port is None else port
    is_open = port in _PORTS.values() or str(port) in settings.FETCH_PORTS
    if not is_open and not _may_loop(host):
        raise _refused()
    shown = parts._replace(scheme=scheme, fragment="")
    return _Target(shown.geturl(), shown, host, port)


def _may_loop(host: str) -> bool:
    """Whether this machine may be asked: only in tests."""
    return bool(getattr(settings, "FETCH_LOOPBACK_ALLOWED", False)) and is_loopback(host)


def _checked_addresses(target: _Target, deadline: Deadline) -> list[tuple[Any, ...]]:
    """What the host resolves to, all of it public.

    A name with one private address among public ones is refused as a whole: nobody needs it, and
    it is how filters are tried out.
    """
    infos = within(
        deadline,
        lambda: socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM),
    )
    for info in infos:
        numeric = str(info[4][0])
        if not is_public(numeric) and not _may_loop(numeric):
            raise _refused()
    return infos


def _connect(target: _Target, deadline: Deadline) -> TimedSocket:
    """Connect to one of the checked addresses, and to nothing else."""
    last: OSError | None = None
    for family, kind, protocol, _name, place in _checked_addresses(target, deadline)[:4]:
        raw = socket.socket(family, kind, protocol)
        try:
            raw.settimeout(deadline.left())
            raw.connect(place)
            if target.parts.scheme == "https":
                raw.settimeout(deadline.left())
                context = ssl.create_default_context()
                raw = context.wrap_socket(raw, server_hostname=target.host)
        except TimeoutError:
            raw.close()
            raise
        except OSError as error:
            raw.close()
            last = error
            continue
        return TimedSocket(raw, deadline)
    raise last or OSError("the name has no address")


def _ask(
    target: _Target,
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    accept: Sequence[str],
    most_bytes: int,
    deadline: Deadline,
) -> Fetched:
    """One request and its answer, without following it."""
    try:
        with _connect(target, deadline) as opened:
            # Not used to connect: its socket is the one to the address that was checked.
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = cast("socket.socket", opened)
            connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in _headers(target, accept, headers).items():
                connection.putheader(name, value)
            if body:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            with connection.getresponse() as answer:
                return _take(target, answer, accept, most_bytes)
    except TimeoutError as error:
        raise FetchError("timed_out", _("The other side took too long to answer.")) from error
    except (OSError, http.client.HTTPException, UnicodeError, ValueError, zlib.error) as error:
        raise FetchError("unreachable", _("The address could not be reached.")) from error


def _headers(target: _Target, accept: Sequence[str], headers: Mapping[str, str]) -> dict[str, str]:
    host = f"[{target.host}]" if ":" in target.host else target.host
    is_usual = target.port == _PORTS[target.parts.scheme]
    name = re.sub(r"[^A-Za-z0-9 ._-]", "", settings.SITE_NAME).strip() or "Tessera"
    return {
        "Host": host if is_usual else f"{host}:{target.port}",
        "User-Agent": f"Tessera ({name}; +{settings.BASE_URL})",
        "Accept": ", ".join([*accept, "*/*;q=0.1"]) if accept else "*/*",
        "Accept-Encoding": "gzip",
        **headers,
        "Connection": "close",
    }


def _take(
    target: _Target, answer: http.client.HTTPResponse, accept: Sequence[str], most_bytes: int
) -> Fetched:
    """Read an answer within its bounds."""
    headers = {name.lower(): value for name, value in answer.getheaders()}
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    status = answer.status
    if status == 200 and accept and not any(_matches(content_type, each) for each in accept):
        message = _("What is at this address is not of a kind that we can read.")
        raise FetchError("wrong_type", message, status=status)
    body = b""
    if status not in _REDIRECTS:
        body = _body(answer, headers.get("content-encoding", "").strip().lower(), most_bytes)
    return Fetched(target.address, status, headers, content_type, body)


def _matches(content_type: str, accepted: str) -> bool:
    if accepted == "*/*":
        return True
    if accepted.endswith("/*"):
        return content_type.startswith(accepted[:-1])
    return content_type == accepted.lower()


def _body(answer: http.client.HTTPResponse, encoding: str, most_bytes: int) -> bytes:
    """The unpacked body. A packed one is unpacked piece by piece, and never beyond the bound."""
    too_large = FetchError(
        "too_large", _("What is at this address is too large."), status=answer.status
    )
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        message = _("What is at this address is not of a kind that we can read.")
        raise FetchError("wrong_type", message, status=answer.status)
    unpacker = zlib.decompressobj(31) if encoding.endswith("gzip") else None
    body = bytearray()
    received = 0
    # read1 hands on what has come; read would wait for a whole piece.
    while piece := answer.read1(_CHUNK):
        received += len(piece)
        # One byte more than allowed is enough to know that there is too much.
        room = most_bytes - len(body) + 1
        body += unpacker.decompress(piece, room) if unpacker else piece
        if received > most_bytes or len(body) > most_bytes:
            raise too_large
    # read1 does not tell an early end from the end.
    is_cut = bool(answer.length) or (unpacker is not None and received and not unpacker.eof)
    if is_cut:
        raise http.client.IncompleteRead(bytes(body))
    return bytes(body)
