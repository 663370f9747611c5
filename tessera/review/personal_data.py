"""What this room keeps about a person, for taking away and erasing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import (
    Fate,
    delete_by,
    keep,
    register_personal_data,
    rows_by,
)
from tessera.review import models
from tessera.review.actions.peer_roster import forget_reviewer

_PUBLIC = (models.Submission.State.LISTED, models.Submission.State.REVIEWED)


def _erase_submissions(user: User, fate: Fate) -> None:
    """Drafts go in any case: nobody else has seen them. What was published stays, by nobody."""
    own = models.Submission.objects.filter(Q(author=user) | Q(author_email__iexact=user.email))
    if fate == Fate.DELETE:
        own.exclude(state__in=_PUBLIC).delete()
    else:
        own.filter(state=models.Submission.State.DRAFT).delete()
    own.update(author=None, author_email="")


def _erase_reviewer(user: User, fate: Fate) -> None:
    """Reviews stay, as records rest on them; who wrote them is forgotten."""
    for reviewer in models.Reviewer.objects.filter(user=user):
        forget_reviewer(reviewer)


def _reviews(user: User) -> Iterator[Mapping[str, Any]]:
    """What they wrote and declared; the contribution only by its title, which is another's."""
    rows = models.Assignment.objects.filter(reviewer__user=user).select_related(
        "round__submission", "review"
    )
    for each in rows.order_by("pk").iterator(chunk_size=500):
        yield {
            "identifier": each.identifier,
            "about": each.round.submission.title if each.declared_at else "",
            "state": each.state,
            "interests": each.interests,
            "interests_note": each.interests_note,
            "agrees_to_name": each.agrees_to_name,
            "assigned_at": each.assigned_at,
            "submitted_at": each.submitted_at,
            "content": each.review.content if hasattr(each, "review") else {},
        }


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        models.Submission,
        export=rows_by(
            models.Submission,
            "author",
            *("identifier", "kind", "language", "state", "content", "created_at", "submitted_at"),
        ),
        erase=_erase_submissions,
        retention=_("Drafts until you delete them; what is published, as long as the site."),
    )
    register_personal_data(
        models.SubmissionMessage,
        export=rows_by(models.SubmissionMessage, "author", "text", "at"),
        erase=keep,
        retention=_("As long as the contribution that they are about."),
    )
    register_personal_data(
        models.Reviewer,
        export=rows_by(
            models.Reviewer,
            "user",
            *("identifier", "name", "country", "languages", "themes", "regions", "basis"),
            *("motivation", "state", "applied_at", "term_from", "term_until"),
        ),
        erase=_erase_reviewer,
        retention=_("Reviews stay as long as the record; your name in them until you leave."),
        title=_("Your entry on the roster of reviewers"),
    )
    register_personal_data(
        models.Assignment,
        export=_reviews,
        erase=keep,
        retention=_("Reviews stay as long as the record; your name in them until you leave."),
        title=_("Reviews that you were asked for"),
    )
    register_personal_data(
        models.ReviewerAffiliation,
        export=rows_by(models.ReviewerAffiliation, "reviewer__user", "name", "until"),
        erase=keep,
        retention=_("Until the account is erased."),
        title=_("Organizations that you work or worked for"),
    )
    register_personal_data(
        models.CoAuthor,
        export=rows_by(models.CoAuthor, "user", "email"),
        erase=delete_by(models.CoAuthor, "user"),
        retention=_("As long as the contribution that they are about."),
        title=_("Contributions that you wrote with others"),
    )
