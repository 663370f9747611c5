"""What this room shows on a record's page."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record


def invitation_to_follow(record: Record) -> SafeString:
    """The way to hear of its changes. No query."""
    html = render_to_string("following/_invitation.html", {"record": record})
    return mark_safe(html)  # noqa: S308 - rendered by a template
