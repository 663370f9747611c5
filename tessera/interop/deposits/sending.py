"""Telling the registry, one record after the other, whenever the worker is killed.

A deposit is *taken* before it is sent. A worker killed in between leaves it taken; after the lease
another sends it again, which changes nothing at the registry. What is sent is what the database
says now, so that many changes are one request; what was said before is not said again.
"""

import hashlib
import json
import logging
import time
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tessera.catalogue.models import Record
from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.interop.deposits.models import Deposit
from tessera.interop.deposits.registry import Answer, delete_draft, look_up, put
from tessera.interop.deposits.rules import is_on
from tessera.interop.description import describe_record, uri_of
from tessera.interop.formats import datacite

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=5)
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
#: Other work of the worker waits so long at most, beside the answer that is being waited for.
_MOST_SECONDS: Final = 5.0
_RESOLVING: Final = (Deposit.State.REGISTERED, Deposit.State.FINDABLE)
_EVENTS: Final = {"findable": "publish", "registered": "register"}


def wait_before(attempt: int) -> timedelta:
    """How long to wait before the given attempt (2 is the first repetition): 1, 4, 16 min, …"""
    return min(FIRST_WAIT * 4 ** min(attempt - 2, 9), LONGEST_WAIT)


def send_deposits() -> int:
    """Send what is due, for a few seconds; how many the registry took."""
    if not is_on():
        return 0
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < _MOST_SECONDS:
        deposit = _take()
        if deposit is None:
            break
        answer, digest = _tell(deposit)
        _settle(deposit, answer, digest)
        sent += answer.is_done and not answer.was_known
        if answer.stops:
            break
    return sent


def _take() -> Deposit | None:
    now = timezone.now()
    with transaction.atomic():
        due = Deposit.objects.due(at=now, lease_began=now - LEASE)
        deposit: Deposit | None = due.select_for_update(skip_locked=True).first()
        if deposit is not None:
            deposit.taken_at = now
            deposit.attempts += 1
            deposit.save(update_fields=["taken_at", "attempts"])
    return deposit


def _tell(deposit: Deposit) -> tuple[Answer, str]:
    """Ask the registry for what the database says; its answer, and a digest of what was said."""
    record = Record.objects.public().filter(identifier=deposit.identifier).first()
    if record is None:
        return _take_back(deposit), ""
    content = _content(deposit, record)
    digest = hashlib.sha256(content).hexdigest()
    if digest == deposit.digest and deposit.state:
        return Answer(state=deposit.state, is_done=True, was_known=True), digest
    return put(deposit.doi, content, expected=_wanted(deposit)), digest


def _wanted(deposit: Deposit) -> str:
    """The state that the operator chose; what was findable once is not hidden by a setting."""
    is_findable = deposit.state == Deposit.State.FINDABLE
    return Deposit.State.FINDABLE if is_findable else settings.DOI_STATE


def _content(deposit: Deposit, record: Record) -> bytes:
    own = replace(describe_record(record), doi=deposit.doi, record_doi=deposit.doi)
    attributes = {
        "doi": deposit.doi,
        "url": uri_of(deposit.identifier),
        "xml": b64encode(datacite.serialize(own).encode()).decode(),
    }
    event = _EVENTS.get(_wanted(deposit))
    return _written(deposit, {**attributes, "event": event} if event else attributes)


def _written(deposit: Deposit, attributes: dict[str, str]) -> bytes:
    data = {"id": deposit.doi, "type": "dois", "attributes": attributes}
    return json.dumps({"data": data}, sort_keys=True).encode()


def _take_back(deposit: Deposit) -> Answer:
    """Nobody finds it any more, but it leads to the tombstone; a draft is simply deleted.

    A worker may have died between the registry's answer and our note of it: then the registry is
    asked what it has.
    """
    state = deposit.state
    if not state:
        found = look_up(deposit.doi)
        if not found.is_done:
            return found
        state = found.state
    if state == Deposit.State.DRAFT:
        return delete_draft(deposit.doi)
    if state != Deposit.State.FINDABLE:
        return Answer(state=state, is_done=True)
    attributes = {"doi": deposit.doi, "url": uri_of(deposit.identifier), "event": "hide"}
    return put(deposit.doi, _written(deposit, attributes), expected=Deposit.State.REGISTERED)


def _settle(deposit: Deposit, answer: Answer, digest: str) -> None:
    """Note what became of it, unless another worker has it in hand by now."""
    values: dict[str, Any] = {"taken_at": None, "problem": answer.problem}
    if answer.is_done:
        values |= {"state": answer.state, "told": deposit.asked, "told_at": timezone.now(),
                   "digest": digest, "attempts": 0}  # fmt: skip
    elif answer.is_refused:
        values["is_refused"] = True
    else:
        wait = answer.wait or wait_before(deposit.attempts + 1)
        values["due_at"] = timezone.now() + wait
    with transaction.atomic():
        ours = Deposit.objects.filter(pk=deposit.pk, taken_at=deposit.taken_at)
        if not answer.is_done:  # What was queued meanwhile is due at once, and not refused.
            ours.exclude(asked=deposit.asked).update(taken_at=None)
            ours = ours.filter(asked=deposit.asked)
        if ours.update(**values) and answer.is_done:
            _show(deposit, answer.state)
    if answer.problem:
        extra = {"record": deposit.identifier, "refused": answer.is_refused}
        logger.warning("a DOI was not registered", extra=extra)


def _show(deposit: Deposit, state: str) -> None:
    """Give the record its DOI once it leads somewhere; pages and harvesters learn of it."""
    if state not in _RESOLVING:
        return
    lacking = Record.objects.filter(identifier=deposit.identifier).exclude(doi=deposit.doi)
    if lacking.update(doi=deposit.doi):
        announce(kind=Change.Kind.RECORD, identifier=deposit.identifier, what=Change.What.CHECKED)
