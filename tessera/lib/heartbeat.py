"""The worker's sign of life: a small file that the web program reads for ``/readyz``."""

import json
import time
from pathlib import Path
from typing import Any

NAME = "worker-heartbeat.json"


def beat(folder: Path, **values: Any) -> None:
    """Note that the worker is alive now, with a few figures about it."""
    aside = folder / f"{NAME}.new"
    aside.write_text(json.dumps({"at": time.time(), **values}), "utf-8")
    aside.replace(folder / NAME)


def seconds_since_beat(folder: Path) -> float | None:
    """How long ago the worker last gave a sign; ``None`` when it never did."""
    try:
        return max(0.0, time.time() - json.loads((folder / NAME).read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError):
        return None
