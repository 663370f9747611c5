"""The one client for the registries and pages that a contribution starts from."""

import json
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from tessera.lib.fetching import Fetched, FetchError, fetch

_ATTEMPTS: Final = 2
_SECONDS: Final = 6
_MOST_BYTES: Final = 3_000_000
_WORTH_REPEATING: Final = frozenset({"unreachable", "timed_out"})


def ask(address: str, accept: Sequence[str]) -> Fetched:
    """Fetch an address; once more when it was silent or out of order. At most some 12 seconds.

    Raises:
        FetchError: it stays silent, or is not one that may be opened.
    """
    for attempt in range(_ATTEMPTS):
        is_last = attempt == _ATTEMPTS - 1
        try:
            answer = fetch(address, accept=accept, most_bytes=_MOST_BYTES, timeout_seconds=_SECONDS)
        except FetchError as error:
            if is_last or error.code not in _WORTH_REPEATING:
                raise
            continue
        if is_last or answer.status < 500:
            return answer
    raise AssertionError  # The last attempt returns or raises.


def ask_json(address: str) -> dict[str, Any] | None:
    """The object that a registry answers with; ``None`` when it knows nothing of it.

    Raises:
        FetchError: it does not answer, or not with what it promises.
    """
    answer = ask(address, ["application/json", "application/vnd.api+json"])
    if answer.status in {404, 410}:
        return None
    if answer.status != 200:
        raise FetchError("unreachable", _("The registry is out of order."), status=answer.status)
    try:
        read = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        message = _("The registry is out of order.")
        raise FetchError("unreachable", message, status=200) from error
    return read if isinstance(read, dict) else None
