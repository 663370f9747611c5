"""Readers get the text in their language, or the next best one."""

from dataclasses import dataclass

import pytest

from tessera.lib.texts import best_text


@dataclass
class Text:
    language: str
    status: str = "original"


def languages(*tags: str) -> list[Text]:
    return [Text(tag) for tag in tags]


@pytest.mark.parametrize(
    ("at_hand", "reader", "original", "shown"),
    [
        (["de", "en", "fr"], "fr", "de", "fr"),
        (["de", "en"], "fr", "de", "en"),
        (["so", "de"], "fr", "de", "de"),
        (["so"], "fr", "de", "so"),
        (["pt", "en"], "pt-br", "", "pt"),
    ],
)
def test_text_for_a_reader(at_hand, reader, original, shown):
    text = best_text(languages(*at_hand), reader, original)
    assert text is not None
    assert text.language == shown


def test_no_texts_give_none():
    assert best_text([], "en") is None
