"""Who may do what with a record."""

from tessera.accounts.actors import Actor
from tessera.catalogue.models import KIND_MODELS, Record


def _permission(record: Record, verb: str) -> str:
    model = KIND_MODELS.get(record.kind, type(record))
    return f"catalogue.{verb}_{model._meta.model_name}"


def can_edit_record(actor: Actor, record: Record) -> bool:
    """Whether the actor may change drafts of this kind of record."""
    return bool(actor.is_active and actor.has_perm(_permission(record, "change")))


def can_publish_record(actor: Actor, record: Record) -> bool:
    """Whether the actor may publish and withdraw this kind of record."""
    return bool(actor.is_active and actor.has_perm(_permission(record, "publish")))


def can_publish_kind(actor: Actor, kind: str) -> bool:
    """Whether the actor may publish records of a kind, by its code."""
    name = KIND_MODELS[kind]._meta.model_name
    return bool(actor.is_active and actor.has_perm(f"catalogue.publish_{name}"))
