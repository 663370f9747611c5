"""Captions as WebVTT: read strictly, with the line that is wrong; written so that it is read."""

import pytest

from tessera.lib.webvtt import CaptionsError, Cue, read_cues, timestamp, write_cues

GOOD = """\ufeffWEBVTT - a session

NOTE
Not shown.

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.500 align:start
<v.loud Nuria Salcedo>Who pays, <i>and</i> when? 1 &lt; 2

01:00:00.000 --> 01:00:02.000
- Nobody
- knows.
"""


def test_cues_are_read_without_markup():
    assert read_cues(GOOD.replace("\n", "\r\n")) == [
        Cue(1.0, 3.5, "Who pays, and when? 1 < 2", "Nuria Salcedo"),
        Cue(3600.0, 3602.0, "- Nobody\n- knows."),
    ]


def test_what_is_written_is_read_again():
    cues = [Cue(0.5, 2.0, "a --> b <x> & c\n\nd", "A > B"), Cue(7200.25, 7201.0, "…")]
    again = read_cues(write_cues(cues))
    assert again == [Cue(0.5, 2.0, "a --> b <x> & c\nd", "A > B"), cues[1]]
    assert timestamp(59.9996) == "00:01:00.000"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with the line WEBVTT"),
        ("WEBVTTX\n\n", "begins with the line WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip", "begins with the line WEBVTT"),
        ("WEBVTT\n\n", "no caption"),
        ("WEBVTT\n\n00:01 --> 00:02\nx", "Line 3 should have times"),
        ("WEBVTT\n\nname\n00:00:01,000 --> 00:00:02,000\nx", "Line 4 should have times"),
        ("WEBVTT\n\nname", "Line 4 should have times"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nx", "Line 3: a caption ends after"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nx\n\n00:01.000 --> 00:02.000\ny", "Line 6:"),
        ("WEBVTT\n\n" + "x" * 1_000_001, "too long"),
    ],
)
def test_fault_is_named_with_its_line(text, said):
    with pytest.raises(CaptionsError, match=said):
        read_cues(text)
