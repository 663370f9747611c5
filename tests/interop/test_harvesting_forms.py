"""Feeds, sitemaps with JSON-LD, and group libraries of Zotero come in like repositories."""

import gzip
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Record
from tessera.interop.harvesting import actions
from tessera.interop.models import HarvestItem, HarvestRun
from tests.factories import harvests
from tests.interop.playing import Answer, playing

pytestmark = pytest.mark.django_db

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
<link rel="next" href="/older"/>
<entry><id>tag:x,1</id>
<title type="html">Un &lt;b&gt;café&lt;/b&gt; des langues ouvert à tous</title>
<link href="/cafe"/><published>2024-03-02T10:00:00Z</published>
<author><name>Li, Wei</name></author>
<summary>Chaque &amp;amp; semaine.</summary><category term="x" label="Housing"/></entry></feed>"""
OLDER = (
    ATOM.replace("tag:x,1", "tag:x,0")
    .replace("café", "ancien café")
    .replace("/cafe", "/old")
    .replace('<link rel="next" href="/older"/>', "")
)
RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>
<language>es</language><item><title>Vivienda para quienes llegan a la ciudad</title>
<link>https://x.example/1</link><guid>https://x.example/?p=1</guid><dc:creator>Ana</dc:creator>
<pubDate>Tue, 05 Mar 2024 10:00:00 +0000</pubDate><author>mail@x.example (Ana)</author>
<description>&lt;p&gt;Texto.&lt;/p&gt;</description></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/>
<item><title>Mentors for people who are new</title><link>https://x.example/2</link>
<dc:date>2023-01-02T00:00:00Z</dc:date></item></rdf:RDF>"""


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        settings.ZOTERO_API_URL = server.base
        yield server


def answers(server, **pages: Answer | str) -> None:
    """Let the server have these pages; an underscore stands for a point."""

    def answering(path, query, headers):
        found = pages.get(path.strip("/").replace(".", "_"), Answer(status=404))
        return found if isinstance(found, Answer) else Answer(found)

    server.answering = answering


def states(run: HarvestRun) -> dict[str, int]:
    return {name: count for name, count in run.counts.items() if count}


def test_an_atom_feed_is_read_with_its_older_pages(other):
    answers(other, feed=Answer(ATOM, headers={"ETag": '"1"'}), older=OLDER)
    source = harvests.source(f"{other.base}/feed", form="feed")
    run = harvests.harvested(source)
    assert (run.state, states(run)) == ("done", {"added": 2})
    record = Record.objects.get(provenance_id="tag:x,1").specific
    text = record.texts.get()
    assert (text.title, text.summary, text.language, record.issued, record.source_url) == (
        "Un café des langues ouvert à tous", "Chaque & semaine.", "fr", "2024-03-02",
        f"{other.base}/cafe",
    )  # fmt: skip
    assert [each.code for each in record.themes.all()] == ["HOU"]
    source.refresh_from_db()
    answers(other, feed=Answer(status=304))
    run = harvests.harvested(source)
    assert (other.headers[-1]["if-none-match"], run.notes) == ('"1"', ["not-modified"])
    source.refresh_from_db()
    assert source.bookmark["etag"] == '"1"'


@pytest.mark.parametrize(
    ("feed", "facts"),
    [
        (RSS, ("Vivienda para quienes llegan a la ciudad", "es", "2024-03-05", "Texto.")),
        (RDF, ("Mentors for people who are new", "en", "2023-01-02", "")),
    ],
)
def test_rss_of_both_kinds_is_read(other, feed, facts):
    answers(other, feed=feed)
    run = harvests.harvested(harvests.source(f"{other.base}/feed", form="feed"))
    assert states(run) == {"added": 1}
    record = Record.objects.get()
    text = record.texts.get()
    assert (text.title, text.language, record.issued, text.summary) == facts


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<html><body/></html>", "no-feed"), (ATOM[:300], "bad-xml"), ("", "bad-xml"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><feed>&a;</feed>', "bomb"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_said(other, body, fault):
    answers(other, feed=body)
    run = harvests.harvested(harvests.source(f"{other.base}/feed", form="feed"))
    assert (run.state, run.fault) == ("failed", fault)


def test_a_feed_whose_pages_lead_in_circles_is_left(other):
    answers(other, feed=ATOM, older=ATOM)
    run = harvests.harvested(harvests.source(f"{other.base}/feed", form="feed"))
    assert (run.fault, Record.objects.count()) == ("loop", 1)


def page(title: str, **more: object) -> str:
    thing = {"@context": "https://schema.org", "@type": "Report", "name": title, **more}
    return (
        '<html><script type="application/ld+json">{"@type": "WebSite", "name": "W"}</script>'
        f'<script type="application/ld+json">{json.dumps(thing)}</script></html>'
    )


