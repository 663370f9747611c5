"""What this room shows on a record's page."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record
from tessera.lib.verification import Age
from tessera.stewardship.models import Verification


def correction_invitation(record: Record) -> SafeString:
    """The way to say that something is wrong. No query."""
    html = render_to_string("stewardship/_invitation.html", {"record": record})
    return mark_safe(html)  # noqa: S308 - rendered by a template


def age_banner(record: Record) -> SafeString:
    """That it is due to be verified again, or may be out of date. A query when it is stale."""
    age = record.age
    if age == Age.CURRENT:
        return mark_safe("")
    is_silent = (
        age == Age.STALE
        and Verification.objects.silent().filter(identifier=record.identifier).exists()
    )
    context = {"record": record, "is_stale": age == Age.STALE, "is_silent": is_silent}
    html = render_to_string("stewardship/_age.html", context)
    return mark_safe(html)  # noqa: S308 - rendered by a template
