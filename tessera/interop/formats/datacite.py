"""DataCite's metadata schema 4.6 in XML (https://schema.datacite.org/meta/kernel-4.6/)."""

import re
from collections.abc import Iterator

from django.conf import settings

from tessera.interop.description import Agent, Description, uri_of
from tessera.interop.resource_types import resource_type
from tessera.interop.xml import element
from tessera.lib.languages import html_tag

MEDIA_TYPE = "application/vnd.datacite.datacite+xml"
SCHEMA_VERSION = "4.6"

#: The schema's word for a value that is not known (appendix 3).
_UNKNOWN = "(:unkn)"
_RELATIONS = {
    "cites": "Cites", "part_of": "IsPartOf", "adapted_from": "IsDerivedFrom",
    "supersedes": "Obsoletes", "superseded_by": "IsObsoletedBy", "implements": "References",
    "translation_of": "IsTranslationOf",
    "evaluates": "Reviews",
}  # fmt: skip
_YEAR = re.compile(r"\d{4}")


def serialize(description: Description) -> str:
    """A record as one ``resource``, without an XML declaration."""
    return (
        '<resource xmlns="http://datacite.org/schema/kernel-4" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://datacite.org/schema/kernel-4 '
        'https://schema.datacite.org/meta/kernel-4.6/metadata.xsd">'
        f"{''.join(_elements(description))}</resource>"
    )


def _elements(description: Description) -> Iterator[str]:
    if description.doi:
        yield element("identifier", description.doi, {"identifierType": "DOI"})
    else:
        yield element("identifier", description.uri, {"identifierType": "URL"})
    yield _creators(description)
    yield _wrapped("titles", _titles(description))
    publisher = description.publisher.name if description.publisher else settings.SITE_NAME
    yield element("publisher", publisher)
    yield element("publicationYear", publication_year(description))
    kind = resource_type(description)
    yield element("resourceType", kind.label, {"resourceTypeGeneral": kind.datacite})
    yield _wrapped(
        "subjects", (element("subject", each, {"xml:lang": "en"}) for each in description.subjects)
    )
    yield _wrapped("dates", _dates(description))
    yield element("language", description.source_language or description.language)
    yield _wrapped("alternateIdentifiers", _other_identifiers(description))
    yield _wrapped("relatedIdentifiers", _related(description))
    yield _wrapped(
        "descriptions",
        (
            element(
                "description",
                text.summary,
                {"descriptionType": "Abstract", "xml:lang": html_tag(text.language)},
            )
            for text in description.texts
            if text.summary
        ),
    )
    yield _wrapped(
        "geoLocations",
        (
            f"<geoLocation>{element('geoLocationPlace', place.name)}</geoLocation>"
            for place in description.places
        ),
    )


def _wrapped(name: str, parts: Iterator[str]) -> str:
    content = "".join(parts)
    return f"<{name}>{content}</{name}>" if content else ""


def _creators(description: Description) -> str:
    agents = description.creators or ((description.publisher,) if description.publisher else ())
    written = [_creator(agent) for agent in agents]
    unknown = f"<creator>{element('creatorName', _UNKNOWN)}</creator>"
    return f"<creators>{''.join(written) or unknown}</creators>"


def _creator(agent: Agent) -> str:
    kind = "Personal" if agent.is_person else "Organizational"
    parts = [element("creatorName", agent.name, {"nameType": kind})]
    if agent.is_person:
        family, _comma, given = agent.name.partition(",")
        if given.strip():
            parts += [element("givenName", given.strip()), element("familyName", family.strip())]
    if agent.orcid:
        scheme = {"nameIdentifierScheme": "ORCID", "schemeURI": "https://orcid.org"}
        parts.append(element("nameIdentifier", agent.orcid, scheme))
    return f"<creator>{''.join(parts)}</creator>"


def _titles(description: Description) -> Iterator[str]:
    yield element("title", description.title, {"xml:lang": description.title_language})
    for text in description.texts:
        if text.title != description.title:
            kind = "Other" if text.status == "original" else "TranslatedTitle"
            language = html_tag(text.language)
            yield element("title", text.title, {"titleType": kind, "xml:lang": language})


def publication_year(description: Description) -> str:
    """Four digits: the resource's year, else the year in which its record became public."""
    found = _YEAR.search(str(description.year or ""))
    if found:
        return found.group()
    published = description.published or description.modified
    return f"{published.year if published else 1:04d}"


def _dates(description: Description) -> Iterator[str]:
    if description.issued:
        yield element("date", description.issued, {"dateType": "Issued"})
    if description.modified:
        yield element("date", description.modified.isoformat(), {"dateType": "Updated"})


def _other_identifiers(description: Description) -> Iterator[str]:
    kind = {"alternateIdentifierType": "Tessera"}
    yield element("alternateIdentifier", description.identifier, kind)
    if description.record_doi and description.doi == description.record_doi:
        yield element("alternateIdentifier", description.uri, {"alternateIdentifierType": "URL"})
    if description.isbn:
        yield element("alternateIdentifier", description.isbn, {"alternateIdentifierType": "ISBN"})


def _related(description: Description) -> Iterator[str]:
    def related(address: str, relation: str) -> str:
        attributes = {"relatedIdentifierType": "URL", "relationType": relation}
        return element("relatedIdentifier", address, attributes)

    is_about_another = description.doi and description.doi != description.record_doi
    if is_about_another:
        yield related(description.uri, "IsDescribedBy")
    if description.source:
        yield related(description.source, "IsSourceOf" if is_about_another else "IsDerivedFrom")
    for kind, target in description.relations:
        yield related(uri_of(target), _RELATIONS.get(kind, "References"))