def sitemap(base: str, *names: str, changed: str = "") -> str:
    last = f"<lastmod>{changed}</lastmod>" if changed else ""
    rows = "".join(f"<url><loc>{base}/{name}</loc>{last}</url>" for name in names)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def test_pages_of_a_sitemap_are_read_one_by_one(other):
    index = (
        f"<sitemapindex><sitemap><loc>{other.base}/a.xml.gz</loc></sitemap>"
        f"<sitemap><loc>{other.base}/b.xml</loc></sitemap></sitemapindex>"
    )
    answers(
        other, sitemap_xml=index,
        a_xml_gz=Answer(gzip.compress(sitemap(other.base, "one").encode())),
        b_xml=sitemap(other.base, "two", "three", "four") + "<!-- end -->",
        one=page("Counting people who arrive", keywords="housing, x", license="CC BY 4.0"),
        two=page("Measuring how people settle"), three="<html>nothing</html>",
    )  # fmt: skip
    source = harvests.source(f"{other.base}/sitemap.xml", form="sitemap")
    run = harvests.harvested(source)
    assert (run.state, states(run)) == ("done", {"added": 2})
    record = Record.objects.get(provenance_id=f"{other.base}/one").specific
    assert (str(record), record.licence.code, record.publication_type.code) == (
        "Counting people who arrive", "CC-BY", "REP",
    )  # fmt: skip
    assert [each.code for each in record.themes.all()] == ["HOU"]


def test_only_pages_that_changed_are_asked_for_again_and_lost_ones_leave_a_tombstone(other):
    pages = {"one": page("Counting people who arrive"), "two": page("Measuring how people settle")}
    answers(other, map=sitemap(other.base, "one", "two", changed="2020-01-01"), **pages)
    source = harvests.source(f"{other.base}/map", form="sitemap")
    harvests.harvested(source)
    source.refresh_from_db()
    other.asked.clear()
    answers(other, map=sitemap(other.base, "one", changed="2020-01-01"), one=pages["one"])
    run = harvests.harvested(source)
    assert other.asked == ["/robots.txt", "/map", "/two"]
    assert states(run) == {"withdrawn": 1}
    # What left the map and is still there stays.
    answers(other, map=sitemap(other.base, "three"), one=pages["one"])
    source.refresh_from_db()
    assert states(harvests.harvested(source)) == {}
    assert Record.objects.public().count() == 1


def test_pages_that_cannot_be_read_are_reported_and_do_not_hold_up_the_others(other):
    private = Answer(status=302, headers={"Location": "http://10.0.0.1/"})
    answers(
        other, map=sitemap(other.base, "secret", "broken", "cut", "one") .replace(
            "</urlset>", "<url><loc>http://10.0.0.1/x</loc></url></urlset>"
        ),
        robots_txt="User-agent: *\nDisallow: /secret", broken=Answer("x", 500), secret="x",
        cut=private, one=page("Counting people who arrive"),
    )  # fmt: skip
    run = harvests.harvested(harvests.source(f"{other.base}/map", form="sitemap"))
    assert (run.state, states(run), run.notes) == (
        "done", {"refused": 3, "added": 1}, ["bad-page"],
    )  # fmt: skip
    assert "/secret" not in other.asked
    refused = HarvestItem.objects.filter(run=run, state="refused").order_by("pk")
    assert [each.said[0][0] for each in refused] == ["robots", "page", "page"]


def test_a_page_that_could_not_be_read_is_asked_for_at_the_next_run(other):
    listed = sitemap(other.base, "broken", "one", changed="2020-01-01")
    one = page("Counting people who arrive")
    answers(other, map=listed, broken=Answer("x", 500), one=one)
    source = harvests.source(f"{other.base}/map", form="sitemap")
    harvests.harvested(source)
    source.refresh_from_db()
    other.asked.clear()
    answers(other, map=listed, broken=page("Measuring how people settle"), one=one)
    run = harvests.harvested(source)
    assert (other.asked, states(run)) == (["/robots.txt", "/map", "/broken"], {"added": 1})


def test_a_site_that_forbids_many_pages_is_read_otherwise(other):
    names = [f"secret/{number}" for number in range(12)]
    answers(
        other, map=sitemap(other.base, *names, "one"), one=page("Counting people who arrive"),
        robots_txt="User-agent: *\nDisallow: /secret",
    )  # fmt: skip
    run = harvests.harvested(harvests.source(f"{other.base}/map", form="sitemap"))
    assert (run.state, states(run), run.notes) == ("done", {"refused": 12, "added": 1}, [])


