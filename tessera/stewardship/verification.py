"""Saying that something is still correct, or that it must change."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.catalogue.models import Record
from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.verification import months_later
from tessera.network.models import Organization
from tessera.review.desk_rules import kinds_of_editor
from tessera.review.models.submissions import ORGANIZATION
from tessera.stewardship.asking import Letter, ask_people, people_asked
from tessera.stewardship.corrections import suggest_correction
from tessera.stewardship.models import Correction, Verification

Thing = Record | Organization
#: Kept with the record, for editors: how it was verified last.
_BY_MAIL: Final = "answer to a mail"
_BY_EDITOR: Final = "checked by an editor"


class AnsweredAlreadyError(TesseraError):
    """It was verified since."""


@dataclass(frozen=True)
class LetterHolder:
    """Whoever opened the link in a mail: may answer that question, once."""

    letter: Letter


def find_thing(identifier: str) -> Thing | None:
    """The public record or organization; two queries at most."""
    record = Record.objects.public().filter(identifier=identifier).first()
    if record is not None:
        found: Record = record.specific
        return found
    organization: Organization | None = (
        Organization.objects.public().filter(identifier=identifier).first()
    )
    return organization


def kind_of(thing: Thing) -> str:
    """Its kind as editors are responsible for kinds."""
    return thing.kind if isinstance(thing, Record) else ORGANIZATION


def can_verify(who: Actor, thing: Thing) -> bool:
    """Editors of its kind."""
    return kind_of(thing) in kinds_of_editor(who)


def _check_may_answer(by: "Actor | LetterHolder", thing: Thing) -> None:
    """Raises ``NotAllowedError`` or ``AnsweredAlreadyError``."""
    if isinstance(by, LetterHolder):
        if by.letter.identifier != thing.identifier:
            raise NotAllowedError(_("This link is about something else."))
        if by.letter.due_on != thing.verification_due:
            raise AnsweredAlreadyError(_("This was answered already. Thank you."))
    elif not can_verify(by, thing):
        raise NotAllowedError(_("You may not verify this."))


def confirm_correct(thing: Thing, *, by: "Actor | LetterHolder") -> date:
    """Note that it is still correct today; the day on which it is asked about again.

    It makes no version: what it says did not change.

    Raises:
        NotAllowedError: no editor of its kind, and no letter about it.
        AnsweredAlreadyError: the letter is about an earlier time.
    """
    with transaction.atomic():
        thing = type(thing).objects.select_for_update().get(pk=thing.pk)
        _check_may_answer(by, thing)
        today = timezone.localdate()
        due = months_later(today, thing.months_to_verify)
        values: dict[str, object] = {
            "verified_at": today,
            "verification_due": due,
            "verification_method": _BY_MAIL if isinstance(by, LetterHolder) else _BY_EDITOR,
        }
        if isinstance(thing, Record):
            values["verified_by"] = ""
        type(thing).objects.filter(pk=thing.pk).update(**values)
        Verification.objects.filter(identifier=thing.identifier).delete()
        announce(kind=thing.change_kind, identifier=thing.identifier, what=Change.What.CHECKED)
        log(
            thing,
            "stewardship.verification.confirm",
            user=None if isinstance(by, LetterHolder) else user_or_none(by),
            data={"role": by.letter.role if isinstance(by, LetterHolder) else "editor"},
        )
    return due


def want_change(
    thing: Thing, *, text: str, language: str, by: LetterHolder, user: User | None = None
) -> None:
    """Note that something must change: of a record as a correction, which is owed an answer.

    Nobody is asked again until an editor has dealt with it.

    Raises:
        NotAllowedError: the letter is about something else.
        AnsweredAlreadyError: the letter is about an earlier time.
    """
    with transaction.atomic():
        thing = type(thing).objects.select_for_update().get(pk=thing.pk)
        _check_may_answer(by, thing)
        asked = {each.role: each.to for each in people_asked(thing)}
        to = user or asked.get(by.letter.role, "")
        row, _new = Verification.objects.get_or_create(
            identifier=thing.identifier,
            defaults={"kind": kind_of(thing), "due_on": by.letter.due_on},
        )
        row.wants_change_at = timezone.now()
        if isinstance(thing, Record):
            suggest_correction(
                thing,
                reason=Correction.Reason.OUTDATED,
                text=text,
                language=language,
                by=to if isinstance(to, User) else None,
                email=to if isinstance(to, str) else "",
            )
        else:
            row.wanted_change = text
        row.save()
        log(thing, "stewardship.verification.change", data={"role": by.letter.role})


def ask_again(thing: Thing, *, by: User) -> int:
    """Ask its people now; how many mails were queued.

    Raises:
        NotAllowedError: no editor of its kind.
        TesseraError: nobody can be asked, or somebody was today.
    """
    if not can_verify(by, thing):
        raise NotAllowedError(_("You may not verify this."))
    with transaction.atomic():
        row = Verification.objects.select_for_update().filter(identifier=thing.identifier).first()
        if row is None:
            raise TesseraError(_("This was verified in the meantime."))
        if row.asked_at and timezone.localdate(row.asked_at) == timezone.localdate():
            raise TesseraError(_("They were asked today. Give them a few days."))
        sent = ask_people(thing, row)
        if not sent:
            raise TesseraError(_("Nobody can be asked: there is no address."))
        log(thing, "stewardship.verification.ask", user=by)
    return sent
