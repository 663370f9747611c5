"""What this room shows on a record's page."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record


def correction_invitation(record: Record) -> SafeString:
    """The way to say that something is wrong. No query."""
    html = render_to_string("stewardship/_invitation.html", {"record": record})
    return mark_safe(html)  # noqa: S308 - rendered by a template
