"""The dump that visitors are offered: in the data folder, made anew every night."""

import json
import logging
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tessera.interop.dumps.writing import DESCRIPTION, write_dump
from tessera.search.meaning.following import yield_to_others

logger = logging.getLogger(__name__)
_working = threading.Lock()


def dump_folder() -> Path:
    """Where it is kept."""
    return Path(settings.DATA_DIR) / "dump"


def present_dump() -> dict[str, Any] | None:
    """The description of the dump that is there; ``None`` before the first."""
    try:
        found = json.loads((dump_folder() / DESCRIPTION).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def renew_dump() -> threading.Thread:
    """Write it beside the worker's other duties, which go on meanwhile."""
    thread = threading.Thread(target=_renew, name="dump", daemon=True)
    thread.start()
    return thread


def begin_dump() -> None:
    """Write the first one of an installation; nothing when there is one."""
    if present_dump() is None:
        renew_dump()


def _renew() -> None:
    if not _working.acquire(blocking=False):
        return
    began = time.monotonic()
    try:
        yield_to_others()
        counts = write_dump(dump_folder())
        seconds = round(time.monotonic() - began, 1)
        logger.info("everything public was dumped", extra={"seconds": seconds, **counts})
    except Exception:
        logger.exception("the dump failed; the one before stays")
    finally:
        connection.close()
        _working.release()
