"""Bringing a withdrawn record back: only when the withdrawal itself is taken back.

A tombstone is for good, so that no page offers this. What a machine withdrew by mistake, such as a
harvest from a source that was out of order, can be taken back with the whole run.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.errors import RecordStateError
from tessera.catalogue.models import Record
from tessera.catalogue.rules import can_publish_record
from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.lib.errors import NotAllowedError


def restore_record(record: Record, *, by: Actor) -> Record:
    """Make a withdrawn record public as it was.

    Raises:
        NotAllowedError: the actor may not publish this kind of record.
        RecordStateError: it is not withdrawn, or its address belongs to another record now.
    """
    if not can_publish_record(by, record):
        raise NotAllowedError(_("You may not publish or withdraw this kind of record."))
    with transaction.atomic():
        record = Record.objects.select_for_update().get(pk=record.pk)
        if not record.is_withdrawn or record.is_merged:
            raise RecordStateError(_("Only a withdrawn record can be brought back."))
        record.withdrawn_at, record.withdrawal_reason, record.replaced_by = None, "", ""
        record.live = True
        record.save(update_fields=["withdrawn_at", "withdrawal_reason", "replaced_by", "live"])
        log(record.specific, "catalogue.record.restore", user=user_or_none(by))
        announce(kind=Change.Kind.RECORD, identifier=record.identifier, what=Change.What.PUBLISHED)
    return record.specific
