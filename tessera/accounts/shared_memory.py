"""What all processes must know at once: allauth's limits, and codes that were used.

allauth keeps both in Django's cache, which by default is the memory of one process: with four
processes a guesser would have four times the attempts, and a code could be used four times. So
these modules, and no others, get a cache that lies in the database, or in Redis where there is one.
"""

from importlib import import_module
from typing import Final

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

#: The modules of allauth that use a cache.
MODULES: Final = (
    "allauth.core.internal.ratelimit",
    "allauth.mfa.totp.internal.auth",
    "allauth.socialaccount.internal.jwtkit",
)


def share_memory() -> None:
    """Give the modules the cache ``shared``. Fails when a new version of allauth has no such name,
    so that nobody's limit is lost unnoticed.
    """
    proxy = ConnectionProxy(caches, "shared")
    for name in MODULES:
        module = import_module(name)
        if not hasattr(module, "cache"):
            message = f"{name} uses no cache any more: see tessera/accounts/shared_memory.py."
            raise RuntimeError(message)
        module.cache = proxy  # type: ignore[attr-defined]
