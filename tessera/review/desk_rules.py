"""Who may do what at the desk."""

from typing import Final

from tessera.accounts.actors import Actor, SystemActor
from tessera.accounts.models import User
from tessera.catalogue.models import KIND_MODELS
from tessera.review.models import Appeal, DeskBatch, Submission
from tessera.review.models.submissions import ORGANIZATION
from tessera.review.rules import Contributor, is_author, is_editor_of

_PERMISSIONS: Final = {
    kind: f"catalogue.publish_{model._meta.model_name}" for kind, model in KIND_MODELS.items()
} | {ORGANIZATION: "network.publish_organization"}


def kinds_of_editor(actor: Actor) -> list[str]:
    """The kinds that somebody decides about; empty for those who are no editors."""
    if not actor.is_active:
        return []
    return [kind for kind, permission in _PERMISSIONS.items() if actor.has_perm(permission)]


def is_editor(actor: Actor) -> bool:
    """Whether somebody decides about any kind."""
    return bool(kinds_of_editor(actor))


def can_decide(who: Contributor, submission: Submission) -> bool:
    """Editors of the kind, never about what they wrote themselves."""
    return is_editor_of(who, submission) and not is_author(who, submission)


def can_appeal(who: Contributor, submission: Submission) -> bool:
    """Only those whose contribution it is."""
    return is_author(who, submission)


def can_decide_appeal(who: Actor, appeal: Appeal) -> bool:
    """An editor of the kind who had no part in the decision that is appealed against.

    Two queries.
    """
    submission = appeal.submission
    if not can_decide(who, submission):
        return False
    if isinstance(who, SystemActor):
        return True
    return (
        submission.editor_id != who.pk
        and not submission.desk_decisions.filter(by_id=who.pk).exists()
        and not submission.events.filter(by_id=who.pk).exists()
    )


def can_undo(who: User, batch: DeskBatch) -> bool:
    """Only who did it."""
    return who.pk is not None and batch.by_id == who.pk and who.is_active
