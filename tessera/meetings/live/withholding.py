"""Withholding names that stand in what was written before their bearers came in.

What somebody writes is checked against the names that are known at that moment. When a session
closes, everybody is known, and what is kept of it is gone through once more.
"""

from typing import Any

from tessera.meetings.live.attribution import Masking, masking
from tessera.meetings.live.models import (
    BreakoutGroup,
    Caption,
    Intervention,
    NoteParagraph,
    NoteVersion,
    Poll,
    PollChoice,
    Question,
)
from tessera.meetings.models import Session


def withhold_names(session: Session) -> None:
    """Go through what a live room left, its history included. Within a transaction."""
    mask = masking(session)
    own: dict[str, Any] = {"session": session}
    noted: dict[str, Any] = {"note__session": session}
    rewrite(Question.objects.filter(**own), ("text", "answer", "reason"), mask)
    rewrite(Intervention.objects.filter(**own), ("summary",), mask)
    rewrite(Caption.objects.filter(**own), ("text",), mask)
    rewrite(BreakoutGroup.objects.filter(**own), ("report",), mask)
    rewrite(NoteParagraph.objects.filter(**noted), ("text",), mask)
    rewrite(NoteVersion.objects.filter(paragraph__note__session=session), ("text",), mask)
    rewrite(Poll.objects.filter(**own), ("text",), mask)
    rewrite(PollChoice.objects.filter(poll__session=session), ("text",), mask)


def rewrite(rows: Any, fields: tuple[str, ...], mask: Masking) -> int:
    """Keep the rows with names withheld in the fields; how many were changed."""
    changed = 0
    for pk, *texts in list(rows.values_list("pk", *fields)):
        new = {
            name: kept
            for name, text in zip(fields, texts, strict=True)
            if (kept := mask(text)) != text
        }
        if new:
            rows.model._default_manager.filter(pk=pk).update(**new)
            changed += 1
    return changed
