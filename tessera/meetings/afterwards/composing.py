"""The first draft of a summary, from programme, remarks, answers, polls and notes.

Nothing in it has a name that the attribution rule protects: what the room left has none.
"""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from tessera.lib.enumerations import listed
from tessera.lib.languages import interface_language
from tessera.lib.texts import best_text
from tessera.meetings.discussion.reading import drafted_parts
from tessera.meetings.live.attribution import protects_names
from tessera.meetings.live.models import Intervention
from tessera.meetings.live.reading import (
    answered_questions,
    intervention_list,
    note_texts,
    poll_results,
)
from tessera.meetings.models import Session
from tessera.meetings.models.afterwards import LONGEST_PART
from tessera.vocabularies.labels import labels

#: Heading and text.
Drafted = tuple[str, str]
_ENDS: Final = ".!?。！？؟"


def draft_parts(session: Session) -> list[Drafted]:
    """Headings with texts, in the session's own language as far as it is one of the interface."""
    language = interface_language(session.original_language)
    with override(language):
        found = [
            (_("The question"), _question(session)),
            (_("Decision sought"), _decision_sought(session)),
            (_("Who was there"), _who(session, language)),
            *_programme(session, language),
            *drafted_parts(session),
            (_("Questions and answers"), _answers(session)),
            (_("Polls"), _polls(session)),
            (_("Notes"), _notes(session)),
        ]
    return [(heading[:200], text[:LONGEST_PART]) for heading, text in found if text]


def _question(session: Session) -> str:
    text = best_text(session.texts.all(), session.original_language, "en")
    return text.guiding_question or text.occasion if text else ""


def _decision_sought(session: Session) -> str:
    text = best_text(session.texts.all(), session.original_language, "en")
    return text.decision_sought if text else ""


def _who(session: Session, language: str) -> str:
    """Positions; names only where the rule lets them be kept. Nobody sat on a seat without a name,
    unless no name at all is recorded.
    """
    concepts, hides = labels().concepts, protects_names(session)
    lines, seats = [], list(session.seats.all())
    for seat in [each for each in seats if each.name] or seats:
        role, group = concepts.get(seat.role_id), concepts.get(seat.stakeholder_id or 0)
        words = [each.label(language) for each in (role, group) if each]
        if not hides and seat.name:
            words = [seat.name, seat.affiliation, *words[:1]]
        lines.append("– " + listed(word for word in words if word))
    return "\n".join(lines)


def _programme(session: Session, language: str) -> Iterator[Drafted]:
    """What was said, by the parts of the programme."""
    said: dict[int | None, list[Intervention]] = {}
    for each in intervention_list(session):
        said.setdefault(each.part_id, []).append(each)
    for part in session.programme.all():
        if part.pk in said:
            kind = labels().concepts.get(part.kind_id)
            heading = part.title or (kind.label(language) if kind else "")
            yield heading, "\n\n".join(_intervention(each, language) for each in said[part.pk])
    if None in said:
        yield _("Discussion"), "\n\n".join(_intervention(each, language) for each in said[None])


def _intervention(each: Intervention, language: str) -> str:
    group = labels().concept("SH", each.stakeholder) if each.stakeholder else None
    who = each.speaker or (group.label(language) if group else "")
    return f"{who}: {each.summary}" if who else each.summary


def _answers(session: Session) -> str:
    parts = []
    for each in answered_questions(session):
        by = f" ({each.answered_by})" if each.answered_by else ""
        parts.append(f"{each.text}\n– {each.answer}{by}" if each.answer else each.text)
    return "\n\n".join(parts)


def _polls(session: Session) -> str:
    parts = []
    for each in poll_results(session):
        lines = [f"– {line.label}: {line.count}" for line in each.lines]
        parts.append("\n".join([each.poll.text, *lines]))
    return "\n\n".join(parts)


def _notes(session: Session) -> str:
    parts = []
    for each in note_texts(session):
        words = [*each.paragraphs, each.report]
        text = "\n".join(word for word in words if word)
        parts.append(f"{each.group}\n{text}" if each.group else text)
    return "\n\n".join(parts)


def opening_of(text: str, most: int) -> str:
    """Its first sentences, not longer than ``most`` characters."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[: most - 1]
    end = max(cut.rfind(each) for each in _ENDS)
    return cut[: end + 1] if end > most // 3 else f"{cut.rsplit(' ', 1)[0]}…"
