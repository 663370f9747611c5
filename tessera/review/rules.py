"""Who may do what with a submission."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from tessera.accounts.actors import SystemActor
from tessera.accounts.models import User
from tessera.catalogue.models import KIND_MODELS
from tessera.review.models.submissions import ORGANIZATION, Submission

State = Submission.State
#: Moves that an author makes; all others are the editors' or the system's.
_AUTHORS_MOVES: Final = frozenset(
    {
        (State.DRAFT, State.UNCONFIRMED),
        (State.DRAFT, State.SUBMITTED),
        (State.UNCONFIRMED, State.DRAFT),
        (State.UNCONFIRMED, State.UNCONFIRMED),
        (State.UNCONFIRMED, State.SUBMITTED),
        (State.RETURNED, State.SUBMITTED),
        (State.REVISE, State.IN_REVIEW),
    }
)
#: States in which nobody knows whether somebody without account is reached at their address.
UNREACHED: Final = frozenset({State.DRAFT, State.UNCONFIRMED})


@dataclass(frozen=True)
class KeyHolder:
    """Somebody without account whose browser, or whose mail, holds the key of a submission."""

    identifiers: frozenset[str]
    #: They come by the link of the mail, so the address that they named is theirs.
    is_reached: bool = False
    pk: None = None
    is_active: bool = True

    def has_perm(self, permission: str) -> bool:
        """A key opens one draft and nothing else."""
        return False


Contributor: TypeAlias = User | SystemActor | KeyHolder


def contributor_or_none(who: Contributor) -> User | None:
    """The user to write into a log entry."""
    return None if isinstance(who, SystemActor | KeyHolder) else who


def is_author(who: Contributor, submission: Submission) -> bool:
    """Whether it is theirs: begun by them, or theirs to write along. At most one query."""
    if isinstance(who, KeyHolder):
        return submission.author_id is None and submission.identifier in who.identifiers
    if isinstance(who, SystemActor) or who.pk is None:
        return False
    if submission.author_id == who.pk:
        return True
    return submission.co_authors.filter(user_id=who.pk, accepted_at__isnull=False).exists()


def is_editor_of(who: Contributor, submission: Submission) -> bool:
    """Whether they may publish this kind of thing, and so decide about it."""
    if submission.kind == ORGANIZATION:
        return bool(who.is_active and who.has_perm("network.publish_organization"))
    model = KIND_MODELS[submission.kind]._meta.model_name
    return bool(who.is_active and who.has_perm(f"catalogue.publish_{model}"))


def can_see_submission(who: Contributor, submission: Submission) -> bool:
    """Its authors see it, and those who decide about it."""
    return is_author(who, submission) or is_editor_of(who, submission)


def can_write_submission(who: Contributor, submission: Submission) -> bool:
    """Only its authors change what it says; editors change the record."""
    return is_author(who, submission)


def can_move_submission(who: Contributor, submission: Submission, to: str) -> bool:
    """Authors send in; all else is for those who may publish the kind."""
    if isinstance(who, SystemActor):
        return True
    if isinstance(who, KeyHolder) and submission.state in UNREACHED and to == State.SUBMITTED:
        return who.is_reached and is_author(who, submission)
    if (submission.state, to) in _AUTHORS_MOVES and is_author(who, submission):
        return True
    return is_editor_of(who, submission) and not is_author(who, submission)
