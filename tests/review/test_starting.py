"""A contribution starts from something: an address, a DOI, an ISBN, an entry of a bibliography."""
# ruff: noqa: E501 - pages stand here as they are on the web

import json
import re
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote

import pytest

from tessera.lib.fetching import Fetched
from tessera.review.models import Submission
from tessera.review.starting import references
from tessera.review.starting.page_metadata import read_page
from tests.lib.test_fetching import Quiet, serving

pytestmark = pytest.mark.django_db

PAGE = """<!doctype html><html lang="fr-CA"><head><meta charset="utf-8">
<title>Cafés de langues | Ville de Lyon</title>
<link rel="canonical" href="/cafes?utm_source=mail"><link rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">
<meta property="og:title" content="Cafés de langues à Lyon"><meta property="og:site_name" content="Ville de Lyon">
<meta property="og:description" content="Voisins &amp; nouveaux venus parlent.&#8238;">
<meta property="article:published_time" content="2024-03-05T08:00:00+01:00">
<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"Lyon"},
{"@type":["Article"],"headline":"Cafés <b>de langues</b>","author":[{"@type":"Person","name":"Ana Ruiz"}]}]}</script>
<script type="application/ld+json">{broken</script>
</head><body><h1>Cafés</h1><script>alert(1)</script></body></html>"""
HIGHWIRE = """<html><head><title>x</title><meta name="citation_title" content="Work and belonging">
<meta name="citation_author" content="Ruiz, Ana"><meta name="citation_author" content="Öz, Can">
<meta name="citation_publication_date" content="2021/4/9"><meta name="citation_journal_title" content="J. Migr.">
<meta name="citation_volume" content="7"><meta name="citation_firstpage" content="1"><meta name="citation_lastpage" content="19">
<meta name="citation_doi" content="doi:10.1234/AB.5"><meta name="DC.language" content="en"><meta name="DC.rights" content="CC BY-NC-ND 4.0">
</head></html>"""
CROSSREF = {"message": {
    "title": ["Settling in"], "subtitle": ["A study"], "type": "journal-article", "language": "en",
    "abstract": "<jats:p>People  settle.</jats:p>", "publisher": "Big Press", "volume": "3",
    "page": "1-9", "container-title": ["Journal of Cities"],
    "published": {"date-parts": [[2020, 7]]}, "DOI": "10.1234/one",
    "license": [{"URL": "http://creativecommons.org/licenses/by/4.0/"}],
    "author": [{"family": "Ruiz", "given": "Ana"}, {"name": "City of Ashcombe"}],
}}  # fmt: skip
DATACITE = {"data": {"attributes": {
    "titles": [{"title": "Arrivals 2020"}], "publicationYear": 2020, "publisher": "Archive",
    "types": {"resourceTypeGeneral": "Dataset"}, "creators": [{"name": "Statistics Office"}],
    "rightsList": [{"rightsUri": "https://creativecommons.org/publicdomain/zero/1.0/"}],
}}}  # fmt: skip
OPEN_LIBRARY = {"ISBN:9783161484100": {
    "title": "Welcome", "authors": [{"name": "Ana Ruiz"}], "publishers": [{"name": "Small Press"}],
    "publish_date": "March 2001", "url": "https://openlibrary.org/books/OL1M",
}}  # fmt: skip
BIBTEX = r"""@article{ruiz2019, title = {Neighbours and {N}ewcomers}, author = {Ruiz, Ana and
 {\"O}z, Can}, journal = {Journal of Cities}, year = 2019, month = may, volume = {4}, pages = {10--20},
 doi = {10.1234/two}, langid = {english}}"""
RIS = "TY  - RPRT\r\nTI  - Welcome desks\r\nAU  - Ruiz, Ana\r\nPY  - 2018/02\r\nPB  - City\r\nUR  - https://example.org/r\r\nER  - \r\n"


