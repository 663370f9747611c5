"""Metadata of a record or an organization for the head of its page."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from tessera.interop.description import Description, describe_organization, describe_record
from tessera.interop.formats import jsonld
from tessera.interop.highwire import meta_tags
from tessera.interop.linked.signposting import link_header
from tessera.vocabularies.labels import current_language

register = template.Library()
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.inclusion_tag("interop/_metadata.html")
def record_metadata(record: Any) -> dict[str, Any]:
    """JSON-LD, Highwire and Dublin Core tags of a record."""
    description = _described(record)
    return {
        "jsonld": _script(jsonld.record_graph(description, current_language())),
        "tags": meta_tags(description),
    }


def _described(record: Any) -> Description:
    """A record's description, made once for all tags of its page."""
    if not hasattr(record, "_description"):
        record._description = describe_record(record)
    found: Description = record._description
    return found


@register.inclusion_tag("interop/_feed_links.html")
def feed_links(name: str, query: str = "", title: str = "") -> dict[str, str]:
    """Lead feed readers from a list to its two feeds; ``query`` as in the list's address."""
    return {"name": name, "query": query if len(query) > 1 else "", "title": title}


@register.simple_tag(takes_context=True)
def signposts(context: Any, record: Any) -> str:
    """Tell the middleware what to say in the page's ``Link`` header; nothing on the page."""
    request = context.get("request")
    if request:
        request.signposts = link_header(_described(record))
    return ""


@register.inclusion_tag("interop/_metadata.html")
def organization_metadata(organization: Any) -> dict[str, Any]:
    """JSON-LD of an organization."""
    description = describe_organization(organization)
    return {"jsonld": _script(jsonld.organization_graph(description, current_language()))}


def _script(content: dict[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(content, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 - escaped above
