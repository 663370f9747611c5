"""Whether the files of an embedded index are whole, told from the outside in a few milliseconds.

Each file of a segment ends in a note of its own, eight bytes with a number that is always the same:
a file that was cut short has lost it. What was overwritten inside is found only by reading it all.
"""

import json
import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

#: What a segment consists of; the files of what was deleted have a number before their ending.
_PARTS: Final = ("fast", "fieldnorm", "idx", "pos", "store", "term")
_FOOTER: Final = struct.Struct("<II")
_FOOTER_MARK: Final = 1337


def fault_of(generation: Path) -> str:
    """What is wrong with a generation's files, in a sentence; empty when they are whole."""
    folder = generation / "index"
    try:
        segments = json.loads((folder / "meta.json").read_text("utf-8"))["segments"]
        names = [name for segment in segments for name in _names(segment)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"The description of the search index cannot be read: {error}"
    for name in names:
        if not _is_whole(folder / name):
            return f"The file {name} of the search index is missing or was cut short."
    return ""


def sizes_of(generation: Path) -> dict[Path, int]:
    """The sizes of a generation's files, as they are mapped; empty when they cannot be told."""
    folder = generation / "index"
    try:
        segments = json.loads((folder / "meta.json").read_text("utf-8"))["segments"]
        paths = [folder / name for segment in segments for name in _names(segment)]
        return {path: path.stat().st_size for path in paths}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def is_cut(sizes: Mapping[Path, int]) -> bool:
    """Whether a file became shorter: whoever reads beyond its end is killed by the system.

    One that is gone does no harm to those who have it mapped; merging removes files, too.
    """
    for path, size in sizes.items():
        with suppress(FileNotFoundError):
            if os.stat(path).st_size < size:
                return True
    return False


def _names(segment: dict[str, Any]) -> list[str]:
    stem = segment["segment_id"].replace("-", "")
    deletes = segment.get("deletes")
    removed = [f"{stem}.{deletes['opstamp']}.del"] if deletes else []
    return [*(f"{stem}.{part}" for part in _PARTS), *removed]


def _is_whole(path: Path) -> bool:
    try:
        with open(path, "rb") as file:
            file.seek(-_FOOTER.size, 2)
            return bool(_FOOTER.unpack(file.read(_FOOTER.size))[1] == _FOOTER_MARK)
    except (OSError, struct.error):
        return False