class Web(BaseHTTPRequestHandler):
    """Pages and the three registries, with their bad days."""

    asked: list[str] = []

    def log_message(self, *args):
        pass

    def do_GET(self):
        path = unquote(self.path)
        self.asked.append(path)
        if path == "/away":
            return self._send(302, Location="http://127.0.0.2:9/secret")
        if path.startswith("/pages/"):
            text = {"/pages/cafes": PAGE, "/pages/paper": HIGHWIRE}.get(path)
            return self._send(200 if text else 404, (text or "").encode(), "text/html")
        if path == "/flaky/works/10.1234/one" and self.asked.count(path) == 1:
            return self._send(503)
        answers = {
            "/works/10.1234/one": CROSSREF, "/flaky/works/10.1234/one": CROSSREF,
            "/dois/10.5555/data": DATACITE, "/works/10.1234/nonsense": {"message": [1]},
        }  # fmt: skip
        if path.startswith("/api/books"):
            return self._send(200, json.dumps(OPEN_LIBRARY).encode())
        if path.startswith("/broken/"):
            return self._send(200, b"{" * 5000)
        answer = answers.get(path)
        return self._send(200 if answer else 404, json.dumps(answer).encode())

    def _send(self, status, body=b"", kind="application/json", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def web():
    with serving(Quiet(("127.0.0.1", 0), Web)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def registries(web, settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    settings.CROSSREF_URL = settings.DATACITE_URL = settings.OPEN_LIBRARY_URL = web
    Web.asked.clear()
    return web


def start(client, source, kind="", **more):
    return client.post("/en/contribute/from/", {"source": source, "kind": kind, **more})


def page_of(text: str, address: str = "https://ville.example/x?utm_medium=a&id=1") -> Fetched:
    return Fetched(address, 200, {"content-type": "text/html"}, "text/html", text.encode())


def test_page_is_read_by_all_that_it_says_of_itself():
    found = read_page(page_of(PAGE))
    assert found.values == {
        "title": "Cafés de langues", "authors": "Ana Ruiz", "language": "fr-ca",
        "summary": "Voisins & nouveaux venus parlent.", "publisher": "Ville de Lyon",
        "issued": "2024-03-05", "licence": "CC-BY-SA",
        "source_url": "https://ville.example/cafes",
    } | {"language": found.values["language"]}  # fmt: skip
    assert found.values["language"] in {"fr", "fr-ca"}
    assert found.origins == {
        "title": "json-ld", "authors": "json-ld", "language": "html", "summary": "opengraph",
        "publisher": "opengraph", "issued": "opengraph", "licence": "html", "source_url": "html",
    }  # fmt: skip
    article = read_page(page_of(HIGHWIRE))
    assert article.values == {
        "title": "Work and belonging", "authors": "Ruiz, Ana\nÖz, Can", "issued": "2021-04-09",
        "container": "J. Migr.", "volume": "7", "pages": "1–19", "doi": "10.1234/ab.5",
        "type": "ART", "language": "en", "licence_text": "CC BY-NC-ND 4.0",
        "source_url": "https://ville.example/x?id=1",
    }  # fmt: skip
    nothing = read_page(page_of(""))
    assert nothing.values == {"source_url": "https://ville.example/x?id=1"}


def test_entries_of_bibliographies_are_read():
    found = references.read_bibtex(BIBTEX).values
    assert found == {
        "title": "Neighbours and Newcomers", "authors": "Ruiz, Ana\nÖz, Can", "issued": "2019-05",
        "container": "Journal of Cities", "volume": "4", "pages": "10–20", "doi": "10.1234/two",
        "language": "en", "type": "ART", "source_url": "https://doi.org/10.1234/two",
    }  # fmt: skip
    assert references.read_ris(RIS).values == {
        "title": "Welcome desks", "authors": "Ruiz, Ana", "issued": "2018-02", "publisher": "City",
        "source_url": "https://example.org/r", "type": "REP",
    }  # fmt: skip


def test_address_opens_the_form_filled_with_where_each_answer_came_from(client, registries):
    address = f"{registries}/pages/cafes"
    assert "Choose what it is" in start(client, address).text
    answer = start(client, address, "PRA")
    draft = Submission.objects.get()
    assert answer.url == f"/en/contribute/drafts/{draft.identifier}/short/"
    assert draft.content == {
        "title": "Cafés de langues", "summary": "Voisins & nouveaux venus parlent.",
        "language": draft.language, "lead": "Ville de Lyon", "licence": "CC-BY-SA",
        "source_url": f"{registries}/cafes",
    }  # fmt: skip
    page = client.get(answer.url).text
    assert 'value="Cafés de langues"' in page
    assert page.count("Read from the page’s sharing data (OpenGraph).") == 3
    assert "Read from the page’s own data (JSON-LD)." in page
    # What the short page does not ask is kept and reachable on the full form.
    assert f"/en/contribute/drafts/{draft.identifier}/sources/#id_licence" in page
    assert re.search(r"Date of issue.*2024-03-05.*This form has no field for it", page, re.S)
    full = client.get(f"/en/contribute/drafts/{draft.identifier}/sources/").text
    assert re.search(r"Read from the page itself.*<option value=\"CC-BY-SA\" selected", full, re.S)
    # Saving the short page leaves the others; what one changes is one's own.
    carried = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("draft", "revision")
    }
    client.post(answer.url, {**carried, "title": "Mine", "language": "fr", "then": "leave"})
    draft.refresh_from_db()
    assert (draft.title, draft.value("licence")) == ("Mine", "CC-BY-SA")
    form = client.get(answer.url).text.partition("<form")[2]
    assert "Read from the page’s own data (JSON-LD)." not in form
    assert "Read from the page’s sharing data (OpenGraph)." not in form


@pytest.mark.parametrize(
    ("source", "title", "origin"),
    [
        ("https://doi.org/10.1234/ONE", "Settling in: A study", "Crossref"),
        ("10.5555/data", "Arrivals 2020", "DataCite"),
        ("ISBN 3-16-148410-X", "Welcome", "Open Library"),
        (BIBTEX, "Neighbours and Newcomers", "your BibTeX entry"),
        (RIS, "Welcome desks", "your RIS entry"),
    ],
)
def test_work_is_found_and_the_form_opens_filled(client, registries, source, title, origin):
    answer = start(client, source)
    assert answer.status_code == 302
    draft = Submission.objects.get()
    assert (draft.kind, draft.title) == ("ACA", title)
    assert f"Read from {origin}." in client.get(answer.url).text
    if origin == "Crossref":
        assert draft.content == {
            "title": title, "abstract": "People settle.", "language": "en", "issued": "2020-07",
            "licence": "CC-BY", "container": "Journal of Cities", "volume": "3", "pages": "1-9",
            "publication_type": "ART", "authors": "Ruiz, Ana\nCity of Ashcombe",
            "source_url": "https://doi.org/10.1234/one",
            "identifiers": [{"scheme": "DOI", "value": "10.1234/one"}],
        }  # fmt: skip


def test_registry_with_a_bad_day_is_asked_again_and_then_left(client, registries, settings):
    settings.CROSSREF_URL = f"{registries}/flaky"
    assert start(client, "10.1234/one").status_code == 302
    settings.CROSSREF_URL = settings.DATACITE_URL = f"{registries}/broken"
    page = start(client, "10.1234/one")
    assert page.status_code == 422
    assert "The registry is out of order." in page.text
    assert 'value="alone"' in page.text
    assert ">10.1234/one</textarea>" in page.text.replace("\n", "")
    answer = start(client, "10.1234/one", do="alone")
    draft = Submission.objects.get(pk=Submission.objects.latest("pk").pk)
    assert answer.status_code == 302
    assert draft.content["identifiers"] == [{"scheme": "DOI", "value": "10.1234/one"}]


def test_redirect_to_this_machine_is_refused(client, web, settings):
    """The page itself counts as public here; where it leads to does not."""
    settings.FETCH_PORTS = [web.rpartition(":")[2]]
    for address in (f"{web}/away", "http://127.0.0.1/", "http://[::1]/", "http://localhost/x"):
        page = start(client, address, "PRA")
        assert (page.status_code, page.context["form"].errors["source"]) == (
            422, ["This address is not one that we may open."],
        )  # fmt: skip
    settings.FETCH_LOOPBACK_ALLOWED = True
    page = start(client, f"{web}/pages/none", "PRA")
    assert "There is no page at this address." in page.text
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "Paste an address"),
        ("the blue book", "no address, DOI, ISBN"),
        ("978-3-16-148410-1", "wrong digit"),
        ("http://a b/", "cannot be read"),
        ("@article{x, title = {Never closed", "missing comma or brace"),
        ("@article{a, title={One}}\n@article{b, title={Two}}", "There are 2 entries"),
        ("@article{a, year=2000}", "has no title"),
        ("TY  - JOUR\nER  - ", "has no title"),
        ("@comment{x}", "no entry"),
        ("@a{" + "{" * 20_000, "missing comma or brace"),
        ("x" * 70_000, "at most 60000"),
        ("<svg onload=alert(1)>", "no address, DOI, ISBN"),
        ("ftp://example.org/x", "no address, DOI, ISBN"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_in_the_field(client, source, said):
    page = start(client, source, "PRA")
    assert page.status_code == 422
    assert said in page.text
    assert page.context["form"].data["source"] == source
    assert Submission.objects.count() == 0


def test_draft_that_started_from_something_is_nobody_elses(client, registries):
    from django.test import Client

    answer = start(client, RIS)
    assert client.get(answer.url).status_code == 200
    assert Client().get(answer.url).status_code == 404
