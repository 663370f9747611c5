"""What a web page says of itself: JSON-LD, Highwire, Dublin Core, OpenGraph, and plain HTML.

Nearer descriptions win: what a publisher wrote for catalogues (JSON-LD, Highwire, Dublin Core)
comes before what was written for sharing. Sources: https://schema.org/CreativeWork,
https://scholar.google.com/intl/en/scholar/inclusion.html#indexing,
https://www.dublincore.org/specifications/dublin-core/dcq-html/, https://ogp.me/.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from tessera.lib.fetching import Fetched
from tessera.review.starting.found import Found, add_licence, clean_text

_MOST_NODES: Final = 300
_WORKS: Final = {
    "ScholarlyArticle": "ART", "MedicalScholarlyArticle": "ART", "Book": "BOO", "Chapter": "CHP",
    "Report": "REP", "Thesis": "THE", "Dataset": "DAT", "Article": "", "NewsArticle": "",
    "BlogPosting": "", "TechArticle": "", "AdvertiserContentArticle": "", "CreativeWork": "",
    "WebPage": "", "HowTo": "", "Guide": "", "Legislation": "", "GovernmentService": "",
    "Project": "", "ResearchProject": "", "DigitalDocument": "", "Course": "",
    "LearningResource": "",
    "PublicationIssue": "", "Event": "", "VideoObject": "",
}  # fmt: skip
_COMMON_TRACKING: Final = re.compile(r"^(utm_\w+|fbclid|gclid|mc_[ce]id|igshid)$")


def read_page(page: Fetched) -> Found:
    """Everything that the page says of itself; at least its address."""
    found = Found()
    root = _parse(page)
    if root is not None:
        metas = _metas(root)
        _json_ld(root, found)
        _highwire(metas, found)
        _dublin_core(metas, found)
        _opengraph(metas, found)
        _plain(root, metas, found)
        if address := _canonical(root, page.address):
            found.add("source_url", address, "html")
    found.add("source_url", without_tracking(page.address), "address")
    return found


def without_tracking(address: str) -> str:
    """The address without what tells who sent a visitor there."""
    parts = urlsplit(address)
    if not parts.query:
        return address
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _COMMON_TRACKING.match(name)]
    return address if len(kept) == len(pairs) else parts._replace(query=urlencode(kept)).geturl()


def _parse(page: Fetched) -> HtmlElement | None:
    """The page as a tree; its encoding is UTF-8 if that fits, else as the header says."""
    encoding: str | None = "utf-8"
    try:
        page.body.decode("utf-8")
    except UnicodeDecodeError:
        named = re.search(
            r"charset=[\"']?([\w-]{2,30})", page.headers.get("content-type", ""), re.I
        )
        encoding = named[1] if named else None
    try:
        parser = HTMLParser(encoding=encoding, no_network=True, huge_tree=False)
    except LookupError:
        parser = HTMLParser(no_network=True, huge_tree=False)
    try:
        return document_fromstring(page.body, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _metas(root: HtmlElement) -> dict[str, list[str]]:
    """Contents of ``meta`` elements by name in small letters."""
    metas: dict[str, list[str]] = defaultdict(list)
    for number, meta in enumerate(root.iter("meta")):
        if number > _MOST_NODES:
            break
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        if content := clean_text(meta.get("content") or ""):
            metas[name.strip().lower()].append(content)
    return metas


def _first(metas: dict[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if metas.get(name)), "")


def _json_ld(root: HtmlElement, found: Found) -> None:
    """Of several things a page describes, the work most plainly named comes first."""
    nodes: list[dict[str, Any]] = []
    for number, script in enumerate(root.iter("script")):
        if number > _MOST_NODES or len(nodes) > _MOST_NODES:
            break
        if (script.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            nodes += list(_nodes(json.loads(script.text or "")))
        except (ValueError, RecursionError):
            continue
    works = [(node, kind) for node in nodes if (kind := _kind(node)) is not None]
    works.sort(key=lambda pair: list(_WORKS).index(pair[1]))
    for node, kind in works[:3]:
        _work(node, kind, found)


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for each in value[:_MOST_NODES]:
            yield from _nodes(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _nodes(value.get("@graph"), depth + 1)
        yield from _nodes(value.get("mainEntity"), depth + 1)


def _kind(node: dict[str, Any]) -> str | None:
    kinds = node.get("@type")
    names = [str(each).rpartition("/")[2] for each in _many(kinds)]
    return next((name for name in names if name in _WORKS), None)


def _work(node: dict[str, Any], kind: str, found: Found) -> None:
    origin = "json-ld"
    found.add("title", _text(node.get("headline")) or _text(node.get("name")), origin)
    abstract = _text(node.get("abstract"))
    found.add("abstract", abstract, origin)
    found.add("summary", _text(node.get("description")) or abstract, origin)
    found.add("language", _text(node.get("inLanguage"), "alternateName"), origin)
    found.add("publisher", _text(node.get("publisher")) or _text(node.get("provider")), origin)
    found.add("issued", _text(node.get("datePublished")) or _text(node.get("dateCreated")), origin)
    add_licence(found, _text(node.get("license"), "url") or _text(node.get("license")), origin)
    found.add("container", _text(node.get("isPartOf")) if _WORKS[kind] else "", origin)
    found.add("isbn", _text(node.get("isbn")), origin)
    found.add("type", _WORKS[kind], origin)
    for each in (*_many(node.get("identifier")), *_many(node.get("sameAs"))):
        if (text := _text(each, "value")) and re.search(r"\b10\.\d{4,9}/", text):
            found.add("doi", text, origin)
    found.add_authors((_text(each) for each in _many(node.get("author"))), origin)


def _many(value: Any) -> list[Any]:
    return value[:100] if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any, key: str = "name") -> str:
    """The text of a value, of its first part, or of what it names."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get(key) or value.get("@value") or value.get("name") or ""
    return clean_text(str(value)) if isinstance(value, str | int) else ""


