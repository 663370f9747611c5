"""What this site offers, for portals of open data: DCAT-AP 3 (https://semiceu.github.io/DCAT-AP/).

The site's own data sets: the dump, one data set per sort of things, and the services beside it.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from tessera.interop.dumps.nightly import present_dump
from tessera.interop.linked.graph import Iri, Literal, Node, texts
from tessera.lib.languages import INTERFACE_LANGUAGES, html_tag

_LICENCE = Iri("https://creativecommons.org/licenses/by/4.0/")
_EU = "http://publications.europa.eu/resource/authority"
_LANGUAGES = ("ENG", "FRA", "SPA", "ARA", "RUS", "ZHO", "TUR")
_FORMATS = {"csv": f"{_EU}/file-type/CSV", "jsonl": f"{_EU}/file-type/JSON"}
_KINDS = ("records", "organizations", "vocabularies")
Statement = tuple[str, Iri | Literal]


def _here(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def _in_all_languages(name: str, message: str) -> list[Statement]:
    """A sentence of the pages in every language."""
    values = {}
    for language in INTERFACE_LANGUAGES:
        with override(language):
            values[html_tag(language)] = gettext(message)
    return texts(name, values)


def catalogue_nodes() -> Iterator[Node]:
    """Publisher, catalogue, data sets with their distributions, and services."""
    dump = present_dump()
    publisher, datasets = _here("/#publisher"), [_here(f"/catalog#{kind}") for kind in _KINDS]
    yield Node(publisher, ("foaf:Agent",), (("foaf:name", Literal(settings.SITE_NAME)),))
    services = [_here("/catalog#api"), _here("/catalog#oai")]
    yield Node(
        _here("/catalog"),
        ("dcat:Catalog",),
        (
            ("dcterms:title", Literal(settings.SITE_NAME, "en")),
            *_in_all_languages(
                "dcterms:description",
                "Take the whole collection away: records, organizations and vocabularies, made "
                "anew every night.",
            ),
            ("dcterms:publisher", Iri(publisher)),
            ("dcterms:license", _LICENCE),
            ("foaf:homepage", Iri(_here("/"))),
            *(("dcterms:language", Iri(f"{_EU}/language/{code}")) for code in _LANGUAGES),
            *(("dcat:dataset", Iri(each)) for each in datasets),
            *(("dcat:service", Iri(each)) for each in services),
        ),
    )
    for kind, dataset in zip(_KINDS, datasets, strict=True):
        files = [each for each in _resources(dump) if each["name"].startswith(f"{kind}-")]
        yield _dataset(kind, dataset, publisher, [each["path"] for each in files])
        for each in files:
            yield from _distribution(each)
    yield _service(services[0], "API", "/api/v1/", "/api/v1/openapi.json", datasets)
    yield _service(services[1], "OAI-PMH", "/oai", "/oai?verb=Identify", datasets[:1])


def _resources(dump: dict[str, Any] | None) -> list[dict[str, Any]]:
    return list(dump["resources"]) if dump else []


def _dataset(kind: str, iri: str, publisher: str, paths: list[str]) -> Node:
    title = {
        "records": "Records", "organizations": "Organizations", "vocabularies": "Vocabularies",
    }[kind]  # fmt: skip
    return Node(
        iri,
        ("dcat:Dataset",),
        (
            *_in_all_languages("dcterms:title", title),
            *_in_all_languages(
                "dcterms:description",
                "A record has all its texts in all languages. Nothing is in it that this site does "
                "not show to everybody: no drafts, no reviews, no accounts.",
            ),
            ("dcterms:publisher", Iri(publisher)),
            ("dcat:theme", Iri(f"{_EU}/data-theme/SOCI")),
            ("dcterms:accrualPeriodicity", Iri(f"{_EU}/frequency/DAILY")),
            ("dcat:landingPage", Iri(_here("/en/data/"))),
            *(("dcterms:language", Iri(f"{_EU}/language/{code}")) for code in _LANGUAGES),
            *(("dcat:distribution", Iri(_file(path))) for path in paths),
        ),
    )


def _file(path: str) -> str:
    return _here(f"/data/{path}")


def _distribution(resource: dict[str, Any]) -> Iterator[Node]:
    iri = _file(resource["path"])
    checksum = f"{iri}#checksum"
    media = "https://www.iana.org/assignments/media-types"
    yield Node(
        iri,
        ("dcat:Distribution",),
        (
            ("dcterms:title", Literal(resource["path"], "en")),
            ("dcat:accessURL", Iri(_here("/en/data/"))),
            ("dcat:downloadURL", Iri(iri)),
            ("dcterms:license", _LICENCE),
            ("dcterms:format", Iri(_FORMATS[resource["format"]])),
            ("dcat:mediaType", Iri(f"{media}/{resource['mediatype']}")),
            ("dcat:compressFormat", Iri(f"{media}/application/gzip")),
            ("dcat:byteSize", Literal(str(resource["bytes"]), datatype="xsd:nonNegativeInteger")),
            ("spdx:checksum", Iri(checksum)),
        ),
    )
    digest = resource["hash"].removeprefix("sha256:")
    yield Node(
        checksum,
        ("spdx:Checksum",),
        (
            ("spdx:algorithm", Iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")),
            ("spdx:checksumValue", Literal(digest, datatype="xsd:hexBinary")),
        ),
    )


def _service(iri: str, title: str, endpoint: str, described: str, datasets: list[str]) -> Node:
    return Node(
        iri,
        ("dcat:DataService",),
        (
            ("dcterms:title", Literal(title, "en")),
            ("dcat:endpointURL", Iri(_here(endpoint))),
            ("dcat:endpointDescription", Iri(_here(described))),
            ("dcterms:license", _LICENCE),
            *(("dcat:servesDataset", Iri(each)) for each in datasets),
        ),
    )
