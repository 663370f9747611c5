"""Captions as WebVTT (https://www.w3.org/TR/webvtt1/, sections 4 and 6): read and written.

What is read is a list of cues in order: when, by whom (a ``<v>`` span), and the words without
markup. Positions, styles and regions are left out: a reader of captions chooses them.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from tessera.lib.errors import TesseraError

MOST_CHARACTERS: Final = 1_000_000
MOST_CUES: Final = 20_000
_LONGEST_CUE: Final = 2000
_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES: Final = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?$")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>")
_TAG: Final = re.compile(r"<[^>]*>")
_LEFT_OUT: Final = ("NOTE", "STYLE", "REGION")


class CaptionsError(TesseraError):
    """The text is no WebVTT; the message names the line."""


@dataclass(frozen=True)
class Cue:
    """Words from ``start`` until ``end``, in seconds from the beginning."""

    start: float
    end: float
    text: str
    voice: str = ""


def read_cues(text: str) -> list[Cue]:
    """The cues of a file.

    Raises:
        CaptionsError: it is too long, does not begin as WebVTT does, or a cue has wrong times.
    """
    if len(text) > MOST_CHARACTERS:
        raise CaptionsError(_("The captions are too long."))
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"^WEBVTT(?:[ \t].*)?$", lines[0]):
        raise CaptionsError(_("A file of captions begins with the line WEBVTT."))
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        if number == 1 or block[0].split(" ")[0].split("\t")[0] in _LEFT_OUT:
            continue
        cues.append(_cue(number, block, cues[-1].start if cues else 0.0))
        if len(cues) > MOST_CUES:
            raise CaptionsError(_("The captions are too long."))
    if not cues:
        raise CaptionsError(_("There is no caption in this file."))
    return cues


def _blocks(lines: list[str]) -> Iterable[tuple[int, list[str]]]:
    """Lines that stand together, with the number of the first, from 1."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(number: int, block: list[str], after: float) -> Cue:
    if "-->" not in block[0]:
        number, block = number + 1, block[1:]
    found = _TIMES.match(block[0].strip()) if block else None
    if found is None:
        raise CaptionsError(
            _("Line %(number)d should have times such as 00:01:02.500 --> 00:01:05.000.")
            % {"number": number}
        )
    start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    if end <= start or start < after:
        raise CaptionsError(
            _("Line %(number)d: a caption ends after it begins, and none begins before the last.")
            % {"number": number}
        )
    words = "\n".join(line.strip() for line in block[1:])
    voice = _VOICE.search(words)
    name = html.unescape(voice.group(1)).strip() if voice else ""
    plain = html.unescape(_TAG.sub("", words)).replace("\x00", "").strip()
    return Cue(start, end, plain[:_LONGEST_CUE], name[:200])


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def write_cues(cues: Iterable[Cue]) -> str:
    """The file of the cues."""
    parts = ["WEBVTT"]
    for cue in cues:
        text = "\n".join(line for line in cue.text.split("\n") if line.strip())
        words = html.escape(text, quote=False)
        if cue.voice:
            words = f"<v {html.escape(cue.voice, quote=False)}>{words}"
        parts.append(f"{timestamp(cue.start)} --> {timestamp(cue.end)}\n{words}")
    return "\n\n".join(parts) + "\n"


def timestamp(seconds: float) -> str:
    """Hours, minutes, seconds and thousandths as the format writes them."""
    thousandths = round(seconds * 1000)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, rest = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}.{rest:03}"
