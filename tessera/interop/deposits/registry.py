"""One conversation with the registry, and what its answer means for us.

``PUT /dois/<doi>`` makes a DOI or changes it, and may be said twice without harm. Sources:
https://support.datacite.org/docs/api-create-dois, https://support.datacite.org/docs/doi-states
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings

from tessera.interop.deposits.models import Deposit
from tessera.lib.fetching import Fetched, FetchError, fetch
from tessera.lib.waiting import seconds_in

TIMEOUT_SECONDS: Final = 15
_MOST_BYTES: Final = 2_000_000
_MEDIA_TYPE: Final = "application/vnd.api+json"
_CREDENTIALS_WAIT: Final = timedelta(hours=1)
_LONGEST_WAIT: Final = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """What became of a request.

    ``is_done``: the registry is in ``state`` now. ``is_refused``: asking again changes nothing.
    Otherwise it is tried later; after ``wait``, when the registry said how long. ``stops``: it will
    not answer the next request either. ``was_known``: it did not have to be asked.
    """

    state: str = ""
    problem: str = ""
    is_done: bool = False
    is_refused: bool = False
    stops: bool = False
    was_known: bool = False
    wait: timedelta | None = None


def put(doi: str, content: bytes, *, expected: str) -> Answer:
    """Make or change a DOI; ``expected`` is its state if the answer does not tell."""
    return _ask("PUT", doi, content, expected)


def delete_draft(doi: str) -> Answer:
    """Take back a DOI that was never registered."""
    return _ask("DELETE", doi, b"", Deposit.State.NONE)


def look_up(doi: str) -> Answer:
    """The state of a DOI of which we do not know whether the registry has it."""
    return _ask("GET", doi, b"", Deposit.State.NONE)


def _ask(method: str, doi: str, content: bytes, expected: str) -> Answer:
    address = f"{settings.DOI_API.rstrip('/')}/dois/{quote(doi, safe='/')}"
    key = b64encode(f"{settings.DOI_REPOSITORY}:{settings.DOI_SECRET}".encode()).decode()
    headers = {"Authorization": f"Basic {key}"}
    if content:
        headers["Content-Type"] = _MEDIA_TYPE
    try:
        answer = fetch(
            address,
            method=method,
            headers=headers,
            body=content,
            most_bytes=_MOST_BYTES,
            timeout_seconds=TIMEOUT_SECONDS,
        )
    except FetchError as error:
        return Answer(problem=f"No answer from the registry: {error.code}.", stops=True)
    return _meaning(answer, method, expected)


def _meaning(answer: Fetched, method: str, expected: str) -> Answer:
    status = answer.status
    if status == 404 and method != "PUT":
        return Answer(is_done=True)
    if 200 <= status < 300:
        return Answer(state=_state(answer) or expected, is_done=True)
    if status in {401, 403}:
        problem = f"The registry refuses the repository's name or secret ({status})."
        return Answer(problem=problem, stops=True, wait=_CREDENTIALS_WAIT)
    if status in {408, 425, 429} or status >= 500 or status < 400:
        problem = f"The registry cannot answer now ({status})."
        return Answer(problem=problem, stops=True, wait=_retry_after(answer))
    return Answer(problem=f"Refused ({status}): {_said(answer)}"[:300], is_refused=True)


def _content(answer: Fetched) -> dict[str, Any]:
    try:
        content = json.loads(answer.body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _state(answer: Fetched) -> str:
    data = _content(answer).get("data")
    attributes = data.get("attributes") if isinstance(data, dict) else None
    state = attributes.get("state") if isinstance(attributes, dict) else None
    return state if state in Deposit.State.values else ""


def _said(answer: Fetched) -> str:
    """The registry's reasons, in its words."""
    errors = _content(answer).get("errors")
    rows = [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []
    told = [f"{each.get('source') or ''} {each.get('title') or ''}".strip() for each in rows[:5]]
    return "; ".join(each for each in told if each) or "no reason given"


def _retry_after(answer: Fetched) -> timedelta | None:
    seconds = seconds_in(answer.headers.get("retry-after", ""))
    return None if seconds is None else min(timedelta(seconds=seconds), _LONGEST_WAIT)
