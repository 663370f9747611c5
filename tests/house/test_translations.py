"""Every catalogue of the interface is complete, and its texts fit where they are put."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import to_locale

from tests.house.extraction import messages

FOLDER = Path(settings.LOCALE_PATHS[0])
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(FOLDER / to_locale(code) / "LC_MESSAGES" / "django.po"))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("code", TRANSLATED)
def test_catalogue_has_every_text_of_the_sources(code):
    there = {(entry.msgctxt, entry.msgid) for entry in catalogue(code) if not entry.obsolete}
    assert sorted(messages() - there, key=str) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_catalogue_has_no_empty_or_doubtful_text(code):
    wanting = [
        entry.msgid
        for entry in catalogue(code)
        if not entry.obsolete and (entry.fuzzy or not all(texts(entry)))
    ]
    assert wanting == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_keep_their_placeholders(code):
    differing = [
        entry.msgid
        for entry in catalogue(code)
        if not entry.obsolete
        for text in texts(entry)
        if not set(PLACEHOLDER.findall(text))
        <= set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    ]
    assert differing == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_left_in_the_sources_language(code):
    """A few words are the same in two languages; whole sentences never are."""
    same = [
        entry.msgid
        for entry in catalogue(code)
        if not entry.obsolete and len(entry.msgid.split()) > 4 and entry.msgid in texts(entry)
    ]
    assert same == []


def test_extraction_reads_python_and_templates():
    assert {(None, "e-mail address"), (None, "record")} <= messages()
