"""What an answer says about the health of a link (vocabulary LH of the domain model)."""

import html
import re
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tessera.lib.fetching import Fetched, FetchError, fetch
from tessera.lib.link_states import LinkState

MOST_BYTES: Final = 300_000
TIMEOUT_SECONDS: Final = 15
RETRY_AFTER_SECONDS: Final = 2.0
#: They refuse programs, or this one, or for now; a person may well get in.
_REFUSALS: Final = frozenset({401, 402, 403, 405, 406, 407, 409, 418, 423, 425, 429, 451, 999})
#: What pages say that are not there any more, in the languages of the interface and German.
_SAYS_GONE: Final = re.compile(
    r"^\W*404\b|\b404\W+(error|not found)|\berror\W+404\b"
    r"|(page|file|document|content)\s+(was\s+)?not\s+found|^\W*not found\b"
    r"|page\s+(no\s+longer\s+exists|does\s+not\s+exist)"
    r"|page\s+(introuvable|non\s+trouvée)|página\s+no\s+(encontrada|existe)"
    r"|страница\s+не\s+найдена|seite\s+(wurde\s+)?nicht\s+gefunden|sayfa\s+bulunamadı"
    r"|الصفحة\s+غير\s+موجودة|页面不存在|找不到页面|未找到页面",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(rb"<title[^>]*>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """What one look at an address found; ``state`` is empty when nothing answered."""

    state: str

    @property
    def is_answer(self) -> bool:
        """Whether the other side answered at all."""
        return bool(self.state)

    @property
    def is_well(self) -> bool:
        """Whether a reader who follows the link arrives."""
        return self.state in {LinkState.OK, LinkState.REDIRECT}


NO_ANSWER: Final = Finding("")


def look_at(address: str) -> Finding:
    """Ask for an address, once more after a short while when nothing answered."""
    finding = _look_once(address)
    if not finding.is_answer:
        time.sleep(RETRY_AFTER_SECONDS)
        finding = _look_once(address)
    return finding


def _look_once(address: str) -> Finding:
    try:
        answer = fetch(address, most_bytes=MOST_BYTES, timeout_seconds=TIMEOUT_SECONDS)
    except FetchError as error:
        if error.code == "address_refused":
            return Finding(LinkState.BLOCKED)
        if error.code == "too_many_redirects":
            return Finding(LinkState.DEAD)
        # A body that is too large or packed in an unknown way is still an answer.
        return judge(address, error.status) if error.status else NO_ANSWER
    return judge(address, answer.status, answer)


def judge(address: str, status: int, answer: Fetched | None = None) -> Finding:
    """The health that an answer shows; answers of status 500 and above count as none."""
    if status in _REFUSALS:
        return Finding(LinkState.BLOCKED)
    if status >= 500:
        return NO_ANSWER
    if not 200 <= status < 300:
        return Finding(LinkState.DEAD)
    if answer is None:
        return Finding(LinkState.OK)
    if _says_gone(answer) or _lost_its_way(address, answer):
        return Finding(LinkState.SOFT_404)
    return Finding(LinkState.REDIRECT if _moved(address, answer.address) else LinkState.OK)


def _says_gone(answer: Fetched) -> bool:
    """Whether a page of status 200 is titled as one that is not there."""
    if "html" not in answer.content_type:
        return False
    title = _TITLE.search(answer.body)
    return bool(title and _SAYS_GONE.search(html.unescape(title[1].decode("utf-8", "replace"))))


def _lost_its_way(address: str, answer: Fetched) -> bool:
    """Whether an address within a site only leads to the site's first page now."""
    asked, reached = urlsplit(address), urlsplit(answer.address)
    is_home = reached.path in {"", "/"} and not reached.query
    return bool(answer.redirects) and is_home and asked.path not in {"", "/"}


def _moved(asked: str, reached: str) -> bool:
    """Whether the page is elsewhere; https, “www.”, a last slash and capitals do not count."""
    return _plain(asked) != _plain(reached)


def _plain(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return host, parts.path.rstrip("/").lower(), parts.query
