"""Who asks cannot be forged."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tessera.web.client_address import ForwardingMiddleware, client_address, client_network

FORGED = "203.0.113.66"


def request(peer: str, forwarded: str = "", **headers):
    if forwarded:
        headers["X-Forwarded-For"] = forwarded
    made = RequestFactory().get("/", headers=headers)
    made.META["REMOTE_ADDR"] = peer
    return made


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "expected"),
    [
        ([], "192.0.2.1", FORGED, "192.0.2.1"),
        (["10.0.0.1"], "192.0.2.1", FORGED, "192.0.2.1"),
        (["10.0.0.1"], "10.0.0.1", "192.0.2.1", "192.0.2.1"),
        (["10.0.0.1"], "10.0.0.1", f"{FORGED}, 192.0.2.1", "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", f"{FORGED}, 192.0.2.1, 10.9.9.9", "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", "10.0.0.7", "10.0.0.7"),
        (["10.0.0.1"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", f"{FORGED}, not an address", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "192.0.2.1:4711", "192.0.2.1"),
        (["10.0.0.1"], "::ffff:10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        (["10.0.0.1"], "", "192.0.2.1", "192.0.2.1"),
        ([], "", FORGED, "0.0.0.0"),
    ],
)
def test_forwarding_is_believed_only_from_our_proxies(settings, proxies, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(request(peer, forwarded)) == expected


def test_limits_count_the_network_of_an_ipv6_subscriber(settings):
    settings.TRUSTED_PROXIES = []
    first, second = (client_network(request(f"2001:db8:1:2::{end}")) for end in ("1", "ffff"))
    assert first == second == "2001:db8:1:2::/64"
    assert client_network(request("192.0.2.1")) == "192.0.2.1"


@pytest.mark.parametrize(("peer", "expected"), [("192.0.2.1", None), ("10.0.0.1", "https")])
def test_nothing_below_sees_what_a_stranger_says_about_forwarding(settings, peer, expected):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    seen = []

    def view(asked) -> HttpResponse:
        seen.append(asked.META.get("HTTP_X_FORWARDED_PROTO"))
        return HttpResponse()

    ForwardingMiddleware(view)(request(peer, **{"X-Forwarded-Proto": "https"}))
    assert seen == [expected]
