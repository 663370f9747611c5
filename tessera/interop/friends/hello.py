"""How sites know one another: a small document, and a message of one line.

``/.well-known/tessera`` (RFC 8615) is JSON that every Tessera publishes::

    {"software": "Tessera", "version": "…", "interface": 1, "name": "…", "home": "https://…",
     "contact": "…", "identifiers": "https://…/id/", "oai": "https://…/oai",
     "friends": "https://…/.well-known/tessera/friends", "shows": ["https://…"]}

Whoever takes in the records of a site tells it so by posting ``{"home": "https://…"}`` to its
``friends`` address. The message proves nothing: the worker reads the sender's own document, and
only who names us among the sites that it ``shows`` appears on the page of the editors.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera import __version__
from tessera.lib.errors import TesseraError
from tessera.lib.fetching import Fetched, FetchError, fetch

INTERFACE: Final = 1
PATH: Final = "/.well-known/tessera"
_MOST_BYTES: Final = 64_000
_SECONDS: Final = 10.0
_TRIES: Final = 2
_LONGEST: Final = 200
#: Sites that are named in the document, and read from one.
MOST_SHOWN: Final = 200

SENTENCES: Final[dict[str, str | Promise]] = {
    "address": _("This is no web address of a site."),
    "ourselves": _("This is the address of this site itself."),
    "silent": _("The site does not answer just now. Try again later."),
    "stranger": _("There is no Tessera at this address."),
    "newer": _("This Tessera speaks in a way that we do not understand yet. Upgrade this site."),
    "other-home": _("The site says that it is at home elsewhere: %(home)s"),
}


class StrangerError(TesseraError):
    """A site that cannot be befriended; ``code`` is one of ``SENTENCES``."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(str(SENTENCES[code]) % values)
        self.code = code


@dataclass(frozen=True)
class Hello:
    """What a site says of itself: its name, and addresses that begin with its home."""

    name: str
    home: str
    oai: str
    friends: str
    contact: str = ""
    shows: frozenset[str] = frozenset()

    @property
    def shows_us(self) -> bool:
        """Whether it says that it takes in our records."""
        return settings.BASE_URL in self.shows


def own_hello(shows: Sequence[str]) -> dict[str, Any]:
    """What we say of ourselves, with the homes of those whose records we take in."""
    return {
        "software": "Tessera",
        "version": __version__,
        "interface": INTERFACE,
        "name": settings.SITE_NAME,
        "home": settings.BASE_URL,
        "contact": settings.SITE_CONTACT.removeprefix("mailto:"),
        "identifiers": f"{settings.BASE_URL}/id/",
        "oai": settings.BASE_URL + reverse("oai"),
        "friends": settings.BASE_URL + reverse("hear_friend"),
        "shows": list(shows),
    }


def home_of(address: str) -> str:
    """The home of a site of which somebody typed any address.

    Raises:
        StrangerError: it is no web address, or our own.
    """
    text = address.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        is_plain = parts.username is None and not set(parts.netloc) & set(" <>\"'\\")
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise StrangerError("address") from None
    host = f"[{host}]" if ":" in host else host
    home = f"{parts.scheme.lower()}://{host}{port}"
    if parts.scheme.lower() not in {"http", "https"} or not host or not is_plain:
        raise StrangerError("address")
    if len(home) > _LONGEST:
        raise StrangerError("address")
    if home == settings.BASE_URL:
        raise StrangerError("ourselves")
    return home


def read_hello(address: str) -> Hello:
    """What the site at an address says of itself; asked twice if it is silent.

    Raises:
        StrangerError: it cannot be befriended.
    """
    home = home_of(address)
    answer = _asked(home + PATH)
    if answer.status != 200:
        raise StrangerError("silent" if answer.status >= 500 else "stranger")
    try:
        said = json.loads(answer.body)
        values = {name: said[name] for name in ("name", "home", "oai", "friends")}
        is_ours = said["software"] == "Tessera" and isinstance(said["interface"], int)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise StrangerError("stranger") from None
    if not is_ours or not all(isinstance(each, str) for each in values.values()):
        raise StrangerError("stranger")
    if said["interface"] > INTERFACE:
        raise StrangerError("newer")
    if values["home"].lower() != home:
        raise StrangerError("other-home", home=values["home"][:_LONGEST])
    if not all(_is_below(home, values[name]) for name in ("oai", "friends")):
        raise StrangerError("stranger")
    name = _line(values["name"], 120) or urlsplit(home).netloc
    shows = said.get("shows")
    return Hello(
        name, home, values["oai"], values["friends"], _line(said.get("contact"), _LONGEST),
        frozenset(
            each for each in (shows if isinstance(shows, list) else [])[:MOST_SHOWN]
            if isinstance(each, str)
        ),
    )  # fmt: skip


def _line(text: object, longest: int) -> str:
    """One line without control characters; empty when it is no text."""
    words = " ".join(text.split()) if isinstance(text, str) else ""
    return "".join(each for each in words if each.isprintable())[:longest]


def tell(hello: Hello) -> bool:
    """Tell a site that we take in its records; whether it heard."""
    body = json.dumps({"home": settings.BASE_URL}).encode()
    try:
        answer = fetch(
            hello.friends, method="POST", body=body, most_bytes=_MOST_BYTES,
            timeout_seconds=_SECONDS, headers={"Content-Type": "application/json"},
        )  # fmt: skip
    except FetchError:
        return False
    return answer.status in {200, 202}


def _asked(address: str) -> Fetched:
    for left in reversed(range(_TRIES)):
        try:
            return fetch(address, most_bytes=_MOST_BYTES, timeout_seconds=_SECONDS)
        except FetchError as error:
            if error.code not in {"unreachable", "timed_out"}:
                code = "address" if error.code == "address_refused" else "stranger"
                raise StrangerError(code) from error
            if not left:
                raise StrangerError("silent") from error
    raise AssertionError


def _is_below(home: str, address: str) -> bool:
    return address.startswith(f"{home}/") and len(address) <= 2 * _LONGEST
