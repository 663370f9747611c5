"""The short path on which everybody in a room asks every two seconds whether something is new.

``GET /live/<identifier>/<language>?v=57&have=now.x1f,floor.9ac`` is answered above all other
middleware: no browser session, no user, no address book. Each process asks the database for the
room's version at most every 0.4 s, however many people ask; to whom nothing is new costs no query.
When the version has grown, each fragment is made once for everybody of a tier and language, and
only those that differ from what the page has are sent.

``POST /live/<identifier>/vote`` counts support in the same manner, because votes come in storms.

The key in the header ``X-Room-Key`` proves that the page was opened by somebody who may. It is
derived from the site's secret, the room, the tier and the day, so checking it needs no query.
See ``docs/decisions`` ("The live room polls a version").
"""

import gzip
import json
import logging
import re
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.meetings.live.asking import count_support
from tessera.meetings.live.fragments import FOR_MODERATORS, fragment_context, fragment_of
from tessera.meetings.live.models import Room
from tessera.meetings.live.showing import View, read_room
from tessera.meetings.models import Session

logger = logging.getLogger(__name__)

PARTICIPANTS: Final = "p"
MODERATORS: Final = "m"
_ASK_EVERY_SECONDS: Final = 0.4
_FORGET_AFTER_SECONDS: Final = 3600
_MOST_ROOMS: Final = 200
_MOST_ANSWERS: Final = 400
_PATH: Final = re.compile(r"^/live/([0-9A-Z]{4}-[0-9A-Z]{4})/([a-z]{2}(?:-[a-z]{4})?)$")
_VOTE: Final = re.compile(r"^/live/([0-9A-Z]{4}-[0-9A-Z]{4})/vote$")
_LANGUAGES: Final = frozenset(code for code, _name in settings.LANGUAGES)
_DAY: Final = 24 * 3600


