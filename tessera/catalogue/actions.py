"""Changes to records. Pages, API, commands and back office act through these."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.errors import RecordStateError
from tessera.catalogue.models import Record, RecordRelation
from tessera.catalogue.rules import can_publish_record
from tessera.changes.actions import announce, announce_many
from tessera.changes.models import Change
from tessera.lib.errors import NotAllowedError
from tessera.vocabularies.models import Concept

_LONGEST_CHAIN: Final = 50


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


def supersede_record(record: Record, *, successor: Record, by: Actor, note: str = "") -> Record:
    """Say that a newer record has taken its place. Both stay public, and each leads to the other.

    Raises:
        NotAllowedError: the actor may not publish this kind of record.
        RecordStateError: one of them is not public, they are the same, or the newer one was itself
            superseded by the older.
    """
    _check_may_publish(record, by)
    if record.is_withdrawn or not record.live:
        raise RecordStateError(_("Only a public record can be superseded."))
    if successor.pk == record.pk or successor.is_withdrawn or not successor.live:
        raise RecordStateError(_("Choose another, public record that takes its place."))
    with transaction.atomic():
        record = Record.objects.select_for_update().get(pk=record.pk)
        if record.identifier in _successors(successor):
            raise RecordStateError(_("The other record was itself superseded by this one."))
        _relate(successor, record, is_related=True, former=record.replaced_by)
        record.replaced_by = successor.identifier
        record.superseded_at = timezone.now()
        record.supersession_note = note.strip()
        return _keep_supersession(record, successor, by, "catalogue.record.supersede")


def end_supersession(record: Record, *, by: Actor) -> Record:
    """Take back that another record has taken its place.

    Raises:
        NotAllowedError: the actor may not publish this kind of record.
        RecordStateError: none has.
    """
    _check_may_publish(record, by)
    if not record.superseded_at:
        raise RecordStateError(_("This record was not superseded."))
    with transaction.atomic():
        record = Record.objects.select_for_update().get(pk=record.pk)
        successor = Record.objects.filter(identifier=record.replaced_by).first()
        if successor:
            _relate(successor, record, is_related=False)
        record.replaced_by, record.superseded_at, record.supersession_note = "", None, ""
        return _keep_supersession(record, successor, by, "catalogue.record.end_supersession")


def _keep_supersession(record: Record, successor: Record | None, by: Actor, action: str) -> Record:
    record.save(update_fields=["replaced_by", "superseded_at", "supersession_note"])
    specific = record.specific
    data = {
        "successor": successor.identifier if successor else "",
        "note": record.supersession_note,
    }
    log(specific, action, user=user_or_none(by), data=data)
    announce_many(
        kind=Change.Kind.RECORD,
        identifiers=[each.identifier for each in (record, successor) if each],
        what=Change.What.CHECKED,
    )
    return specific


def _successors(record: Record) -> list[str]:
    """The chain of records that took its place; one query for each."""
    found: list[str] = []
    while record.superseded_at and record.replaced_by not in found and len(found) < _LONGEST_CHAIN:
        found.append(record.replaced_by)
        following = Record.objects.filter(identifier=record.replaced_by).first()
        if following is None:
            break
        record = following
    return found


def _relate(successor: Record, record: Record, *, is_related: bool, former: str = "") -> None:
    """Write the relation *supersedes* on the newer record, as readers see it and in its draft."""
    kind = Concept.objects.of("RL").get(code="supersedes")
    if former and former != successor.identifier:
        RecordRelation.objects.filter(record__identifier=former, kind=kind, target=record).delete()
    RecordRelation.objects.filter(record=successor, kind=kind, target=record).delete()
    specific = successor.specific
    draft = specific.get_latest_revision_as_object()
    others = [
        each
        for each in draft.relations.all()
        if (each.kind_id, each.target_id) != (kind.pk, record.pk)
    ]
    row = RecordRelation(kind=kind, target=record)
    if is_related:
        saved = RecordRelation.objects.create(
            record=Record(pk=successor.pk), kind=kind, target=record
        )
        row = RecordRelation(pk=saved.pk, kind=kind, target=record)
    draft.relations = [*others, row] if is_related else others
    draft.save_revision(changed=False, log_action=False)


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
