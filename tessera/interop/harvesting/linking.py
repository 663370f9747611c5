"""What is done with a record that a source's item became: change it, withdraw it, bring it back."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Revision

from tessera.accounts.actors import SYSTEM, Actor
from tessera.catalogue.actions import publish_record, withdraw_record
from tessera.catalogue.models import Record, RecordRelation
from tessera.catalogue.restoring import restore_record
from tessera.changes.models import Version
from tessera.interop.harvesting.merging import Merge, merge
from tessera.interop.harvesting.models import HarvestLink
from tessera.interop.importing.candidates import Candidate


def is_touched(record: Record) -> bool:
    """Whether a person edited, published or checked it. Two queries at most."""
    if record.lane == Record.Lane.REVIEWED or record.verified_at:
        return True
    edited = Revision.objects.for_instance(record.specific).filter(user__isnull=False)
    versions = Version.objects.filter(identifier=record.identifier, by__isnull=False)
    return bool(edited.exists() or versions.exists())


def waits_for_person(record: Record) -> bool:
    """Whether somebody is at work on it, or decided about it, so that changes are only proposed."""
    return bool(
        record.lane == Record.Lane.REVIEWED
        or record.locked
        or (record.live and record.has_unpublished_changes)
    )


def take_over(
    record: Record, before: Candidate, after: Candidate, *, source: str, by: Actor = SYSTEM,
    force: bool = False,
) -> Merge:  # fmt: skip
    """Merge what the source says anew, and publish or save it; in the caller's transaction.

    The actor is the source's run, also when a person let it: who decided is in the audit log.
    """
    assert before.record is not None
    assert after.record is not None
    specific: Any = record.specific
    is_draft = not specific.live and specific.latest_revision_id
    draft = specific.get_latest_revision_as_object() if is_draft else specific
    done = merge(draft, before.record, after.record, force=force)
    if not done.taken:
        return done
    if draft.live:
        with override("en"):  # readers of all languages see it; the record's page says the same
            reason = _("Taken over from %(source)s.") % {"source": source}
        publish_record(draft, by=by, reason=reason)
    elif is_draft:
        draft.save_revision(changed=False, log_action=False)
    else:
        draft.prepare_publication()
        draft.save()
    return done


def end_here(link: HarvestLink, *, by: Actor = SYSTEM) -> Record:
    """Withdraw a public record because its source did; the tombstone says so."""
    assert link.record is not None
    with override("en"):
        reason = _("Its source, %(source)s, has withdrawn it.") % {"source": link.source.name}
    return withdraw_record(link.record, by=by, reason=reason)


def reinstate(record: Record) -> None:
    """Make public again what a source's run withdrew, when that run is taken back."""
    restore_record(record, by=SYSTEM)


def is_referred_to(record: Record) -> bool:
    """Whether another record names it."""
    return RecordRelation.objects.filter(target=record).exists()
