"""From the metadata of an OAI-PMH record to an item: Dublin Core, DataCite, and our own format."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from lxml import etree

from tessera.interop.harvesting.upstream import Upstream
from tessera.interop.importing.dois import normal_doi
from tessera.interop.oai.formats import TESSERA_NAMESPACE
from tessera.lib.identifiers import normalize
from tessera.lib.safe_xml import first, local_name, named, text_of

Values = dict[str, list[str]]
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_WEB: Final = re.compile(r"https?://\S+", re.I)
#: The words of COAR, DataCite and Dublin Core for what we know (vocabulary AT).
_TYPES: Final = {
    "article": "ART", "journal article": "ART", "journalarticle": "ART", "book": "BOO",
    "book part": "CHP", "book chapter": "CHP", "bookchapter": "CHP", "report": "REP",
    "technical report": "REP", "thesis": "THE", "doctoral thesis": "THE", "dissertation": "THE",
    "dataset": "DAT",
}  # fmt: skip


def upstream_of(key: str, content: etree._Element | None, namespace: str) -> Upstream:
    """The item; without values when the format is none of ours, so that it is reported."""
    if content is None:
        return Upstream(key)
    own = content.tag[1:].partition("}")[0] if content.tag.startswith("{") else namespace
    read = CROSSWALKS.get(own) or CROSSWALKS.get(namespace)
    return read(key, content) if read else Upstream(key)


def _texts(parent: etree._Element | None, *names: str) -> list[str]:
    return [text for each in named(parent, *names) if (text := text_of(each))]


def _filled(values: dict[str, Iterable[str]]) -> Values:
    return {name: found for name, each in values.items() if (found := [v for v in each if v])}


def dublin_core(key: str, content: etree._Element) -> Upstream:
    """``oai_dc``: every element may come several times, and means what its repository means."""
    identifiers = _texts(content, "identifier")
    pages = [found[0] for text in identifiers if (found := _WEB.match(text))]
    doi = next((doi for text in identifiers if (doi := normal_doi(text))), "")
    isbn = next((each for each in identifiers if re.search(r"isbn", each, re.I)), "")
    kinds = [_TYPES.get(_bare(text), "") for text in _texts(content, "type")]
    rights = [licence_in(text) for text in _texts(content, "rights")]
    subjects = [part for text in _texts(content, "subject") for part in text.split(";")]
    address = next((page for page in pages if "doi.org/" not in page), next(iter(pages), ""))
    values = _filled({
        "title": _texts(content, "title")[:1],
        "summary": _texts(content, "description")[:1],
        "language": _texts(content, "language")[:1],
        "issued": _texts(content, "date")[:1],
        "authors": _texts(content, "creator") or _texts(content, "contributor"),
        "publisher": _texts(content, "publisher")[:1],
        "url": [address],
        "doi": [doi],
        "isbn": [re.sub(r"(?i)^.*isbn:?\s*", "", isbn)],
        "type": [next((each for each in kinds if each), "")],
        "subjects": [each.strip() for each in subjects],
        "places": _texts(content, "coverage"),
        "licence": [next((each for each in rights if each), "")],
    })  # fmt: skip
    return Upstream(key, values, address=address)


def datacite(key: str, content: etree._Element) -> Upstream:
    """DataCite 3 and 4, bare or inside ``oai_datacite``."""
    payload = first(content, "payload")
    resource = first(payload, "resource") if payload is not None else content
    if resource is None:
        return Upstream(key)
    titles = named(first(resource, "titles"), "title")
    title = next((each for each in titles if not each.get("titleType")), next(iter(titles), None))
    summaries = named(first(resource, "descriptions"), "description")
    abstract = next((each for each in summaries if each.get("descriptionType") == "Abstract"), None)
    dates = named(first(resource, "dates"), "date")
    issued = next((text_of(each) for each in dates if each.get("dateType") == "Issued"), "")
    identifier = first(resource, "identifier")
    doi = normal_doi(text_of(identifier))
    alternates = named(first(resource, "alternateIdentifiers"), "alternateIdentifier")
    isbn = next((text_of(e) for e in alternates if e.get("alternateIdentifierType") == "ISBN"), "")
    kind = first(resource, "resourceType")
    general = "" if kind is None else kind.get("resourceTypeGeneral", "")
    rights = named(first(resource, "rightsList"), "rights")
    pages = [text_of(each) for each in [identifier, *alternates] if _WEB.match(text_of(each))]
    values = _filled({
        "title": [text_of(title)],
        "summary": [text_of(abstract if abstract is not None else next(iter(summaries), None))],
        "language": _texts(resource, "language")[:1],
        "issued": [issued or text_of(first(resource, "publicationYear"))],
        "authors": [_person(each) for each in named(first(resource, "creators"), "creator")],
        "publisher": _texts(resource, "publisher")[:1],
        "url": pages[:1],
        "doi": [doi],
        "isbn": [isbn],
        "type": [_TYPES.get(_bare(general), _TYPES.get(_bare(text_of(kind)), ""))],
        "subjects": _texts(first(resource, "subjects"), "subject"),
        "places": [
            text_of(place)
            for each in named(first(resource, "geoLocations"), "geoLocation")
            for place in named(each, "geoLocationPlace")
        ],
        "licence": [next(filter(None, (licence_in(_right(each)) for each in rights)), "")],
    })  # fmt: skip
    address = f"https://doi.org/{doi}" if doi else next(iter(pages), "")
    return Upstream(key, values, address=address)


def _person(creator: etree._Element) -> str:
    name = first(creator, "creatorName")
    return "" if text_of(name) == "(:unkn)" else text_of(name)


def _right(each: etree._Element) -> str:
    return f"{each.get('rightsURI', '')} {each.get('rightsIdentifier', '')} {text_of(each)}"


def tessera(key: str, content: etree._Element) -> Upstream:
    """Our own format: texts in all languages, concepts by code, and a home."""
    texts = tuple(_text(each) for each in named(content, "text"))
    language = content.get("language", "")
    own = next((each for each in texts if each["language"] == language), next(iter(texts), {}))
    creators = named(content, "creator")
    values = _filled({
        "title": [own.get("title", "")],
        "summary": [own.get("summary", "")],
        "language": [language],
        "kind": [content.get("kind", "")],
        "type": _texts(content, "subtype")[:1],
        "issued": _texts(content, "issued")[:1],
        "authors": [text_of(each) for each in creators],
        "publisher": _texts(content, "publisher")[:1],
        "url": _texts(content, "source")[:1],
        "doi": _texts(content, "doi")[:1],
        "isbn": _texts(content, "isbn")[:1],
        "container": _texts(content, "container")[:1],
        "themes": _codes(content, "theme"),
        "target_groups": _codes(content, "targetGroup"),
        "places": _codes(content, "place"),
        "licence": _codes(content, "licence")[:1],
        "original_title": _texts(content, "originalTitle")[:1],
    })  # fmt: skip
    uri = content.get("uri", "") if _WEB.match(content.get("uri", "")) else ""
    return Upstream(
        key, values, address=uri, home=uri,
        identifier=normalize(content.get("id", "")) or "", texts=texts,
    )  # fmt: skip


def _text(element: etree._Element) -> dict[str, str]:
    """A text in one language: its title, summary and sections with their line breaks."""
    found = {
        "language": element.get(_LANG, "").lower(), "status": element.get("status", ""),
        "title": text_of(first(element, "title")), "summary": text_of(first(element, "summary")),
    }  # fmt: skip
    for section in named(element, "section"):
        found[section.get("name", "")] = "".join(section.itertext()).strip()
    return {name: text for name, text in found.items() if name and text}


def _codes(content: etree._Element, name: str) -> list[str]:
    return [each.get("code", "") for each in content if local_name(each) == name]


def _bare(text: str) -> str:
    """A type's word: the last part of an address, without marks."""
    last = (
        text.rstrip("/").rpartition("/")[2] if text.lower().startswith(("http", "info")) else text
    )
    return re.sub(r"[^a-z]+", " ", last.lower()).strip()


#: Licences by their address or name (vocabulary LI); one that forbids changes is none of these.
_LICENCES: Final = (
    (r"publicdomain/zero|\bcc0\b", "CC0"),
    (r"(licenses/|cc[ -])by-nc(?!-[ns])", "CC-BY-NC"),
    (r"(licenses/|cc[ -])by-sa", "CC-BY-SA"),
    (r"(licenses/|cc[ -])by(?!-[ns])\b", "CC-BY"),
)


def licence_in(text: str) -> str:
    """The code of the open licence that a text or address names; empty when it is none."""
    found = (code for pattern, code in _LICENCES if re.search(pattern, text, re.I))
    return next(found, "")


CROSSWALKS: Final[dict[str, Callable[[str, etree._Element], Upstream]]] = {
    "http://www.openarchives.org/OAI/2.0/oai_dc/": dublin_core,
    "http://schema.datacite.org/oai/oai-1.1/": datacite,
    "http://schema.datacite.org/oai/oai-1.0/": datacite,
    "http://datacite.org/schema/kernel-4": datacite,
    "http://datacite.org/schema/kernel-3": datacite,
    TESSERA_NAMESPACE: tessera,
}
