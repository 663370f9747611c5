"""Which records get a DOI, and who looks after them."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from tessera.accounts.actors import Actor
from tessera.catalogue.models import Record, RecordIdentifier


def is_on() -> bool:
    """Whether the operator gave what registering needs."""
    return bool(settings.DOI_PREFIX and settings.DOI_REPOSITORY and settings.DOI_SECRET)


def records_with_doi() -> Any:
    """Public records that get one: of the kinds chosen, and about nothing that has one already."""
    others = RecordIdentifier.objects.filter(record=OuterRef("pk"), scheme__iexact="doi")
    return (
        Record.objects.public()
        .filter(~Exists(others), kind__in=settings.DOI_KINDS, is_synthetic=False)
        .exclude(provenance_kind=Record.Provenance.HARVEST)
    )


def doi_for(identifier: str) -> str:
    """The DOI of an identifier: always the same, so that asking twice makes no second one."""
    return f"{settings.DOI_PREFIX}/{identifier.lower()}"


def can_manage_deposits(actor: Actor) -> bool:
    """Whether the actor may see what the registry refused, and try it again."""
    return bool(actor.is_active and actor.has_perm("interop.change_deposit"))
