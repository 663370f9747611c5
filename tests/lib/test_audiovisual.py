"""Files of sound and film are told by their first bytes, whatever they are called."""

import pytest

from tessera.lib.audiovisual import ending_of


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (b"ID3\x04\x00", "mp3"),
        (b"\xff\xfb\x90\x44", "mp3"),
        (b"OggS\x00\x02", "ogg"),
        (b"fLaC\x00", "flac"),
        (b"RIFF\x24\x00\x00\x00WAVE", "wav"),
        (b"RIFF\x24\x00\x00\x00WEBP", ""),
        (b"\x00\x00\x00\x20ftypM4A ", "m4a"),
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (b"\x1aE\xdf\xa3\x01", "webm"),
        (b"<!doctype html>", ""),
        (b"MZ\x90\x00", ""),
        (b"", ""),
    ],
)
def test_kind_is_told_by_content(head, ending):
    assert ending_of(head) == ending
