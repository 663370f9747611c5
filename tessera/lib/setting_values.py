"""Checks of what the environment may say; ``settings.py`` alone uses them."""

import re
from ipaddress import ip_network
from typing import Any

import environs


def begins(*schemes: str) -> environs.validate.Regexp:
    """A check that an address is empty or begins with one of these schemes."""
    named = ", ".join(f"{scheme}:" for scheme in schemes)
    pattern = "|".join(scheme.replace("+", r"\+") for scheme in schemes)
    return environs.validate.Regexp(rf"^$|^({pattern}):", error=f"Must begin with {named}.")


def is_doi_prefix(text: str) -> None:
    """Refuse what is no prefix of DOIs, alone or with the first part of the suffix."""
    if text and not re.fullmatch(r"10\.[0-9]{4,9}(/[a-z0-9._-]{1,20})?", text):
        message = (
            "Give a prefix such as 10.12345, or one with a part of your own: 10.12345/tessera."
        )
        raise environs.ValidationError(message)


def are_networks(names: list[str]) -> None:
    """Refuse what is neither an address nor a network."""
    for name in names:
        try:
            ip_network(name.strip(), strict=False)
        except ValueError as error:
            message = "Give addresses or networks, such as 127.0.0.1,10.0.0.0/8."
            raise environs.ValidationError(message) from error


def are_ports(numbers: list[str]) -> None:
    """Refuse what is no number of a port."""
    if not all(re.fullmatch("[1-9][0-9]{0,4}", each) and int(each) < 65536 for each in numbers):
        message = "Give numbers from 1 to 65535, such as 8080,8443."
        raise environs.ValidationError(message)


_PROVIDER_KEYS = {"id", "name", "address", "client_id", "secret"}


def are_providers(given: object) -> None:
    """Refuse what does not describe providers of OpenID Connect."""
    rows = given if isinstance(given, list) else [given]
    if not all(isinstance(row, dict) and set(row) == _PROVIDER_KEYS for row in rows):
        message = f"Give a JSON list of objects with {', '.join(sorted(_PROVIDER_KEYS))}."
        raise environs.ValidationError(message)


def sign_in_elsewhere(
    *, orcid: tuple[str, str, bool], others: list[dict[str, str]]
) -> dict[str, dict[str, Any]]:
    """The services that people may sign in with, as allauth wants them."""
    client_id, secret, is_sandbox = orcid
    apps = [
        {
            "provider_id": row["id"],
            "name": row["name"],
            "client_id": row["client_id"],
            "secret": row["secret"],
            "settings": {"server_url": row["address"]},
        }
        for row in others
    ]
    return {
        "orcid": {
            "BASE_DOMAIN": "sandbox.orcid.org" if is_sandbox else "orcid.org",
            "APPS": [{"client_id": client_id, "secret": secret}] if client_id else [],
        },
        "openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True},
    }
