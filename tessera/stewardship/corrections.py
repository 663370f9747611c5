"""Suggesting a correction, and answering it."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor
from tessera.accounts.models import User
from tessera.catalogue.models import Record
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.review.desk_rules import kinds_of_editor
from tessera.stewardship.mails import ANSWER, RECEIPT, tell_sender
from tessera.stewardship.models import Correction

ANSWER_WITHIN: Final = timedelta(days=14)


class AnsweredError(TesseraError):
    """Somebody answered already."""


def can_answer(who: Actor, record: Record) -> bool:
    """Editors of the record's kind."""
    return record.kind in kinds_of_editor(who)


def suggest_correction(
    record: Record,
    *,
    reason: str,
    text: str,
    language: str,
    by: User | None,
    email: str = "",
    is_trapped: bool = False,
) -> Correction:
    """Keep what a reader says is wrong, and send a receipt. Anybody may; the record is public.

    ``is_trapped`` says that a field was filled that no person sees: it is kept for the editors to
    look at, and its address gets no receipt.

    Raises:
        NotAllowedError: the record is not public.
    """
    if not Record.objects.public().filter(pk=record.pk).exists():
        raise NotAllowedError(_("This record is not public."))
    now = timezone.now()
    with transaction.atomic():
        correction = Correction.objects.create(
            record=record,
            reason=Correction.Reason(reason),
            text=text,
            sender=by,
            email="" if by else email,
            language=language,
            created_at=now,
            due_at=now + ANSWER_WITHIN,
            is_doubtful=is_trapped,
        )
        if not is_trapped:
            tell_sender(correction, RECEIPT)
    return correction


def answer_correction(
    correction: Correction, *, is_accepted: bool, answer: str, by: User
) -> Correction:
    """Answer, once; the sender is told by mail and the address forgotten.

    Raises:
        NotAllowedError: not an editor of the record's kind.
        AnsweredError: somebody was faster.
    """
    if not can_answer(by, correction.record):
        raise NotAllowedError(_("You may not answer this correction."))
    with transaction.atomic():
        locked = Correction.objects.select_for_update().get(pk=correction.pk)
        if locked.state != Correction.State.OPEN:
            raise AnsweredError(_("Somebody answered this correction already."))
        locked.state = Correction.State.ACCEPTED if is_accepted else Correction.State.DECLINED
        locked.answer, locked.answered_by, locked.answered_at = answer, by, timezone.now()
        tell_sender(locked, ANSWER)
        locked.email = ""
        locked.save()
        log(locked.record.specific, "stewardship.correction.answer", user=by)
    return locked
