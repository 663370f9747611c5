"""Every list and every search can be followed."""

import json
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings

from tessera.search.indexing import reindex
from tests.factories import catalogue as make
from tests.factories.index import own_index
from tests.factories.learning import course, draft_course
from tests.factories.meetings import draft_session, session
from tests.factories.network import organization

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def index():
    with own_index():
        yield


def test_search_is_followed_and_says_what_it_is_about(client):
    old = make.record('Cafés & "talk" <b>', themes=["LAN"])
    new = make.record("Cafés again", themes=["LAN"])
    make.record("Cafés of housing", themes=["HOU"])
    make.draft_record("Cafés in a drawer", themes=["LAN"])
    reindex()
    feed = client.get("/en/search.json?q=cafés&theme=LAN&sort=title&page=7").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]] == ["Cafés again", 'Cafés & "talk" <b>']
    assert [item["id"] for item in feed["items"]] == [
        f"{settings.BASE_URL}/id/{each.identifier}" for each in (new, old)
    ]
    assert feed["title"].startswith("“cafés” · ")
    assert feed["title"].endswith(settings.SITE_NAME)
    assert feed["home_page_url"].startswith(f"{settings.BASE_URL}/en/search/?q=caf")
    assert all(item["url"].startswith(f"{settings.BASE_URL}/en/records/") for item in feed["items"])
    atom = ElementTree.fromstring(
        client.get("/en/search.atom?q=cafés&theme=LAN&sort=title").content
    )
    assert [each.text for each in atom.iter(f"{ATOM}title")][1:] == [
        item["title"] for item in feed["items"]
    ]


def test_feed_is_sent_once_to_who_has_it(client):
    make.record("Cafés")
    first = client.get("/fr/new.json")
    assert (first.status_code, first["Content-Language"]) == (200, "fr")
    assert first["Content-Type"] == "application/feed+json; charset=utf-8"
    again = client.get("/fr/new.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make.record("Libraries")
    later = client.get("/fr/new.json", headers={"if-none-match": first["ETag"]})
    assert [item["title"] for item in later.json()["items"]] == ["Libraries", "Cafés"]


def test_directory_and_sessions_are_followed_without_drafts(client):
    organization("House of Languages")
    organization("Office of Housing")
    feed = client.get("/en/organizations.json?q=languages").json()
    assert [item["title"] for item in feed["items"]] == ["House of Languages"]
    assert client.get("/en/organizations.json?q=%00").status_code == 200
    shown = session("Who carries the risk?")
    draft_session("Not yet")
    atom = ElementTree.fromstring(client.get("/tr/sessions.atom").content)
    (entry,) = atom.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Who carries the risk?"
    page = client.get(urlsplit(entry.findtext(f"{ATOM}id")).path)
    assert (page.status_code, page["Location"]) == (303, shown.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_courses_are_followed_without_drafts(client, django_assert_max_num_queries, count):
    courses = [course(f"Course {number}") for number in range(count)]
    draft_course("Not yet")
    client.get("/en/learn.json")
    with django_assert_max_num_queries(4):
        feed = client.get("/en/learn.json").json()
    assert [item["title"] for item in feed["items"]] == [
        f"Course {number}" for number in reversed(range(count))
    ]
    assert feed["items"][0]["url"] == settings.BASE_URL + courses[-1].get_absolute_url()
    atom = ElementTree.fromstring(client.get("/ar/learn.atom").content)
    first = atom.find(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "اسأل أولا"
    page = client.get(urlsplit(first.findtext(f"{ATOM}id")).path)
    assert page.status_code == 303


def test_pages_lead_to_feeds_that_answer(client, django_assert_max_num_queries):
    record = make.record("Cafés", places=["DE"], themes=["LAN"])
    office = organization("Office")
    session()
    reindex()
    pages = (
        "search/?q=cafés&theme=LAN", "themes/", "themes/LAN/", "places/", "places/de/",
        "places/region/155/", "new/", "organizations/", "sessions/", "learn/",
        f"organizations/{office.identifier}/{office.slug}/",
    )  # fmt: skip
    for page in pages:
        text = client.get(f"/en/{page}").text
        links = [line.split('href="')[1].split('"')[0] for line in text.split("<link ")
                 if "atom+xml" in line or "feed+json" in line]  # fmt: skip
        assert len(links) == 2, page
        for link in links:
            answer = client.get(link.replace("&amp;", "&"))
            assert (link, answer.status_code) == (link, 200)
        assert json.loads(answer.content)["feed_url"].startswith(settings.BASE_URL)
        assert 'rel="search" type="application/opensearchdescription+xml"' in text
    assert record.get_absolute_url() in client.get("/en/search.json?country=DE").text


def test_record_is_followed_by_its_versions(client):
    one = make.record("Cafés")
    make.publish_again(one)
    for extension in ("atom", "json"):
        address = f"/en/records/{one.identifier}.{extension}"
        assert address in client.get(one.get_absolute_url()).text
    feed = client.get(f"/en/records/{one.identifier}.json").json()
    assert [item["title"] for item in feed["items"]] == ["Version 2: Cafés", "Version 1: Cafés"]
    assert client.get(feed["items"][0]["url"]).status_code == 200
    draft = make.draft_record("Kept")
    assert client.get(f"/en/records/{draft.identifier}.atom").status_code == 404
