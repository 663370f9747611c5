"""Metadata of a record or an organization for the head of its page."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from tessera.interop.description import describe_organization, describe_record
from tessera.interop.formats import jsonld
from tessera.interop.highwire import meta_tags
from tessera.vocabularies.labels import current_language

register = template.Library()
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.inclusion_tag("interop/_metadata.html")
def record_metadata(record: Any) -> dict[str, Any]:
    """JSON-LD, Highwire and Dublin Core tags of a record."""
    description = describe_record(record)
    return {
        "jsonld": _script(jsonld.record_graph(description, current_language())),
        "tags": meta_tags(description),
    }


@register.inclusion_tag("interop/_metadata.html")
def organization_metadata(organization: Any) -> dict[str, Any]:
    """JSON-LD of an organization."""
    description = describe_organization(organization)
    return {"jsonld": _script(jsonld.organization_graph(description, current_language()))}


def _script(content: dict[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(content, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 - escaped above
