"""Files of text: their encoding, and lines that are not endless."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tessera.interop.importing.rows import FileFaultError

ENCODINGS: Final = (
    "utf-8", "utf-16", "windows-1252", "windows-1251", "windows-1254", "windows-1256", "gb18030",
)  # fmt: skip
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
LONGEST_LINE: Final = 2_000_000


def encoding_of(path: Path, chosen: str) -> str:
    """The encoding that a mark at the beginning tells, or the chosen one."""
    with path.open("rb") as file:
        begin = file.read(4)
    return next((name for mark, name in _MARKS if begin.startswith(mark)), chosen or "utf-8")


def lines_of(path: Path, chosen: str) -> Iterator[str]:
    """The lines with their ends.

    Raises:
        FileFaultError: a line is in another encoding, or longer than 2,000,000 characters.
    """
    encoding = encoding_of(path, chosen)
    number = 0
    with path.open(encoding=encoding, errors="strict", newline="") as file:
        try:
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise FileFaultError("long-field", line=number, most=LONGEST_LINE)
                yield line.replace("\0", "")
        except UnicodeError as error:
            raise FileFaultError("encoding", line=number + 1, encoding=encoding) from error
