"""Changes to records. Pages, API, commands and back office act through these."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.errors import RecordStateError
from tessera.catalogue.models import Record
from tessera.catalogue.rules import can_publish_record
from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.lib.errors import NotAllowedError
from tessera.vocabularies.models import Concept


def publish_record(record: Record, *, by: Actor, reason: str = "") -> Record:
    """Publish a record's present state as a revision and a version.

    Raises:
        NotAllowedError: the actor may not publish this kind of record.
        RecordStateError: the record was withdrawn.
    """
    _check_may_publish(record, by)
    if record.is_withdrawn:
        raise RecordStateError(_("A withdrawn record cannot be published."))
    user = user_or_none(by)
    with transaction.atomic():
        if not record.pk:
            record.live = False
            record.save()
        revision = record.save_revision(user=user, changed=False, log_action=False)
        revision.publish(user=user, skip_permission_checks=True)
        record.refresh_from_db()
        if reason:
            record.explain_version(reason)
        log(record, "catalogue.record.publish", user=user, data={"reason": reason})
    return record


def review_record(
    record: Record,
    *,
    by: Actor,
    evidence_level: str,
    evidence_direction: str = "",
    reason: str = "",
) -> Record:
    """Move a public record to the lane *reviewed*, with its evidence level, as a new version.

    What is published is the newest draft, because the reviewers' decision is about that.

    Raises:
        NotAllowedError: the actor may not publish this kind of record.
        RecordStateError: it is not public, or the evidence level is none of vocabulary EL.
    """
    _check_may_publish(record, by)
    if record.is_withdrawn or not record.live:
        raise RecordStateError(_("Only a public record can be marked as reviewed."))
    levels = {each.code: each for each in Concept.objects.of("EL")}
    if evidence_level not in levels:
        raise RecordStateError(_("Choose an evidence level."))
    with transaction.atomic():
        Record.objects.filter(pk=record.pk).update(lane=Record.Lane.REVIEWED)
        record.lane = Record.Lane.REVIEWED
        draft = record.get_latest_revision_as_object()
        draft.evidence_level = levels[evidence_level]
        if evidence_direction:
            draft.evidence_direction = Concept.objects.of("ED").get(code=evidence_direction)
        log(record, "catalogue.record.review", user=user_or_none(by))
        return publish_record(draft, by=by, reason=reason)


def withdraw_record(
    record: Record, *, by: Actor, reason: str, replaced_by: Record | None = None
) -> Record:
    """Take a record from the public for good; its address keeps a tombstone with the reason.

    Raises:
        NotAllowedError: the actor may not withdraw this kind of record.
        RecordStateError: it is withdrawn already, it was never public, or no reason is given.
    """
    _check_may_publish(record, by)
    _check_can_end(record, reason)
    return _end(record, by=by, reason=reason, successor=replaced_by, merged=False)


def merge_record(record: Record, *, into: Record, by: Actor, reason: str) -> Record:
    """Give a duplicate's address to the record that stays; readers are redirected.

    Raises:
        NotAllowedError: the actor may not withdraw this kind of record.
        RecordStateError: it is withdrawn already, or would be merged into itself or into a
            record that is not public.
    """
    _check_may_publish(record, by)
    _check_can_end(record, reason)
    if into.pk == record.pk or into.is_withdrawn or not into.live:
        raise RecordStateError(_("Choose another, public record to merge into."))
    return _end(record, by=by, reason=reason, successor=into, merged=True)


def _check_may_publish(record: Record, by: Actor) -> None:
    if not can_publish_record(by, record):
        raise NotAllowedError(_("You may not publish or withdraw this kind of record."))


def _check_can_end(record: Record, reason: str) -> None:
    if record.is_withdrawn:
        raise RecordStateError(_("The record is withdrawn already."))
    if not record.first_published_at:
        raise RecordStateError(_("What was never public cannot be withdrawn; delete the draft."))
    if not reason.strip():
        raise RecordStateError(_("Give the reason; readers will see it."))


def _end(
    record: Record, *, by: Actor, reason: str, successor: Record | None, merged: bool
) -> Record:
    with transaction.atomic():
        record = Record.objects.select_for_update().get(pk=record.pk)
        _check_can_end(record, reason)
        record.withdrawn_at = timezone.now()
        record.withdrawal_reason = reason.strip()
        record.replaced_by = successor.identifier if successor else ""
        record.is_merged = merged
        record.live = False
        record.save(
            update_fields=[
                "withdrawn_at", "withdrawal_reason", "replaced_by", "is_merged", "live",
            ]
        )  # fmt: skip
        specific = record.specific
        specific.drop_schedule()
        what = Change.What.MERGED if merged else Change.What.WITHDRAWN
        log(
            specific,
            "catalogue.record.merge" if merged else "catalogue.record.withdraw",
            user=user_or_none(by),
            data={"reason": reason, "successor": record.replaced_by},
        )
        announce(kind=Change.Kind.RECORD, identifier=record.identifier, what=what)
    return specific
