"""What the person who added a source is told: that it fails, and that items wait."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tessera.interop.harvesting.models import HarvestLink, Source
from tessera.interop.importing.actions import can_import
from tessera.lib.languages import interface_language
from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail


def _sample() -> dict[str, Any]:
    return {"path": "/en/desk/sources/1/", "name": "The Repository", "count": 3}


SOURCE = register_mail(
    MailKind("interop.source", _("A source of harvests needs you"), False, _sample)
)


def tell_failing(source: Source) -> None:
    """Queue that it fails, in the transaction in which it begins to; once a day at most."""
    _tell(source, 0, f"failing-{source.pk}-{timezone.now():%Y%m%d}")


def tell_waiting(source: Source) -> None:
    """Queue how many of its items wait for a decision; once a week at most."""
    states = [HarvestLink.State.PROPOSED, HarvestLink.State.DUPLICATE]
    count = HarvestLink.objects.filter(source=source, state__in=states).count()
    if count:
        _tell(source, count, f"waiting-{source.pk}-{timezone.now():%G%V}")


def _tell(source: Source, count: int, once: str) -> None:
    person = source.by
    if person is None or not can_import(person):
        return
    with override(interface_language(person.language)):
        path = reverse("source", args=[source.pk])
    context = {"path": path, "name": source.name, "count": count}
    send_mail(SOURCE, to=person, context=context, once=once)
