"""The metadata formats: Dublin Core, DataCite, and ours with everything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings

from tessera.catalogue.models import Record, RecordText
from tessera.interop.description import Description, uri_of
from tessera.interop.formats import datacite
from tessera.interop.resource_types import resource_type
from tessera.interop.xml import element
from tessera.lib.languages import html_tag
from tessera.vocabularies.labels import labels

_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
#: Our own namespace names the format, whoever runs the site.
TESSERA_NAMESPACE = "urn:tessera:record:1"
_NOT_SECTIONS = {"id", "record", "language", "status", "is_outdated", "title", "summary"}
_SECTIONS = tuple(
    field.name for field in RecordText._meta.concrete_fields if field.name not in _NOT_SECTIONS
)


@dataclass(frozen=True)
class MetadataFormat:
    """A format: its prefix, schema and namespace, and how a gathered record is written in it."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[Record, Description], str]


def _oai_dc(record: Record, description: Description) -> str:
    return (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" {_XSI} '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ '
        'http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
        f"{''.join(_dc_elements(description))}</oai_dc:dc>"
    )


def _dc_elements(description: Description) -> Iterator[str]:
    shown = {text.title for text in description.texts}
    if description.original_title and description.original_title not in shown:
        language = {"xml:lang": description.source_language}
        yield element("dc:title", description.original_title, language)
    for text in description.texts:
        yield element("dc:title", text.title, {"xml:lang": html_tag(text.language)})
    for agent in description.creators:
        yield element("dc:creator", agent.name)
    for subject in description.subjects:
        yield element("dc:subject", subject, {"xml:lang": "en"})
    for text in description.texts:
        if text.summary:
            yield element("dc:description", text.summary, {"xml:lang": html_tag(text.language)})
    if description.publisher:
        yield element("dc:publisher", description.publisher.name)
    if description.issued:
        yield element("dc:date", description.issued)
    kind = resource_type(description)
    yield element("dc:type", kind.label, {"xml:lang": "en"})
    yield element("dc:type", kind.uri)
    yield element("dc:identifier", description.uri)
    if description.doi:
        yield element("dc:identifier", f"https://doi.org/{description.doi}")
    if description.isbn:
        yield element("dc:identifier", f"urn:isbn:{description.isbn}")
    if description.source:
        yield element("dc:source", description.source)
    yield element("dc:language", description.source_language or description.language)
    for _kind, target in description.relations:
        yield element("dc:relation", uri_of(target))
    for place in description.places:
        yield element("dc:coverage", place.name, {"xml:lang": "en"})
    if description.licence:
        licence = labels().concept("LI", description.licence)
        yield element("dc:rights", licence.label("en") if licence else description.licence)


def _oai_datacite(record: Record, description: Description) -> str:
    return (
        '<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/" '
        f'{_XSI} xsi:schemaLocation="http://schema.datacite.org/oai/oai-1.1/ '
        'http://schema.datacite.org/oai/oai-1.1/oai.xsd">'
        f"<schemaVersion>{datacite.SCHEMA_VERSION}</schemaVersion>"
        f"<payload>{datacite.serialize(description)}</payload></oai_datacite>"
    )


def _tessera(record: Record, description: Description) -> str:
    attributes = {
        "id": description.identifier,
        "uri": description.uri,
        "kind": description.type,
        "lane": description.lane,
        "language": description.language,
    }
    given = "".join(f' {name}="{value}"' for name, value in attributes.items() if value)
    return (
        f'<record xmlns="{TESSERA_NAMESPACE}" {_XSI} '
        f'xsi:schemaLocation="{TESSERA_NAMESPACE} {settings.BASE_URL}/oai/tessera.xsd"{given}>'
        f"{''.join(_tessera_elements(record, description))}</record>"
    )


def _tessera_elements(record: Record, description: Description) -> Iterator[str]:
    for text in record.texts.all():
        yield from _text(text)
    if description.original_title:
        language = {"xml:lang": description.source_language}
        yield element("originalTitle", description.original_title, language)
    for agent in description.creators:
        person = "person" if agent.is_person else "body"
        yield element("creator", agent.name, {"type": person, "orcid": agent.orcid})
    if description.publisher:
        yield element("publisher", description.publisher.name, {"uri": description.publisher.url})
    for name, value in (
        ("subtype", description.subtype),
        ("issued", description.issued),
        ("year", description.year),
        ("source", description.source),
        ("doi", description.doi),
        ("isbn", description.isbn),
        ("number", description.number),
        ("container", description.container),
    ):
        if value:
            yield element(name, value)
    yield from _concepts("theme", "TH", description.themes)
    yield from _concepts("targetGroup", "TG", description.target_groups)
    yield from _concepts("level", "LV", description.levels)
    for place in description.places:
        position = {
            "latitude": "" if place.latitude is None else str(place.latitude),
            "longitude": "" if place.longitude is None else str(place.longitude),
        }
        yield element("place", place.name, {"code": place.code, "type": place.kind, **position})
    yield from _concepts("evidence", "EL", [description.evidence])
    yield from _concepts("licence", "LI", [description.licence])
    for kind, target in description.relations:
        yield element("relation", uri_of(target), {"type": kind})
    if description.published:
        yield element("published", description.published.isoformat())
    if description.modified:
        yield element("modified", description.modified.isoformat())


def _text(text: RecordText) -> Iterator[str]:
    yield f'<text xml:lang="{html_tag(text.language)}" status="{text.status}">'
    yield element("title", text.title)
    if text.summary:
        yield element("summary", text.summary)
    for name in _SECTIONS:
        value = getattr(text, name)
        if value:
            yield element("section", value, {"name": name})
    yield "</text>"


def _concepts(name: str, scheme: str, codes: "list[str] | tuple[str, ...]") -> Iterator[str]:
    picture = labels()
    for code in codes:
        entry = picture.concept(scheme, code)
        if entry:
            yield element(name, entry.label("en"), {"code": code})


def metadata_formats() -> dict[str, MetadataFormat]:
    """Prefix → format."""
    return {
        each.prefix: each
        for each in (
            MetadataFormat(
                "oai_dc",
                "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
                "http://www.openarchives.org/OAI/2.0/oai_dc/",
                _oai_dc,
            ),
            MetadataFormat(
                "oai_datacite",
                "http://schema.datacite.org/oai/oai-1.1/oai.xsd",
                "http://schema.datacite.org/oai/oai-1.1/",
                _oai_datacite,
            ),
            MetadataFormat(
                "tessera", f"{settings.BASE_URL}/oai/tessera.xsd", TESSERA_NAMESPACE, _tessera
            ),
        )
    }
