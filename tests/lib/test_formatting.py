"""What people type is shown with its lists and links, and never runs."""

import re

import pytest

from tessera.lib.formatting import formatted

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\tscript:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "![image](https://example.org/x.png)",
    '[a](https://example.org "onmouseover=alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    "```\n<script>alert(1)</script>\n```",
    "<svg/onload=alert(1)>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_people_type_runs(text):
    html = formatted(text)
    elements = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html))
    assert elements <= {"p", "a", "code", "pre", "br", "em"}
    for element in re.findall(r"<[^>]*>", html):
        assert "javascript" not in element.lower()
        assert not re.search(r"\son\w+\s*=", element)
        assert "data:" not in element


def test_typed_markup_is_shown_as_typed():
    assert formatted("<b>bold</b>") == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"


def test_lists_emphasis_and_quotations_are_kept():
    html = formatted("- one\n- *two*\n\n> **said**")
    assert html.replace("\n", "") == (
        "<ul><li>one</li><li><em>two</em></li></ul>"
        "<blockquote><p><strong>said</strong></p></blockquote>"
    )


def test_links_say_that_we_do_not_vouch_for_them():
    assert formatted("[law](https://example.org/law)") == (
        '<p><a href="https://example.org/law" rel="nofollow noopener">law</a></p>\n'
    )


def test_headings_start_below_those_of_the_page():
    html = formatted("# One\n\n## Two\n\n### Three\n\n#### Four")
    assert re.findall(r"<(h\d)>", html) == ["h4", "h5", "h6", "h6"]
