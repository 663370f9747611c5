"""What an archive says to programs: plain values, in their own languages."""

from typing import Any

from django.conf import settings
from django.db.models import Count

from tessera.meetings.afterwards.feedback_results import Results
from tessera.meetings.afterwards.reading import ShownOutcome, permanent_address
from tessera.meetings.live.attribution import Masking, rule_of
from tessera.meetings.live.models import Intervention, Question
from tessera.meetings.live.reading import intervention_list, note_texts, poll_results
from tessera.meetings.models import PaperVersion, Session, Summary
from tessera.vocabularies.labels import labels

#: The most questions and interventions of one archive; a room has fewer.
_MOST = 5000


def _code(pk: int | None) -> str:
    concept = labels().concepts.get(pk or 0)
    return concept.code if concept else ""


def session_data(session: Session) -> dict[str, Any]:
    """The session itself, with seats and programme as readers see them."""
    return {
        "identifier": session.identifier,
        "address": f"{settings.BASE_URL}{session.get_absolute_url()}",
        "state": session.state,
        "format": _code(session.format_id),
        "attribution_rule": rule_of(session),
        "starts_at": session.starts_at.isoformat(),
        "closes_at": session.closes_at.isoformat() if session.closes_at else None,
        "minutes": session.minutes,
        "venue": session.venue,
        "time_zone": session.time_zone,
        "languages": session.languages,
        "original_language": session.original_language,
        "texts": [
            {
                "language": text.language, "title": text.title, "occasion": text.occasion,
                "guiding_question": text.guiding_question, "about": text.about,
                "decision_sought": text.decision_sought,
            }
            for text in session.texts.all()
        ],
        "conveners": [each.name for each in session.conveners.all()],
        "seats": [
            {
                "role": _code(seat.role_id), "stakeholder": _code(seat.stakeholder_id),
                "name": seat.name, "affiliation": seat.affiliation,
            }
            for seat in session.seats.all()
        ],
        "programme": [
            {
                "kind": _code(part.kind_id), "title": part.title, "minutes": part.minutes,
                "people": part.people,
            }
            for part in session.programme.all()
        ],
    }  # fmt: skip


def paper_data(version: PaperVersion | None) -> dict[str, Any] | None:
    """The issues paper as last sent out, without the comments."""
    if version is None:
        return None
    sent = version.circulated_at.isoformat()
    return {"version": version.number, "circulated_at": sent, "content": version.content}


def questions_of(session: Session) -> list[Question]:
    """All questions but those that were declined, wait, or went into another; with support."""
    shown = session.questions.exclude(state__in=["new", "declined", "merged"])
    return list(shown.annotate(support=Count("votes"))[:_MOST])


def question_data(each: Any, mask: Masking) -> dict[str, Any]:
    """A question with its answer."""
    return {
        "text": mask(each.text), "language": each.language, "state": each.state,
        "name": mask(each.name), "support": each.support, "answer": mask(each.answer),
        "answered_by": mask(each.answered_by),
    }  # fmt: skip


def interventions_of(session: Session) -> list[Intervention]:
    """What was said, as the rapporteur summed it up."""
    return intervention_list(session)[:_MOST]


def intervention_data(each: Intervention, mask: Masking) -> dict[str, Any]:
    """An intervention; ``speaker`` is empty where the rule protects it."""
    return {
        "part": str(each.part) if each.part else "", "speaker": mask(each.speaker),
        "stakeholder": each.stakeholder, "minutes": each.minutes,
        "summary": mask(each.summary), "themes": each.themes,
    }  # fmt: skip


def room_data(session: Session, mask: Masking) -> dict[str, Any]:
    """What the live room left."""
    return {
        "questions": [question_data(each, mask) for each in questions_of(session)],
        "interventions": [intervention_data(each, mask) for each in interventions_of(session)],
        "polls": [
            {
                "text": mask(each.poll.text), "kind": each.poll.kind, "answers": each.answers,
                "mean": each.mean,
                "lines": [{"label": mask(x.label), "count": x.count} for x in each.lines],
            }
            for each in poll_results(session)
        ],
        "notes": [
            {
                "group": each.group, "report": mask(each.report),
                "paragraphs": [mask(text) for text in each.paragraphs],
            }
            for each in note_texts(session)
        ],
    }  # fmt: skip


def outcome_data(shown: ShownOutcome, mask: Masking) -> dict[str, Any]:
    """An outcome, with what became of it; never the address that is asked."""
    outcome = shown.outcome
    return {
        "kind": shown.kind_code, "text": mask(outcome.text), "owner": mask(outcome.owner),
        "due": outcome.due.isoformat() if outcome.due else None, "state": outcome.state,
        "in_favour": outcome.supports, "against": outcome.dissents,
        "cites": [each.permanent for each in shown.cited],
        "led_to": shown.led_to.permanent if shown.led_to else None,
        "history": [
            {"told_at": told.told_at.isoformat(), "state": told.state, "note": mask(told.note),
             "months": told.months}
            for told in shown.history
        ],
    }  # fmt: skip


def summary_data(session: Session, summary: Summary | None, mask: Masking) -> Any:
    """The summary as it stands, published or not."""
    if summary is None:
        return None
    parts = session.summary_parts.all()
    return {
        "language": summary.language,
        "published_at": summary.published_at.isoformat() if summary.published_at else None,
        "record": permanent_address(summary.record) if summary.record else None,
        "parts": [{"heading": mask(each.heading), "text": mask(each.text)} for each in parts],
    }


def feedback_data(results: Results | None) -> Any:
    """Counts only; ``None`` while the survey is open or few have answered."""
    if results is None or not results.numbers:
        return None
    return {
        "answers": results.count,
        "questions": [
            {"question": each.question, "counts": {x.label: x.count for x in each.shares}}
            for each in results.numbers
        ],
    }
