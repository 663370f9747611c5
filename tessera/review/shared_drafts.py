"""Drafts as other rooms read them, and what those are told of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.accounts.models import User
from tessera.catalogue.drafts import Draft, DraftPart, draft_ended, draft_left, draft_published
from tessera.catalogue.models import KIND_MODELS, Record
from tessera.review.actions.co_authors import welcome_co_author
from tessera.review.contributing.reading import answers_of
from tessera.review.errors import SubmissionStateError
from tessera.review.models import CoAuthor, Submission, SubmissionEvent
from tessera.review.querysets import SubmissionQuerySet
from tessera.vocabularies.labels import current_language, labels

_MOST: Final = 50


class SubmittedDrafts:
    """The ``DraftKeeper`` of this room."""

    def written_by(self, user: User) -> Sequence[Draft]:
        """What somebody writes; two queries."""
        rows = Submission.objects.written_by(user).unpublished()
        return _as_drafts(rows.order_by("-updated_at", "-pk")[:_MOST])

    def drafts(self, identifiers: Iterable[str]) -> Mapping[str, Draft]:
        """Those that are drafts now; two queries."""
        rows = Submission.objects.unpublished().filter(identifier__in=list(identifiers))
        return {draft.identifier: draft for draft in _as_drafts(rows)}

    def parts(self, identifier: str) -> Sequence[DraftPart]:
        """What was typed, in the order of its form. One query."""
        submission = Submission.objects.unpublished().filter(identifier=identifier).first()
        if submission is None:
            return []
        hidden = KIND_MODELS[submission.kind].private_fields
        parts = answers_of(submission, without={"title", "language", *hidden})
        return [DraftPart(part.heading, part.answers) for part in parts if part.answers]

    def let_write(self, identifier: str, *, writer: User, by: User) -> None:
        """Somebody writes along from now on."""
        submission = Submission.objects.unpublished().filter(identifier=identifier).first()
        if submission is None:
            raise SubmissionStateError(_("This is no draft any more."))
        welcome_co_author(submission, writer=writer, by=by)


def _as_drafts(rows: SubmissionQuerySet) -> list[Draft]:
    submissions = list(rows)
    writers: dict[int, set[int]] = {each.pk: {each.author_id} for each in submissions}
    joined = CoAuthor.objects.filter(submission__in=submissions, accepted_at__isnull=False)
    for submission, user in joined.values_list("submission", "user"):
        writers[submission].add(user)
    return [
        Draft(
            identifier=each.identifier,
            kind=each.kind,
            kind_label=_kind_label(each),
            title=each.title,
            language=each.language,
            is_with_editors=not each.is_editable,
            changed_at=each.updated_at,
            url=reverse("my_contribution", args=[each.identifier]),
            begun_by=each.author_id,
            writers=frozenset(writers[each.pk] - {None}),
        )
        for each in submissions
    ]


def _kind_label(submission: Submission) -> str:
    """As records are called, in the reader's language."""
    concept = labels().concept("RT", submission.kind)
    return concept.label(current_language()) if concept else submission.get_kind_display()


def tell_published(instance: Any, **kwargs: Any) -> None:
    """The record of a draft became public, at the desk or in the back office."""
    if not isinstance(instance, Record):
        return
    rows = Submission.objects.unfinished().filter(record=instance.pk)
    for identifier in rows.values_list("identifier", flat=True):
        draft_published.send(sender=Submission, identifier=identifier, record=instance)


def tell_declined(submission: Submission, event: SubmissionEvent, **kwargs: Any) -> None:
    """Nobody reads on what the editors declined."""
    if event.to_state == Submission.State.DECLINED:
        draft_ended.send(sender=Submission, identifier=submission.identifier)


def tell_deleted(instance: Submission, **kwargs: Any) -> None:
    """It was thrown away, or erased with its author."""
    draft_ended.send(sender=Submission, identifier=instance.identifier)


def tell_left(instance: CoAuthor, **kwargs: Any) -> None:
    """A co-author left, or was taken out."""
    rows = Submission.objects.filter(pk=instance.submission_id)
    if instance.user_id and (identifier := rows.values_list("identifier", flat=True).first()):
        draft_left.send(sender=CoAuthor, identifier=identifier, user=instance.user_id)
