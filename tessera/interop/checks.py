"""Settings that only make sense together."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from tessera.lib.public_addresses import is_loopback


@register()
def check_registry_of_dois(**_kwargs: Any) -> list[CheckMessage]:
    """A prefix needs who registers it; and the secret travels encrypted or not at all."""
    if not settings.DOI_PREFIX:
        return []
    found: list[CheckMessage] = []
    if not (settings.DOI_REPOSITORY and settings.DOI_SECRET):
        hint = "Set TESSERA_DOI_REPOSITORY and TESSERA_DOI_SECRET, or no prefix."
        message = "TESSERA_DOI_PREFIX is set, but not who registers."
        found.append(Error(message, hint=hint, id="interop.E001"))
    address = urlsplit(settings.DOI_API)
    if address.scheme != "https" and not is_loopback(address.hostname or ""):
        message = "TESSERA_DOI_API is not https: the secret would travel unprotected."
        found.append(Error(message, id="interop.E002"))
    return found
