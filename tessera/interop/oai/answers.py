"""The XML of the answers (http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone

from tessera.interop.description import describe_record
from tessera.interop.friends.listing import oai_addresses
from tessera.interop.oai.errors import OaiError
from tessera.interop.oai.formats import MetadataFormat
from tessera.interop.oai.identifiers import is_registered_scheme, namespace, oai_identifier
from tessera.interop.oai.items import Item, Origin, earliest
from tessera.interop.oai.requests import OaiRequest, Place, make_token
from tessera.interop.xml import element, text_of

_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ '
    'http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
_EMAIL = re.compile(r"\S+@(\S+\.)+\S+")


def stamp(moment: datetime) -> str:
    """A datestamp: seconds of UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def base_url() -> str:
    """The address that harvesters are given."""
    return f"{settings.BASE_URL}/oai"


def document(request: OaiRequest, content: str) -> str:
    """A whole answer around the element of its verb."""
    echoed = element("request", base_url(), {"verb": request.verb, **request.arguments})
    return (
        f"{_START}<responseDate>{stamp(timezone.now())}</responseDate>{echoed}\n"
        f"<{request.verb}>{content}</{request.verb}>\n</OAI-PMH>\n"
    )


def error_document(error: OaiError, echoed: dict[str, str]) -> str:
    """A whole answer that says what is wrong. What was malformed is not echoed (§3.2)."""
    request = element("request", base_url(), echoed)
    return (
        f"{_START}<responseDate>{stamp(timezone.now())}</responseDate>{request}\n"
        f"{element('error', str(error), {'code': error.code})}\n</OAI-PMH>\n"
    )


def header(item: Item) -> str:
    """An item's header."""
    status = "" if item.record else ' status="deleted"'
    sets = "".join(element("setSpec", name) for name in item.sets)
    return (
        f"<header{status}>{element('identifier', oai_identifier(item.identifier))}"
        f"<datestamp>{stamp(item.at)}</datestamp>{sets}</header>"
    )


def record(item: Item, form: MetadataFormat) -> str:
    """An item in a format; a deleted one has a header only."""
    if item.record is None:
        return f"<record>{header(item)}</record>\n"
    metadata = form.write(item.record, describe_record(item.record))
    about = provenance(item.origin) if item.origin else ""
    return f"<record>{header(item)}<metadata>{metadata}</metadata>{about}</record>\n"


def provenance(origin: Origin) -> str:
    """Where a harvested item came from (guidelines-provenance.htm); we write it in our own form."""
    given = {"harvestDate": stamp(origin.at), "altered": "true"}
    described = (
        element("baseURL", origin.address)
        + element("identifier", origin.identifier)
        + element("datestamp", origin.day)
        + element("metadataNamespace", origin.namespace)
    )
    attributes = "".join(f' {name}="{value}"' for name, value in given.items())
    return (
        '<about><provenance xmlns="http://www.openarchives.org/OAI/2.0/provenance" '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/provenance '
        f'http://www.openarchives.org/OAI/2.0/provenance.xsd"><originDescription{attributes}>'
        f"{described}</originDescription></provenance></about>"
    )


def token(request: OaiRequest, stopped: Place | None) -> str:
    """The token to go on with; an empty one ends a list that had several parts (§3.5)."""
    place = request.place
    if stopped is None:
        if place is None:
            return ""
        attributes = {"completeListSize": str(place.total), "cursor": str(place.offset)}
        return element("resumptionToken", "", attributes)
    text, expires = make_token(request, stopped)
    attributes = {
        "expirationDate": stamp(expires),
        "completeListSize": str(stopped.total),
        "cursor": str(place.offset if place else 0),
    }
    return element("resumptionToken", text, attributes)


def identify() -> str:
    """Who we are, and how we may be harvested."""
    return "".join(_identify())


def _identify() -> Iterator[str]:
    yield element("repositoryName", settings.SITE_NAME)
    yield element("baseURL", base_url())
    yield "<protocolVersion>2.0</protocolVersion>"
    yield element("adminEmail", _email())
    yield f"<earliestDatestamp>{stamp(earliest())}</earliestDatestamp>"
    yield "<deletedRecord>persistent</deletedRecord>"
    yield "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity><compression>gzip</compression>"
    if is_registered_scheme():
        yield (
            "<description><oai-identifier "
            'xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier" '
            'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier '
            'http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"><scheme>oai</scheme>'
            f"{element('repositoryIdentifier', namespace())}<delimiter>:</delimiter>"
            f"{element('sampleIdentifier', oai_identifier('T7K2-9QXW'))}"
            "</oai-identifier></description>"
        )
    yield (
        '<description><rightsManifest xmlns="http://www.openarchives.org/OAI/2.0/rights/" '
        'appliesTo="http://www.openarchives.org/OAI/2.0/entity#metadata" '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/rights/ '
        'http://www.openarchives.org/OAI/2.0/rightsManifest.xsd"><rights>'
        '<rightsReference ref="https://creativecommons.org/licenses/by/4.0/rdf"/>'
        "</rights></rightsManifest></description>"
    )
    yield (
        '<description><branding xmlns="http://www.openarchives.org/OAI/2.0/branding/" '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/branding/ '
        'http://www.openarchives.org/OAI/2.0/branding.xsd"><collectionIcon>'
        f"{element('url', settings.BASE_URL + static('tessera/icon.svg'))}"
        f"{element('link', settings.BASE_URL + '/')}"
        f"{element('title', settings.SITE_NAME)}</collectionIcon></branding></description>"
    )
    addresses = [*settings.OAI_FRIENDS, *oai_addresses()]
    if addresses:
        friends = "".join(element("baseURL", each) for each in dict.fromkeys(addresses))
        yield (
            '<description><friends xmlns="http://www.openarchives.org/OAI/2.0/friends/" '
            'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/friends/ '
            f'http://www.openarchives.org/OAI/2.0/friends.xsd">{friends}</friends></description>'
        )


def _email() -> str:
    """The contact, in the form that the schema wants."""
    for address in (settings.SITE_CONTACT.removeprefix("mailto:"), settings.ADMIN_EMAIL):
        if _EMAIL.fullmatch(address):
            return address
    return "administrator@localhost.localdomain"


def set_list(sets: list[tuple[str, str]]) -> str:
    """The sets."""
    return "".join(
        f"<set><setSpec>{text_of(name)}</setSpec>{element('setName', title)}</set>"
        for name, title in sets
    )


def format_list(forms: list[MetadataFormat]) -> str:
    """The formats."""
    return "".join(
        "<metadataFormat>"
        f"{element('metadataPrefix', form.prefix)}{element('schema', form.schema)}"
        f"{element('metadataNamespace', form.namespace)}</metadataFormat>"
        for form in forms
    )
