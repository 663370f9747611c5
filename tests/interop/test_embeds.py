"""Other sites show a record, a theme or the search box in a frame, and nothing else of ours."""

from html import unescape
from xml.etree import ElementTree

import pytest
from django.conf import settings

from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    return make.record('Cafés & "talk" <b>', themes=["LAN"])


def may_be_framed(answer) -> bool:
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    return "frame-ancestors *" in policy and "X-Frame-Options" not in answer


def test_only_the_pages_for_frames_may_be_framed(client, record):
    card = client.get(f"/en/embed/records/{record.identifier}/")
    theme = client.get("/ar/embed/themes/LAN/?number=99")
    box = client.get("/tr/embed/search/")
    for answer in (card, theme, box):
        assert may_be_framed(answer)
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer.cookies == {}
        assert "<script" not in answer.text
    assert "Cafés &amp; &quot;talk&quot; &lt;b&gt;" in card.text
    assert 'dir="rtl"' in theme.text
    assert record.identifier in theme.text
    assert 'action="/tr/search/"' in box.text
    for page in ("/en/", record.get_absolute_url(), "/en/embed/"):
        answer = client.get(page)
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] in {"SAMEORIGIN", "DENY"}
    draft = make.draft_record("In a drawer")
    for missing in (f"records/{draft.identifier}/", "records/0000-0000/", "themes/NOTHING/"):
        assert client.get(f"/en/embed/{missing}").status_code == 404


def test_block_is_shown_and_can_be_copied(client, record):
    page = client.get(f"/en/embed/?id={settings.BASE_URL}/id/{record.identifier}").text
    frame = f"{settings.BASE_URL}/en/embed/records/{record.identifier}/"
    assert f'<iframe src="{frame}"' in unescape(page.split("<textarea")[1])
    assert "<blockquote cite=" in unescape(page.split("<textarea")[2])
    listed = client.get("/en/embed/?show=theme&theme=HOU&number=3").text
    assert f"{settings.BASE_URL}/en/embed/themes/HOU/?number=3" in listed
    wrong = client.get("/en/embed/?show=record&id=nonsense")
    assert wrong.status_code == 422
    assert 'value="nonsense"' in wrong.text
    assert f"/en/embed/?id={record.identifier}" in client.get(record.get_absolute_url()).text


def test_address_alone_is_enough_for_who_knows_oembed(client, record):
    whole = f"{settings.BASE_URL}{record.get_absolute_url()}"
    found = client.get("/oembed", {"url": whole, "maxwidth": "320", "maxheight": "200"})
    assert found["Access-Control-Allow-Origin"] == "*"
    content = found.json()
    assert (content["version"], content["type"], content["width"], content["height"]) == (
        "1.0", "rich", 320, 200,
    )  # fmt: skip
    assert content["title"] == 'Cafés & "talk" <b>'
    assert 'width="320"' in content["html"]
    assert "<b>" not in content["html"]
    french = {"url": f"{settings.BASE_URL}/fr/themes/LAN/", "format": "xml"}
    document = ElementTree.fromstring(client.get("/oembed", french).content)
    assert "/fr/embed/themes/LAN/" in document.findtext("html")
    for url in ("", "https://example.org/en/records/x/", f"{settings.BASE_URL}/en/"):
        assert client.get("/oembed", {"url": url}).status_code == 404
    assert client.get("/oembed", {"url": whole, "format": "yaml"}).status_code == 501
    assert 'type="application/json+oembed"' in client.get(record.get_absolute_url()).text
