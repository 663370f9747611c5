"""Rules for templates: they compile, hold no inline code, and speak every language."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

PACKAGE = Path(settings.BASE_DIR) / "tessera"
TEMPLATES = sorted(
    path for path in PACKAGE.glob("*/templates/**/*") if path.suffix in {".html", ".txt", ".xml"}
)
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]

INLINE = {
    "a style attribute": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.I),
    "a <style> element": re.compile(r"<style\b", re.I),
    "a handler attribute": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", re.I
    ),
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S)
NOT_PROSE = re.compile(r"<(script|style|svg|code|pre)\b.*?</\1>", re.S | re.I)
TAG = re.compile(r"{%.*?%}|{{.*?}}|<[^>]*>", re.S)
SPOKEN = re.compile(r'\s(?:aria-label|title|alt|placeholder)="([^"{}]*[A-Za-z]{2}[^"{}]*)"')
WORD = re.compile(r"[A-Za-z]{2,}")
ROBOTS = re.compile(r"{%\s*block robots\s*%}.*?{%\s*endblock", re.S)
ADDRESS = re.compile(r"/\w+/[\w/]*")
ENTITY = re.compile(r"&\w+;|&#\w+;")
#: The style guide shows invented samples in English, inside ``lang="en"``.
SAMPLES = {"style_guide.html"}
#: Names and codes that are the same in every language.
NAMES = frozenset(
    WORD.findall(
        "Tessera Atom BibTeX RIS CSV JSON LD CSL Lines Turtle ROR DOI ISBN ORCID Wikidata CC BY "
        "PDF Wagtail RSS HTML"
    )
)


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles(path):
    name = str(path).split("/templates/", 1)[1]
    assert engines["django"].get_template(name)


#: Mail programs load no files: the frame of all mails is the one place with styles inside.
MAIL_FRAME = "notifications/templates/notifications/mail.html"


@pytest.mark.parametrize(
    "path", [each for each in PAGES if name_of(each) != MAIL_FRAME], ids=name_of
)
def test_template_holds_no_inline_code(path):
    text = COMMENT.sub("", path.read_text("utf-8"))
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", [page for page in PAGES if page.name not in SAMPLES], ids=name_of)
def test_template_is_translatable(path):
    assert untranslated(path.read_text("utf-8")) == []


def untranslated(text: str) -> list[str]:
    """Words between the tags that no translator will ever see."""
    for pattern in (COMMENT, TRANSLATED, NOT_PROSE, ROBOTS):
        text = pattern.sub(" ", text)
    spoken = [said for said in SPOKEN.findall(text) if not is_only_names(said)]
    plain = ADDRESS.sub(" ", ENTITY.sub(" ", TAG.sub("\n", text)))
    return spoken + [line.strip() for line in plain.splitlines() if not is_only_names(line)]


def is_only_names(line: str) -> bool:
    return all(word in NAMES for word in WORD.findall(line))


def test_the_rule_sees_a_forgotten_sentence():
    page = '{% translate "Seen" %}<p title="Also {{ x }}">Forgotten</p><img alt="Lost">'
    assert untranslated(page) == ["Lost", "Forgotten"]


def test_no_page_hides_its_origin_from_its_own_forms():
    """With ``no-referrer``, browsers send forms with the origin *null*, and they are refused."""
    sources = [*Path("tessera").rglob("*.py"), *Path("tessera").rglob("*.html")]
    assert [str(each) for each in sources if "no-referrer" in each.read_text("utf-8")] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_moments_are_written_to_the_second(path):
    # HTML allows at most three digits of a second, Django's ``c`` writes six.
    assert not re.search(r"""\|date:["']c["']""", path.read_text("utf-8")), "use the filter instant"