def room_key(identifier: str, tier: str, *, days_ago: int = 0) -> str:
    """What the page's script shows when it asks. Holds until the end of the next day (UTC)."""
    day = int(time.time() // _DAY) - days_ago
    digest = salted_hmac("tessera.live", f"{identifier}.{tier}.{day}", algorithm="sha256")
    return f"{tier}.{digest.hexdigest()[:40]}"


def voter_key(identifier: str, participant: int, *, days_ago: int = 0) -> str:
    """Proves that a page was opened by this participant, who may vote. Holds as long."""
    day = int(time.time() // _DAY) - days_ago
    digest = salted_hmac("tessera.vote", f"{identifier}.{participant}.{day}", algorithm="sha256")
    return f"{participant}.{digest.hexdigest()[:40]}"


def voter_of(identifier: str, key: str) -> int | None:
    """The participant whose key it is."""
    number = key.partition(".")[0]
    if number.isascii() and number.isdigit() and len(number) < 18:
        for days_ago in (0, 1):
            expected = voter_key(identifier, int(number), days_ago=days_ago)
            if constant_time_compare(key, expected):
                return int(number)
    return None


def tier_of(identifier: str, key: str) -> str | None:
    """The tier that a key opens."""
    tier = key[:1]
    if tier in {PARTICIPANTS, MODERATORS}:
        for days_ago in (0, 1):
            if constant_time_compare(key, room_key(identifier, tier, days_ago=days_ago)):
                return tier
    return None


@dataclass
class RoomMemory:
    """What a process knows of one room at one version."""

    version: int = 0
    asked_at: float = 0.0
    used_at: float = 0.0
    room: Room | None = None
    #: (tier, language, name) → hash and JSON of the fragment.
    fragments: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    #: (tier, language, what the page has) → the packed answer.
    answers: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_rooms: dict[str, RoomMemory] = {}
_rooms_lock = threading.Lock()


def forget_rooms() -> None:
    """Forget everything (for tests)."""
    _rooms.clear()


def _memory(identifier: str) -> RoomMemory:
    """The memory of a room; rooms that nobody asked for leave."""
    memory = _rooms.get(identifier)
    if memory is None:
        with _rooms_lock:
            now = time.monotonic()
            if len(_rooms) >= _MOST_ROOMS:
                for key, each in list(_rooms.items()):
                    if now - each.used_at > _FORGET_AFTER_SECONDS:
                        del _rooms[key]
            memory = _rooms.setdefault(identifier, RoomMemory(used_at=now))
    return memory


def _refresh(memory: RoomMemory, identifier: str) -> None:
    """Ask for the version when it is time; one thread asks, the others use what is known."""
    now = time.monotonic()
    memory.used_at = now
    if now - memory.asked_at < _ASK_EVERY_SECONDS:
        return
    is_known = memory.version > 0
    if not memory.lock.acquire(blocking=not is_known):
        return
    try:
        if time.monotonic() - memory.asked_at < _ASK_EVERY_SECONDS:
            return
        versions = Room.objects.filter(session__identifier=identifier)
        version = versions.values_list("version", flat=True).first() or 0
        if version != memory.version:
            # The version is read first: what is shown may be newer than it says, never older.
            memory.room = read_room(identifier)
            memory.fragments, memory.answers, memory.version = {}, {}, version
        memory.asked_at = time.monotonic()
    finally:
        memory.lock.release()


def _fragment(memory: RoomMemory, tier: str, language: str, name: str) -> tuple[str, str] | None:
    fragments, room = memory.fragments, memory.room
    key = (tier, language, name)
    if key not in fragments:
        assert room is not None
        found = fragment_of(name, room)
        if found is None:
            return None
        with translation.override(language):
            view = View(room=room, language=language, moderates=tier == MODERATORS)
            html = render_to_string(found[0], fragment_context(name, view))
        mark = hash_of(html)
        fragments[key] = (mark, json.dumps({"h": mark, "html": html}, ensure_ascii=False))
    return fragments[key]


def hash_of(html: str) -> str:
    """Eight letters that tell one text from another."""
    return urlsafe_b64encode(blake2b(html.encode(), digest_size=6).digest()).decode()


def _answer(memory: RoomMemory, tier: str, language: str, have: str) -> bytes:
    """The JSON text, packed, of all fragments that differ from what the page has."""
    answers, version = memory.answers, memory.version
    key = (tier, language, have)
    packed = answers.get(key)
    if packed is None:
        parts = []
        for pair in have.split(","):
            name, _dot, mark = pair.partition(".")
            if name in FOR_MODERATORS and tier != MODERATORS:
                continue
            # One thread makes a fragment, the others wait for it: they would do the same work.
            with memory.lock:
                made = _fragment(memory, tier, language, name)
            if made and made[0] != mark:
                parts.append(f"{json.dumps(name)}:{made[1]}")
        body = f'{{"v":{version},"parts":{{{",".join(parts)}}}}}'
        packed = gzip.compress(body.encode(), 5, mtime=0)
        if len(answers) < _MOST_ANSWERS:
            answers[key] = packed
    return packed


class LiveRoomMiddleware:
    """Stands first, before pages that are kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is asked on the short path; hand on everything else."""
        path = request.path_info
        if not path.startswith("/live/"):
            return self.get_response(request)
        if voted := _VOTE.match(path):
            return _plain(405) if request.method != "POST" else vote_early(request, voted[1])
        if not (found := _PATH.match(path)):
            return self.get_response(request)
        if request.method != "GET":
            return _plain(405)
        return answer_early(request, found[1], found[2])


def answer_early(request: HttpRequest, identifier: str, language: str) -> HttpResponse:
    """204 when nothing is new, else the fragments that are; 403 without the room's key."""
    tier = tier_of(identifier, request.META.get("HTTP_X_ROOM_KEY", ""))
    if tier is None or language not in _LANGUAGES:
        return _plain(403)
    memory = _memory(identifier)
    try:
        _refresh(memory, identifier)
        if memory.room is None:
            return _plain(404)
        if request.GET.get("v") == str(memory.version):
            return _plain(204)
        packed = _answer(memory, tier, language, request.GET.get("have", "")[:600])
    except DatabaseError:
        logger.exception("A live room could not be read")
        return _plain(503)
    if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        return _json(gzip.decompress(packed))
    response = _json(packed)
    response["Content-Encoding"] = "gzip"
    return response


def vote_early(request: HttpRequest, identifier: str) -> HttpResponse:
    """Count support: 200 when it is counted, 409 when it cannot be, 403 without the voter's key.

    The key is no cookie and comes in a header that no other site can send, so that no form's
    token is needed.
    """
    voter = voter_of(identifier, request.META.get("HTTP_X_VOTER_KEY", ""))
    question = request.POST.get("question", "")
    if voter is None or not (question.isascii() and question.isdigit() and len(question) < 18):
        return _plain(403)
    is_given = request.POST.get("support") != "0"
    try:
        session = _session(identifier)
        count_support(session, question=int(question), participant=voter, is_given=is_given)
    except TesseraError as error:
        return _json(json.dumps({"message": str(error)}).encode(), status=409)
    except DatabaseError:
        logger.exception("A vote could not be counted")
        return _plain(503)
    return _json(json.dumps({"message": "", "supported": is_given}).encode())


def _session(identifier: str) -> Session:
    """The room's session, of which only the number is needed; no query when it is remembered."""
    memory = _memory(identifier)
    _refresh(memory, identifier)
    if memory.room is None:
        raise NotAllowedError(identifier)
    return memory.room.session


def _json(body: bytes, status: int = 200) -> HttpResponse:
    response = HttpResponse(body, content_type="application/json", status=status)
    response["Content-Length"] = str(len(body))
    return _with_rules(response)


def _plain(status: int) -> HttpResponse:
    return _with_rules(HttpResponse(status=status, content_type="text/plain"))


def _with_rules(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    # The page's clock follows the server's.
    response["X-Now"] = str(int(time.time() * 1000))
    return response
