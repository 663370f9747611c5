"""Languages are named in the reader's words and written in their own direction."""

import pytest

from tessera.lib.languages import (
    direction,
    html_tag,
    is_tag,
    language_name,
    normalize_tag,
    own_name,
)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("ar", "rtl"), ("fa", "rtl"), ("ps-AF", "rtl"), ("ku-arab", "rtl"), ("pa-arab", "rtl"),
     ("ku", "ltr"), ("uz-latn-af", "ltr"), ("en", "ltr"), ("zh-hans", "ltr"), ("tr", "ltr")],
)  # fmt: skip
def test_direction_of_a_language(tag, expected):
    assert direction(tag) == expected


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("EN", "en"), ("zh", "zh-hans"), ("zh_CN", "zh-hans"),
     ("zh-TW", "zh-hant"), (" pt_BR ", "pt-br"),
     ("no", "nb"), ("iw", "he")],
)  # fmt: skip
def test_tag_is_kept_in_one_form(typed, kept):
    assert normalize_tag(typed) == kept


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("zh-hans", "zh-Hans"), ("pt-br", "pt-BR"), ("en", "en"), ("sr-latn-rs", "sr-Latn-RS")],
)
def test_tag_is_shown_as_machines_expect_it(kept, shown):
    assert html_tag(kept) == shown


def test_language_is_named_in_the_readers_words():
    assert language_name("de", "en") == "German"
    assert language_name("de", "fr") == "allemand"
    assert language_name("zh-hans", "es") == "chino"
    assert language_name("xx", "en") == "xx"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("fr", "Français"),
        ("ar", "العربية"),
        ("zh-hans", "中文"),
        ("tr", "Türkçe"),
        ("ru", "Русский"),
    ],
)
def test_language_is_named_in_itself(tag, name):
    assert own_name(tag) == name


@pytest.mark.parametrize("tag", ["en", "zh-hans", "pt-br", "so", "ti", "uk"])
def test_known_tags_are_accepted(tag):
    assert is_tag(tag)


@pytest.mark.parametrize("tag", ["", "zh", "xx", "english", "<b>", "en-", "../etc"])
def test_other_texts_are_no_tags(tag):
    assert not is_tag(tag)