def test_all_works_of_a_page_go_with_it(other):
    works = [
        {"@type": "Report", "name": "Counting people who arrive", "@id": "https://doi.example/1"},
        {"@type": "Report", "name": "Measuring how people settle"},
    ]
    content = f'<script type="application/ld+json">{json.dumps(works)}</script>'
    answers(other, map=sitemap(other.base, "two"), two=content)
    source = harvests.source(f"{other.base}/map", form="sitemap")
    assert states(harvests.harvested(source)) == {"added": 2}
    answers(other, map=sitemap(other.base, "three"))
    source.refresh_from_db()
    assert states(harvests.harvested(source)) == {"withdrawn": 2}


def test_one_page_can_be_a_source(other):
    answers(other, page=page("Counting people who arrive"))
    run = harvests.harvested(harvests.source(f"{other.base}/page", form="sitemap"))
    assert (run.state, states(run)) == ("done", {"added": 1})


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<html>no works</html>", "no-sitemap"), ("<?xml version='1.0'?><x/>", "no-sitemap"),
        ("<urlset><url>", "bad-xml"), (gzip.compress(b"<urlset/>", mtime=0)[:-9], "bad-xml"),
        (gzip.compress(b"<urlset>" + b" " * 51_000_000, mtime=0), "too-large"),
    ],
)  # fmt: skip
def test_what_is_no_sitemap_is_said(other, body, fault):
    answers(other, map=Answer(body))
    run = harvests.harvested(harvests.source(f"{other.base}/map", form="sitemap"))
    assert (run.state, run.fault) == ("failed", fault)


class Library:
    """A group library of Zotero with versions."""

    def __init__(self) -> None:
        self.version = 10
        self.items: list[dict] = []
        self.gone: list[str] = []
        self.collections: dict[str, list[str]] = {}
        self.odd = lambda path, query: None

    def put(self, key: str, title: str, **more: object) -> None:
        given = {"key": key, "itemType": "journalArticle", "title": title, **more}
        self.items = [each for each in self.items if each["key"] != key]
        self.items.append({"key": key, "version": self.version, "data": given})

    def __call__(self, path, query, headers) -> Answer:
        assert headers["zotero-api-version"] == "3"
        if odd := self.odd(path, query):
            return odd
        since = int(query.get("since", 0))
        head = {"Last-Modified-Version": str(self.version)}
        if path == "/groups/77/deleted":
            return Answer(json.dumps({"items": self.gone, "collections": []}), headers=head)
        rows = self.items
        if "/collections/" in path:
            held = self.collections.get(path.split("/")[4], [])
            rows = [each for each in rows if each["key"] in held]
        assert path.endswith("/items/top")
        if query["format"] == "keys":
            return Answer("\n".join(each["key"] for each in rows) + "\n", headers=head)
        if headers.get("if-modified-since-version") == str(self.version):
            return Answer(status=304, headers=head)
        rows = [each for each in rows if each["version"] > since]
        begin = int(query["start"])
        return Answer(
            json.dumps(rows[begin : begin + int(query["limit"])]),
            headers={**head, "Total-Results": str(len(rows))},
        )


@pytest.fixture
def library(other):
    other.answering = Library()
    other.answering.put(
        "AAAA1111", "Schools that <i>welcome</i> children", DOI="10.1000/Z", date="2020",
        creators=[{"creatorType": "author", "lastName": "Li", "firstName": "Wei"},
                  {"creatorType": "editor", "name": "X"}, {"creatorType": "author", "name": "UN"}],
        publicationTitle="Journal", language="en-US", tags=[{"tag": "housing"}],
    )  # fmt: skip
    other.answering.put("BBBB2222", "A file", itemType="attachment")
    other.answering.put("CCCC3333", "Mentors for people who are new", itemType="report")
    return other.answering


def zotero() -> object:
    return harvests.source("https://www.zotero.org/groups/77/integration", form="zotero")


def test_a_zotero_library_comes_in(library):
    run = harvests.harvested(zotero())
    assert (run.state, states(run), run.notes) == ("done", {"added": 2}, [])
    key = "https://www.zotero.org/groups/77/items/AAAA1111"
    record = Record.objects.get(provenance_id=key).specific
    assert (str(record), record.container, record.publication_type.code, record.issued) == (
        "Schools that welcome children", "Journal", "ART", "2020",
    )  # fmt: skip
    assert [each.name for each in record.creators.all()] == ["Li, Wei", "UN"]


