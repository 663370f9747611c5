"""Whole pages kept in memory for visitors who are not signed in.

A page is the same for all of them, given its address, the choice of light or dark, and the state
of what is published. That state is a tuple of numbers, the *generation*: rooms add what they know
with ``add_generation`` (the last change, the state of the index), and when one of them grows every
kept page is forgotten. Nothing is ever sent from here to somebody with a session, and nothing is
kept that sets a cookie or carries a form's token.
"""

import gzip
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tessera.web.display import CHOICES, COOKIE

logger = logging.getLogger(__name__)

_MOST_BYTES = 24_000_000
_LONGEST_QUERY = 512
_LARGEST_PAGE = 400_000
_ASK_EVERY_SECONDS = 1.0
#: Other memories (labels, index readers) follow a change within this time. A page made before
#: that may still say the old thing, and would be kept until the next change.
_SETTLING_SECONDS = 2.5
_LONGEST_SECONDS = 300.0

_VARIES_WITH = {"cookie", "accept-encoding", "hx-request", "accept-language"}
#: These belong to one answer, and are made anew for each.
_NOT_KEPT = {"content-encoding", "content-length", "x-request-id", "date"}

_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)

Generation = tuple[int, ...]
Key = tuple[str, ...]


@dataclass(frozen=True)
class KeptPage:
    """An answer with both forms of its body."""

    generation: Generation
    until: float
    tag: str
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    packed: bytes

    @property
    def size(self) -> int:
        """Bytes of both bodies."""
        return len(self.plain) + len(self.packed)


class GenerationClock:
    """Reads the generation at most once a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._sources: dict[str, Callable[[], int]] = {}
        self._lock = threading.Lock()
        self._next = 0.0
        self._since = float("-inf")
        self._numbers: Generation | None = None

    def add(self, name: str, source: Callable[[], int]) -> None:
        """Ask ``source`` too. A second source of the same name replaces the first."""
        self._sources[name] = source

    def read(self) -> Generation | None:
        """The present generation; the last known when the sources do not answer."""
        now = self.clock()
        if now < self._next:
            return self._numbers
        with self._lock:
            if now < self._next:
                return self._numbers
            try:
                numbers = tuple(source() for source in self._sources.values())
            except Exception:
                logger.exception("The generation of pages could not be read")
                numbers = self._numbers or ()
            if self._numbers is not None and numbers != self._numbers:
                self._since = now
            self._numbers = numbers
            self._next = now + _ASK_EVERY_SECONDS
            return numbers

    def is_settled(self) -> bool:
        """Whether every memory has had the time to follow the last change."""
        return self.clock() - self._since >= _SETTLING_SECONDS

    def forget(self) -> None:
        """Ask again at the next question, and take its answer as settled."""
        self._next, self._since, self._numbers = 0.0, float("-inf"), None


class PageStore:
    """Kept pages, the least recently used leaving first; bounded by bytes."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key, generation: Generation, now: float) -> KeptPage | None:
        """The page of this very generation, unless it is too old."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.generation != generation or page.until < now:
                del self._pages[key]
                self.bytes -= page.size
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep a page, and let go of others while there is too much."""
        with self._lock:
            old = self._pages.pop(key, None)
            self.bytes += page.size - (old.size if old else 0)
            self._pages[key] = page
            while self.bytes > self.most_bytes:
                _key, gone = self._pages.popitem(last=False)
                self.bytes -= gone.size

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0


generations = GenerationClock()
pages = PageStore()


def add_generation(name: str, source: Callable[[], int]) -> None:
    """Forget all pages whenever ``source()`` gives another number. Asked once a second."""
    generations.add(name, source)


def forget_pages() -> None:
    """Forget every page and the generation (for tests and commands)."""
    pages.clear()
    generations.forget()


def _cookie_names(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";") if part.strip())
    return {name: value for name, _equals, value in pairs}


def key_of(meta: Mapping[str, Any]) -> Key | None:
    """What the page depends on; ``None`` for requests that are never answered from here."""
    if meta["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in meta:
        return None
    path = meta["PATH_INFO"]
    if path.partition("/")[2].partition("/")[0] not in _LANGUAGES:
        return None
    query = meta.get("QUERY_STRING", "")
    if len(query) > _LONGEST_QUERY:
        return None
    display = ""
    if "HTTP_COOKIE" in meta:
        cookies = _cookie_names(meta["HTTP_COOKIE"])
        if settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies:
            return None
        display = cookies.get(COOKIE, "")
        display = display if display in CHOICES else ""
    if "&" in query:
        query = "&".join(sorted(query.split("&")))
    return (
        meta.get("wsgi.url_scheme", ""),
        meta.get("HTTP_X_FORWARDED_PROTO", ""),
        meta.get("HTTP_HOST", ""),
        path,
        query,
        display,
        "fragment" if "HTTP_HX_REQUEST" in meta else "",
    )


def may_keep(meta: Mapping[str, Any], response: HttpResponseBase) -> bool:
    """Whether the answer is the same for everybody who asks with the same key."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if not response.get("Content-Type", "").startswith("text/html"):
        return False
    control = response.get("Cache-Control", "")
    if "private" in control or "no-store" in control:
        return False
    # A visitor with a token cookie gets forms without a new cookie: nothing would tell them apart.
    if settings.CSRF_COOKIE_NAME + "=" in meta.get("HTTP_COOKIE", ""):
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return varies <= _VARIES_WITH


class PageCacheMiddleware:
    """Stands first: a page that is kept costs nothing of what stands below."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from memory, or answer and remember."""
        key = key_of(request.META)
        generation = generations.read() if key else None
        if key is None or generation is None:
            return self.get_response(request)
        page = pages.get(key, generation, time.monotonic())
        if page is None:
            response = self.get_response(request)
            if generations.is_settled() and may_keep(request.META, response):
                page = _keep(key, generation, response)
            if page is None:
                return response
        return answer(page, request.META)


def _keep(key: Key, generation: Generation, response: HttpResponse) -> KeptPage | None:
    is_packed = response.get("Content-Encoding") == "gzip"
    if len(response.content) > _LARGEST_PAGE or ("Content-Encoding" in response and not is_packed):
        return None
    plain = gzip.decompress(response.content) if is_packed else response.content
    if b"csrfmiddlewaretoken" in plain:
        return None
    packed = response.content if is_packed else gzip.compress(plain, 6, mtime=0)
    page = KeptPage(
        generation=generation,
        until=time.monotonic() + _LONGEST_SECONDS,
        tag=blake2b(plain, digest_size=12).hexdigest(),
        headers=tuple(
            (name, value)
            for name, value in response.headers.items()
            if name.lower() not in _NOT_KEPT
        ),
        plain=plain,
        packed=packed,
    )
    pages.put(key, page)
    return page


def answer(page: KeptPage, meta: Mapping[str, Any]) -> HttpResponse:
    """The kept page, packed where the browser takes it, or 304 where it has it."""
    accepts_packed = "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
    if page.tag in meta.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(page.packed if accepts_packed else page.plain)
        if accepts_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
    for name, value in page.headers:
        response.headers[name] = value
    # Weak, because both forms of the body carry it.
    response.headers["ETag"] = f'W/"{page.tag}"'
    return response
