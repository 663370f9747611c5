"""“We tried this”: what came of an approach or a practice in another place.

A note is a contribution like others: a snapshot of a practice that editors look at, with a
receipt, reasons and an appeal. This room keeps what makes it a note, and links both records.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tessera.accounts.models import User
from tessera.catalogue.models import Record, RecordRelation
from tessera.lib.errors import NotAllowedError
from tessera.lib.identifiers import new_identifier
from tessera.lib.languages import interface_language
from tessera.lib.texts import best_text
from tessera.review.actions import begin_submission, save_draft, submit_submission
from tessera.review.models import Submission, SubmissionEvent
from tessera.review.rules import Contributor, KeyHolder
from tessera.stewardship.models import TriedNote
from tessera.vocabularies.labels import labels
from tessera.vocabularies.models import Concept

KINDS: Final = frozenset({Record.Kind.APPROACH, Record.Kind.PRACTICE})
_SUMMARY: Final = 600
_TITLE: Final = 200


@dataclass(frozen=True)
class Tried:
    """What somebody tells. ``country`` is a code; ``place`` a name below it, or empty."""

    country: str
    place: str
    year: int
    lead: str
    need: str
    adapted: str
    result: str
    learned: str
    is_running: bool
    url: str = ""


def can_be_tried(record: Record) -> bool:
    """Approaches and practices; a policy or a study is not tried."""
    return record.kind in KINDS


def tell_tried(
    record: Record,
    *,
    told: Tried,
    language: str,
    by: User | None,
    email: str = "",
    is_trapped: bool = False,
) -> TriedNote:
    """Send in a note about a public approach or practice.

    Anybody may. Who has no account gets a mail, and the note waits until its link is confirmed.

    Raises:
        NotAllowedError: the record is not public, or of another kind.
        ReviewError: something is too long, or missing.
    """  # fmt: skip
    public = Record.objects.public().filter(pk=record.pk).exists()
    if not public or not can_be_tried(record):
        raise NotAllowedError(_("Only of a public approach or practice can be told what became."))
    language = interface_language(language)
    identifier = new_identifier()
    who: Contributor = by or KeyHolder(frozenset({identifier}))
    with transaction.atomic():
        submission = begin_submission(
            kind=Record.Kind.PRACTICE,
            language=language,
            by=who,
            content=_content(record, told, language),
            identifier=identifier,
        )
        if by is None:
            submission = save_draft(submission, changes={}, revision=0, by=who, email=email)
        note = TriedNote.objects.create(
            record=record,
            submission=submission,
            year=told.year,
            place=_place_name(told, language),
            result=TriedNote.Result(told.result),
        )
        note.submission = submit_submission(submission, by=who, is_trapped=is_trapped)
    return note


def _content(record: Record, told: Tried, language: str) -> Mapping[str, Any]:
    """The note in the words of a practice's snapshot."""
    text = best_text(record.texts.all(), language, record.original_language)
    with override(language):
        title = _("%(approach)s – tried in %(place)s, %(year)s") % {
            "approach": text.title[:_TITLE] if text else record.identifier,
            "place": _place_name(told, language),
            "year": told.year,
        }
    lesson = "enablers" if told.result == TriedNote.Result.WORKED else "failures"
    return {
        "title": title,
        "summary": told.adapted[:_SUMMARY],
        "places": [told.country],
        "period_start": str(told.year),
        "themes": [concept.code for concept in record.themes.all()],
        "target_groups": [concept.code for concept in record.target_groups.all()],
        "problem": told.need,
        "what_is_done": told.adapted,
        "changes_made": told.adapted,
        lesson: told.learned,
        "lead": told.lead,
        "status": "RUN" if told.is_running else "STO" if lesson == "failures" else "END",
        "licence": "CC-BY",
        "submitter_relation": "IMP",
        "source_url": told.url,
        # A record needs a source; without a page of its own, that is what was tried.
        "links": [] if told.url else [{"url": _own_address(record)}],
    }


def _own_address(record: Record) -> str:
    return f"{settings.BASE_URL}/id/{record.identifier}"


def _place_name(told: Tried, language: str) -> str:
    entry = labels().by_place_code.get(told.country)
    country = entry.label(language) if entry else told.country
    return f"{told.place}, {country}" if told.place else country


#: How the snapshot stands to what was tried (vocabulary RL).
_RELATIONS: Final = {
    TriedNote.Result.WORKED: "adapted_from",
    TriedNote.Result.HALF: "adapted_from",
    TriedNote.Result.FAILED: "failed_copy_of",
}


def link_snapshot(submission: Submission, event: SubmissionEvent, **kwargs: Any) -> None:
    """Relate the snapshot's draft to what was tried, once it was sent in."""
    if event.to_state != Submission.State.SUBMITTED or submission.record is None:
        return
    note = TriedNote.objects.filter(submission=submission).first()
    if note is None:
        return
    draft: Any = submission.record.specific
    kind = Concept.objects.of("RL").get(code=_RELATIONS[TriedNote.Result(note.result)])
    if draft.live or any(each.target_id == note.record_id for each in draft.relations.all()):
        return
    draft.relations.add(RecordRelation(kind=kind, target=note.record))
    draft.save()
    draft.save_revision(changed=True)


@dataclass(frozen=True)
class Tally:
    """How often something was tried, with what result."""

    total: int
    worked: int
    half: int
    failed: int


def tally(results: "Counter[str]") -> Tally:
    """Of the results of public notes."""
    result = TriedNote.Result
    return Tally(
        sum(results.values()), results[result.WORKED], results[result.HALF], results[result.FAILED]
    )