def _highwire(metas: dict[str, list[str]], found: Found) -> None:
    origin = "highwire"
    found.add("title", _first(metas, "citation_title"), origin)
    found.add("abstract", _first(metas, "citation_abstract"), origin)
    found.add("language", _first(metas, "citation_language"), origin)
    publisher = _first(
        metas, "citation_publisher", "citation_technical_report_institution",
        "citation_dissertation_institution",
    )  # fmt: skip
    found.add("publisher", publisher, origin)
    for name in ("citation_publication_date", "citation_date", "citation_year",
                 "citation_online_date"):  # fmt: skip
        found.add("issued", _first(metas, name), origin)
    for name in ("citation_journal_title", "citation_conference_title", "citation_inbook_title"):
        found.add("container", _first(metas, name), origin)
    found.add("volume", _first(metas, "citation_volume"), origin)
    pages = [_first(metas, "citation_firstpage"), _first(metas, "citation_lastpage")]
    found.add("pages", "–".join(each for each in pages if each), origin)
    found.add("doi", _first(metas, "citation_doi"), origin)
    found.add("isbn", _first(metas, "citation_isbn"), origin)
    if _first(metas, "citation_journal_title"):
        found.add("type", "ART", origin)
    elif _first(metas, "citation_technical_report_institution"):
        found.add("type", "REP", origin)
    authors = [name for each in metas.get("citation_author", []) for name in each.split(";")]
    found.add_authors(authors, origin)


def _dublin_core(metas: dict[str, list[str]], found: Found) -> None:
    origin = "dublin"

    def each(*names: str) -> list[str]:
        keys = [f"{prefix}{name}" for name in names for prefix in ("dcterms.", "dc.", "dc:")]
        return [content for key in keys for content in metas.get(key, [])]

    def first(*names: str) -> str:
        return next(iter(each(*names)), "")

    found.add("title", first("title"), origin)
    found.add("abstract", first("abstract"), origin)
    found.add("summary", first("description", "abstract"), origin)
    found.add("language", first("language"), origin)
    found.add("publisher", first("publisher"), origin)
    found.add("issued", first("issued", "date.issued", "date", "date.created", "created"), origin)
    add_licence(found, first("license", "rights.license", "rights"), origin)
    for value in each("identifier", "identifier.doi", "identifier.uri"):
        if re.search(r"\b10\.\d{4,9}/", value):
            found.add("doi", value, origin)
        elif re.match(r"(?:urn:)?isbn", value, re.I):
            found.add("isbn", value, origin)
    found.add_authors(each("creator", "contributor.author"), origin)


def _opengraph(metas: dict[str, list[str]], found: Found) -> None:
    origin = "opengraph"
    found.add("title", _first(metas, "og:title", "twitter:title"), origin)
    found.add("summary", _first(metas, "og:description", "twitter:description"), origin)
    found.add("language", _first(metas, "og:locale"), origin)
    found.add("publisher", _first(metas, "og:site_name"), origin)
    found.add(
        "issued", _first(metas, "article:published_time", "og:article:published_time"), origin
    )


def _plain(root: HtmlElement, metas: dict[str, list[str]], found: Found) -> None:
    origin = "html"
    title = next((clean_text(each.text_content()) for each in root.iter("title")), "")
    found.add("title", _without_site(title, found.values.get("publisher", "")), origin)
    if heading := next((clean_text(each.text_content()) for each in root.iter("h1")), ""):
        found.add("title", heading, origin)
    found.add("summary", _first(metas, "description"), origin)
    found.add("language", root.get("lang"), origin)
    for element in root.iter("link", "a"):
        if "license" in (element.get("rel") or "").lower().split():
            add_licence(found, element.get("href"), origin)
            break
    found.add("publisher", _first(metas, "publisher", "copyright"), origin)
    found.add("issued", _first(metas, "date", "pubdate"), origin)
    if names := metas.get("author"):
        found.add_authors(names, origin)


def _without_site(title: str, site: str) -> str:
    """The title without the name of the site behind (or before) a bar or a dash."""
    parts = re.split(r"\s+[|–—·»-]\s+", title)
    if site and len(parts) > 1:
        kept = [part for part in parts if part.casefold() != site.casefold()]
        if len(kept) < len(parts):
            return " – ".join(kept)
    return title


def _canonical(root: HtmlElement, address: str) -> str:
    """What the page calls its own address, when it is on the same host."""
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            own = urljoin(address, (link.get("href") or "").strip())
            try:
                is_near = urlsplit(own).hostname == urlsplit(address).hostname
            except ValueError:
                return ""
            return without_tracking(own) if is_near and urlsplit(own).path.strip("/") else ""
    return ""
