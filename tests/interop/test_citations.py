"""Records are cited in the style that a reader must hand in."""

import json

import pytest

from tessera.catalogue.models import Creator
from tessera.interop.citations.rendering import plain_text, reference
from tessera.interop.citations.styles import FOLDER, LOCALES, STYLES
from tessera.interop.description import describe_record
from tessera.search.indexing import reindex
from tests.factories import catalogue as make
from tests.factories.index import own_index
from tests.factories.network import organization
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
TITLE = "Cafés & <i>talk</i> <script>alert(1)</script>"


@pytest.fixture
def article():
    return make.record(
        TITLE,
        kind="ACA",
        publication_type=concept("AT", "ART"),
        container="Journal of Cafés",
        volume="12",
        pages="101-120",
        issued="2021",
        source_url="https://example.org/cafes",
        creators=[Creator(name="Özdemir, Can"), Creator(name="Martínez, Ana")],
    )


def test_every_style_and_language_writes_a_safe_reference(article):
    described = describe_record(article)
    assert {path.stem for path in FOLDER.glob("*.csl")} == set(STYLES)
    assert "by-sa/3.0" in (FOLDER / "LICENCE.txt").read_text("utf-8")
    for style in STYLES:
        for language in LOCALES if style == "apa" else ("ar",):
            html = reference(described, style, language)
            assert "<script" not in html, style
            text = plain_text(html).lower()
            assert "özdemir" in text, style
            assert "cafés & <i>talk</i>" in text, style
            assert "101" in text, style
    assert plain_text(reference(described, "apa", "en")) == (
        f"Özdemir, C., & Martínez, A. (2021). {TITLE}. Journal of Cafés, 12, 101–120."
        " https://example.org/cafes"
    )
    assert "et Martínez" in reference(described, "harvard-cite-them-right", "fr")


def test_a_title_that_nobody_signed_stands_once(article):
    described = describe_record(make.record("Cities that welcome", issued="2020"))
    for style in STYLES:
        text = plain_text(reference(described, style, "en")).lower()
        assert text.count("cities that welcome") == 1, style


def test_one_a_selection_and_a_list_are_cited(client, article):
    office = organization("Office of Cafés")
    report = make.record("Cafés counted", publisher=office)
    draft = make.draft_record("Cafés in a drawer")
    with own_index():
        reindex()
        one = client.get(f"/en/cite/?id={article.identifier}&style=ieee")
        assert "C. Özdemir and A. Martínez, “Cafés &amp; &lt;i&gt;talk" in one.text
        assert one["X-Robots-Tag"] == "noindex"
        both = f"id={report.identifier.lower()}&id={article.identifier}&id={draft.identifier}&id=x"
        text = client.get(f"/en/cite/?{both}&style=nonsense").text
        assert text.index("Office of Cafés") < text.index("Özdemir")
        assert "drawer" not in text
        items = json.loads(b"".join(client.get(f"/en/cite.csl.json?{both}").streaming_content))
        assert [item["id"] for item in items] == [report.identifier, article.identifier]
        found = client.get("/en/cite/?q=counted").text
        assert "Cafés counted" in found
        assert "Özdemir" not in found
        listed = b"".join(client.get("/en/search.csl.json?q=counted").streaming_content)
        assert [item["title"] for item in json.loads(listed)] == ["Cafés counted"]
        nothing = b"".join(client.get("/en/search.csl.json?q=zzzz").streaming_content)
        assert json.loads(nothing) == []
