"""What a file of sound or film is, told by its first bytes."""

from typing import Final

#: So many bytes are enough to tell.
HEAD_BYTES: Final = 16
#: What is taken, as shown to people.
TAKEN: Final = ("mp3", "m4a", "ogg", "flac", "wav", "mp4", "webm")


def ending_of(head: bytes) -> str:
    """The ending under which it is kept, one of ``TAKEN``; empty when it is nothing of these."""
    if head.startswith(b"ID3") or head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return "mp3"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp":
        return "m4a" if head[8:11] == b"M4A" else "mp4"
    return "webm" if head.startswith(b"\x1aE\xdf\xa3") else ""
