"""Where a request comes from, which nobody can forge.

Anybody can write ``X-Forwarded-For`` into a request. It is believed only when the request comes
from one of ``TESSERA_TRUSTED_PROXIES`` (addresses or networks), and read from its end: each proxy
appends the address that it saw itself, so the last one that is not a trusted proxy is the client's.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
#: What a client has when it is not known, as behind a Unix socket.
UNKNOWN = "0.0.0.0"  # noqa: S104 - an address to compare, nothing is bound to it
_FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


def client_address(request: HttpRequest) -> str:
    """The client's address. Of IPv6 the whole address; limits count its first 64 bits."""
    address = _plain(request.META.get("REMOTE_ADDR", ""))
    if not is_trusted(address):
        return address or UNKNOWN
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    for each in reversed([_plain(part) for part in named if part.strip()]):
        if not each:
            break
        address = each
        if not is_trusted(each):
            break
    return address or UNKNOWN


def client_network(request: HttpRequest) -> str:
    """What limits count: an IPv4 address, or the 64 bits that one IPv6 subscriber owns."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/64", strict=False))


def is_trusted(address: str) -> bool:
    """Whether this is the address of one of our proxies. A Unix socket (no address) is, when
    proxies are named at all: only this machine can reach it.
    """
    return _is_trusted(address, tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=4096)
def _is_trusted(address: str, proxies: tuple[str, ...]) -> bool:
    if not proxies:
        return False
    if not address:
        return True
    parsed = ip_address(address)
    return any(parsed in network for network in networks(proxies))


def networks(names: Iterable[str]) -> list[Network]:
    """Addresses and networks as networks; ``ValueError`` for what is neither."""
    return [ip_network(name.strip(), strict=False) for name in names]


def _plain(written: str) -> str:
    """An address without port and brackets, IPv4 in IPv6 as IPv4; empty for what is none."""
    text = written.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)


class ForwardingMiddleware:
    """Stands first: what a stranger says about forwarding is dropped before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as if the headers of strangers had not been sent."""
        if not is_trusted(_plain(request.META.get("REMOTE_ADDR", ""))):
            for name in _FORWARDED:
                request.META.pop(name, None)
        return self.get_response(request)
