"""What robots, feed readers and agents find."""

from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from tessera.learning.models import LearningPath
from tests.factories import catalogue as make
from tests.factories.catalogue import record_text
from tests.factories.learning import course, draft_course
from tests.factories.meetings import session
from tests.factories.network import organization

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
TAGS = {"en", "fr", "es", "ar", "ru", "zh-Hans", "tr"}


def xml(client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def test_feed_tells_what_is_new(client):
    title = "Cafés </title><script>alert(1)</script> & more"
    record, office = make.record(title), organization("Office")
    make.draft_record("Draft")
    feed = xml(client, "/en/new.atom")
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Office", title]
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"{settings.BASE_URL}/id/{each.identifier}" for each in (office, record)
    ]
    link = entries[1].find(f"{ATOM}link").get("href")
    assert link.endswith(record.get_absolute_url())
    assert entries[1].findtext(f"{ATOM}summary") == "People meet and talk."


def test_feed_has_all_that_the_standard_asks_for(client):
    make.record()
    feed = xml(client, "/en/new.atom")
    for name in ("id", "title", "updated", f"author/{ATOM}name"):
        assert feed.findtext(f"{ATOM}{name}")
    (entry,) = feed.findall(f"{ATOM}entry")
    for name in ("id", "title", "updated"):
        assert entry.findtext(f"{ATOM}{name}")


def test_feed_speaks_the_language_of_its_address(client):
    make.record(texts=[record_text("en", "Cafés"), record_text("tr", "Dil kafeleri")])
    feed = xml(client, "/tr/new.atom")
    assert feed.find(f"{ATOM}entry").findtext(f"{ATOM}title") == "Dil kafeleri"
    assert client.get("/tr/new.atom")["Content-Language"] == "tr"


def test_feed_without_entries_is_a_feed(client):
    assert xml(client, "/ar/new.atom").findall(f"{ATOM}entry") == []


def test_sitemap_leads_to_every_public_record_in_seven_languages(client):
    record, draft = make.record("Cafés"), make.draft_record("Draft")
    entries = xml(client, "/sitemap-records-1.xml").findall(f"{MAP}url")
    addresses = [entry.findtext(f"{MAP}loc") for entry in entries]
    assert addresses == [
        f"{settings.BASE_URL}/{tag.lower()}/records/{record.identifier}/cafes/"
        for tag in ("en", "fr", "es", "ar", "ru", "zh-hans", "tr")
    ]
    assert draft.identifier not in str(addresses)
    for entry in entries:
        links = {link.get("hreflang"): link.get("href") for link in entry.findall(LINK)}
        assert set(links) == TAGS
        assert set(links.values()) == set(addresses)
        assert datetime.fromisoformat(entry.findtext(f"{MAP}lastmod")).tzinfo is not None


def test_sitemap_index_names_sitemaps_that_answer(client):
    make.record()
    organization()
    session()
    course()
    LearningPath.objects.create(state="PUBLIC")
    LearningPath.objects.create()
    locations = [each.text for each in xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    assert locations == [
        f"{settings.BASE_URL}/sitemap-{name}-1.xml"
        for name in ("records", "organizations", "sessions", "courses", "paths", "pages")
    ]
    for location in locations:
        assert len(xml(client, location.removeprefix(settings.BASE_URL)).findall(f"{MAP}url")) >= 7


def test_sitemap_leads_to_every_public_course(client):
    shown, draft = course(), draft_course("Unfinished")
    entries = xml(client, "/sitemap-courses-1.xml").findall(f"{MAP}url")
    addresses = [entry.findtext(f"{MAP}loc") for entry in entries]
    assert f"{settings.BASE_URL}/ar/learn/{shown.identifier}/" in addresses
    assert len(addresses) == 7
    assert draft.identifier not in str(addresses)
    for address in addresses:
        assert client.get(address.removeprefix(settings.BASE_URL)).status_code == 200


def test_sitemap_index_of_an_empty_installation_names_sitemaps_that_answer(client):
    for each in xml(client, "/sitemap.xml").iter(f"{MAP}loc"):
        assert client.get(each.text.removeprefix(settings.BASE_URL)).status_code == 200


def test_pages_in_the_sitemap_answer(client):
    make.record()
    entries = xml(client, "/sitemap-pages-1.xml").findall(f"{MAP}url")
    addresses = [entry.findtext(f"{MAP}loc").removeprefix(settings.BASE_URL) for entry in entries]
    english = [each for each in addresses if each.startswith("/en/")]
    assert {"/en/", "/en/themes/", "/en/places/de/"} <= set(english)
    broken = [each for each in english[:8] if client.get(each).status_code != 200]
    assert broken == []


@pytest.mark.parametrize("name", ["records-2", "records-0", "secrets-1"])
def test_sitemap_that_does_not_exist_is_not_found(client, name):
    make.record()
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_robots_are_kept_from_the_back_office_and_led_to_the_sitemap(client):
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert {"User-agent: *", "Disallow: /editors/"} <= set(lines)
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in lines


def test_agents_find_a_map_whose_pages_answer(client):
    text = client.get("/llms.txt").content.decode()
    assert text.startswith(f"# {settings.SITE_NAME}\n")
    assert f"]({settings.BASE_URL}/en/search/)" in text
    for page in ("themes", "places", "organizations", "new"):
        assert f"]({settings.BASE_URL}/en/{page}/)" in text
        assert client.get(f"/en/{page}/").status_code == 200


def test_browsers_can_search_from_their_address_bar(client):
    document = xml(client, "/opensearch.xml")
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert document.findtext(f"{space}ShortName") == settings.SITE_NAME
    templates = {url.get("type"): url.get("template") for url in document.findall(f"{space}Url")}
    assert templates["text/html"] == f"{settings.BASE_URL}/en/search/?q={{searchTerms}}"


def test_whoever_finds_a_weakness_finds_the_contact(client):
    with override_settings(SITE_CONTACT="mailto:security@example.org"):
        lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines if line)
    assert fields["Contact"] == "mailto:security@example.org"
    with override_settings(SITE_CONTACT="security@example.org"):
        text = client.get("/.well-known/security.txt").text
    assert text.startswith("Contact: mailto:security@example.org\n")
    assert datetime.fromisoformat(fields["Expires"]) > timezone.now()
    with override_settings(SITE_CONTACT=""):
        assert client.get("/.well-known/security.txt").status_code == 404
