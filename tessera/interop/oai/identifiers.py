"""Identifiers of items: ``oai:<host>:<identifier>``.

Source: http://www.openarchives.org/OAI/2.0/guidelines-oai-identifier.htm
"""

import re
from urllib.parse import urlsplit

from django.conf import settings

from tessera.lib.identifiers import normalize

_DOMAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)+")


def namespace() -> str:
    """The host of the site: the part of identifiers that tells repositories apart."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def is_registered_scheme() -> bool:
    """Whether identifiers follow the guideline, which wants a domain name and no number."""
    return bool(_DOMAIN.fullmatch(namespace()))


def oai_identifier(identifier: str) -> str:
    """The item's identifier."""
    return f"oai:{namespace()}:{identifier}"


def read_identifier(text: str) -> str | None:
    """The record's identifier; ``None`` when it is none of this repository."""
    start = f"oai:{namespace()}:"
    return normalize(text[len(start) :]) if text.startswith(start) else None
