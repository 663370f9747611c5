"""What a record's page says of where the record came from."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record
from tessera.interop.harvesting.models import HarvestLink
from tessera.vocabularies.labels import current_language, labels


def origin_banner(record: Record) -> SafeString:
    """The source with its name, link and licence, and the record's home. One query if harvested."""
    if record.provenance_kind != Record.Provenance.HARVEST:
        return mark_safe("")
    links = HarvestLink.objects.filter(record=record).select_related("source__friend")
    link = links.order_by("pk").first()
    if link is None:
        return mark_safe("")
    friend = getattr(link.source, "friend", None)
    licence = labels().concept("LI", link.source.licence)
    context = {
        "record": record,
        "link": link,
        "source": link.source,
        "licence": licence.label(current_language()) if licence else "",
        "is_gone": link.state == HarvestLink.State.GONE,
        "is_adopted": link.state == HarvestLink.State.ADOPTED,
        "adopted_at": friend.adopted_at if friend else None,
    }
    html = render_to_string("interop/_origin.html", context)
    return mark_safe(html)  # noqa: S308 - rendered by a template