def test_only_what_changed_or_went_is_asked_for(other, library):
    source = zotero()
    harvests.harvested(source)
    source.refresh_from_db()
    assert source.bookmark == {"version": 10}
    assert harvests.harvested(source).notes == ["not-modified"]
    source.refresh_from_db()
    library.version = 12
    library.put("CCCC3333", "Mentors, second edition", itemType="report")
    library.gone = ["AAAA1111", "ZZZZ9999"]
    run = harvests.harvested(source)
    assert (states(run), run.passed) == ({"changed": 1, "withdrawn": 1}, 1)
    assert parse_qs(urlsplit(other.asked[-2]).query)["includeTrashed"] == ["1"]
    query = urlencode({"since": 10})
    assert other.asked[-1] == f"/groups/77/deleted?{query}"
    source.refresh_from_db()
    assert source.bookmark == {"version": 12}


def test_an_item_that_only_left_the_collection_is_followed(library):
    library.put("DDDD4444", "Housing first for newcomers in cities", itemType="book")
    library.collections["COLLECT1"] = ["AAAA1111", "CCCC3333", "DDDD4444"]
    source = harvests.source(
        "https://www.zotero.org/groups/77/x/collections/COLLECT1", form="zotero"
    )
    assert states(harvests.harvested(source)) == {"added": 3}
    library.version = 12
    library.collections["COLLECT1"] = ["AAAA1111", "DDDD4444"]
    library.put("DDDD4444", "Housing first, second edition", itemType="book")
    source.refresh_from_db()
    run = harvests.harvested(source)
    assert (run.state, states(run)) == ("done", {"changed": 1, "withdrawn": 1})
    left = Record.objects.get(provenance_id="https://www.zotero.org/groups/77/items/CCCC3333")
    assert left.is_withdrawn
    source.refresh_from_db()
    library.version = 13
    library.put("AAAA1111", "Schools that welcome children, again")
    assert states(harvests.harvested(source)) == {"changed": 1}


def test_a_collection_that_changes_while_its_keys_are_read_is_read_anew(library):
    library.collections["COLLECT1"] = ["AAAA1111", "CCCC3333"]
    source = harvests.source(
        "https://www.zotero.org/groups/77/x/collections/COLLECT1", form="zotero"
    )
    harvests.harvested(source)
    library.version = 12
    library.put("AAAA1111", "Schools that welcome children, again")
    later = [Answer("", headers={"Last-Modified-Version": "13"})]
    library.odd = lambda path, query: (
        later.pop() if query.get("format") == "keys" and later else None
    )
    source.refresh_from_db()
    run = harvests.harvested(source)
    assert (run.state, states(run), run.restarts) == ("done", {"changed": 1}, 1)


def test_zotero_s_backoff_and_retry_after_are_heeded(library):
    for number in range(150):
        library.put(f"K{number:07}", f"A study of the numbered kind {number}")
    waits = [Answer("slow", 429, {"Retry-After": "300"})]
    library.odd = lambda path, query: waits.pop() if query.get("start") == "100" and waits else None
    run = actions.begin(zotero(), by=SYSTEM)
    harvests.work(run, steps=2)
    assert 295 < (run.wait_until - timezone.now()).total_seconds() <= 300
    harvests.work(run)
    assert (run.state, states(run), run.notes) == ("done", {"added": 152}, ["waited"])
    slow = Answer("[]", headers={"Backoff": "45", "Total-Results": "500"})
    library.odd = lambda path, query: slow if query.get("start") == "0" else None
    run = actions.begin(harvests.source("https://www.zotero.org/groups/77/x", form="zotero",
                                        set_spec="2"), by=SYSTEM)  # fmt: skip
    harvests.work(run, steps=1)
    assert run.state == "done"  # an empty part is the end, whatever was promised


def test_a_library_that_changes_while_it_is_read_is_read_anew(library):
    for number in range(150):
        library.put(f"K{number:07}", f"A study of the numbered kind {number}")
    source = zotero()
    run = actions.begin(source, by=SYSTEM)
    harvests.work(run, steps=1)
    library.version = 11
    library.put("DDDD4444", "It came while we read the others")
    harvests.work(run)
    assert (run.state, states(run), run.notes) == ("done", {"added": 153}, ["restarted"])
    source.refresh_from_db()
    assert source.bookmark == {"version": 11}


def test_what_lies_in_the_bin_of_a_library_is_withdrawn_here_too(library):
    source = zotero()
    harvests.harvested(source)
    source.refresh_from_db()
    library.version = 11
    library.put("CCCC3333", "Mentors for people who are new", itemType="report", deleted=1)
    assert states(harvests.harvested(source)) == {"withdrawn": 1}


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer("[{"), "bad-json"), (Answer('{"a": 1}'), "bad-json"), (Answer("no", 403), "status"),
        (Answer("none", 404), "status"), (Answer("[]" + " " * 21_000_000), "too-large"),
    ],
)  # fmt: skip
def test_zotero_s_nonsense_is_said(library, answer, fault):
    library.odd = lambda path, query: answer
    run = harvests.harvested(zotero())
    assert (run.state, run.fault) == ("failed", fault)
