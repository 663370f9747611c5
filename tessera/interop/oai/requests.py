"""What a harvester asks: verb, arguments, dates and the resumption token.

A token holds the whole request and where it stopped, signed, so that the server remembers nothing:
it works as often as it is sent, within a day, on any machine of the installation.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from tessera.interop.oai.errors import BadArgumentError, BadTokenError, BadVerbError

TOKEN_LIFE: Final = timedelta(hours=24)
#: Verb → (required arguments, optional arguments). A token stands alone.
VERBS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
_RESUMABLE = {"ListSets", "ListIdentifiers", "ListRecords"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
_SIGNER = signing.TimestampSigner(salt="tessera.interop.oai")


@dataclass(frozen=True)
class Place:
    """Where a list stopped: the last item's time and number, how many came before, of how many."""

    at: datetime
    sequence: int
    offset: int
    total: int


@dataclass(frozen=True)
class OaiRequest:
    """A request that is in order. ``since`` is inclusive, ``before`` exclusive."""

    verb: str
    arguments: Mapping[str, str]
    identifier: str = ""
    prefix: str = ""
    set_spec: str = ""
    since: datetime | None = None
    before: datetime | None = None
    place: Place | None = None


def read_verb(parameters: QueryDict) -> str:
    """The verb.

    Raises:
        BadVerbError: there is none, several, or an unknown one.
    """
    verbs = parameters.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise BadVerbError(f"Name one verb: {', '.join(VERBS)}.")
    return verbs[0]


def read_request(parameters: QueryDict) -> OaiRequest:
    """The request.

    Raises:
        BadVerbError: see ``read_verb``.
        BadArgumentError: an argument is missing, repeated, unknown or malformed.
        BadTokenError: the token is not ours, is for another verb, or has expired.
    """
    verb = read_verb(parameters)
    given = {name: parameters.getlist(name) for name in parameters if name != "verb"}
    arguments = {name: _single(name, values) for name, values in given.items()}
    if "resumptionToken" in arguments and verb in _RESUMABLE:
        if len(arguments) > 1:
            raise BadArgumentError("resumptionToken stands alone, without other arguments.")
        return _resumed(verb, arguments)
    required, optional = VERBS[verb]
    unknown = sorted(set(arguments) - required - optional)
    missing = sorted(required - set(arguments))
    if unknown:
        raise BadArgumentError(f"{verb} takes no argument {', '.join(unknown)}.")
    if missing:
        raise BadArgumentError(f"{verb} needs {', '.join(missing)}.")
    set_spec = arguments.get("set", "")
    if "set" in arguments and not _SET.fullmatch(set_spec):
        raise BadArgumentError("The name of the set is malformed; see ListSets.")
    since, before = _range(arguments)
    return OaiRequest(
        verb=verb,
        arguments=arguments,
        identifier=arguments.get("identifier", ""),
        prefix=arguments.get("metadataPrefix", ""),
        set_spec=set_spec,
        since=since,
        before=before,
    )


def _single(name: str, values: Sequence[str]) -> str:
    if len(values) != 1:
        raise BadArgumentError(f"{name} stands more than once.")
    return values[0]


def _range(arguments: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    first, last = arguments.get("from"), arguments.get("until")
    if first is not None and last is not None and len(first) != len(last):
        raise BadArgumentError("from and until have different granularities.")
    since = _moment("from", first)[0] if first is not None else None
    before = _moment("until", last)[1] if last is not None else None
    if since and before and since >= before:
        raise BadArgumentError("from lies after until.")
    return since, before


def _moment(name: str, text: str) -> tuple[datetime, datetime]:
    """The first moment of a day or second, and the first after it."""
    try:
        if _DAY.fullmatch(text):
            start = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
            return start, start + timedelta(days=1)
        if _SECOND.fullmatch(text):
            start = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            return start, start + timedelta(seconds=1)
    except (ValueError, OverflowError):
        pass
    raise BadArgumentError(f"{name} is no date such as 2025-01-31 or 2025-01-31T12:00:00Z.")


def make_token(request: OaiRequest, place: Place) -> tuple[str, datetime]:
    """The token that goes on from ``place``, and when it expires."""
    content = {
        "v": request.verb,
        "p": request.prefix,
        "s": request.set_spec,
        "f": request.since.isoformat() if request.since else "",
        "u": request.before.isoformat() if request.before else "",
        "a": place.at.isoformat(),
        "q": place.sequence,
        "o": place.offset,
        "t": place.total,
    }
    return _SIGNER.sign_object(content), timezone.now() + TOKEN_LIFE


def _resumed(verb: str, arguments: Mapping[str, str]) -> OaiRequest:
    try:
        content = _SIGNER.unsign_object(arguments["resumptionToken"], max_age=TOKEN_LIFE)
    except (signing.BadSignature, ValueError, UnicodeError) as error:
        raise BadTokenError("The token is not known here, or older than 24 hours.") from error
    if content["v"] != verb:
        raise BadTokenError(f"The token belongs to {content['v']}.")
    return OaiRequest(
        verb=verb,
        arguments=arguments,
        prefix=content["p"],
        set_spec=content["s"],
        since=datetime.fromisoformat(content["f"]) if content["f"] else None,
        before=datetime.fromisoformat(content["u"]) if content["u"] else None,
        place=Place(datetime.fromisoformat(content["a"]), content["q"], content["o"], content["t"]),
    )
