"""What an archive says to people: pages of headings, lists and tables, in one language."""

from typing import Any

from django.utils.translation import gettext as _

from tessera.lib.languages import language_name
from tessera.lib.printing import Document, Written
from tessera.lib.webvtt import read_cues, timestamp
from tessera.meetings.afterwards.archive.gathering import (
    interventions_of,
    questions_of,
)
from tessera.meetings.afterwards.captions import paragraphs_of
from tessera.meetings.afterwards.feedback_results import Results
from tessera.meetings.live.attribution import Masking
from tessera.meetings.live.reading import note_texts, poll_results
from tessera.meetings.models import CaptionTrack, Session
from tessera.vocabularies.labels import labels


def _page(title: str, language: str) -> Document:
    return Document(title, "", language, "")


def questions_page(session: Session, language: str, mask: Masking) -> Document:
    """Questions with their answers, as they came."""
    page = _page(_("Questions and answers"), language)
    for each in questions_of(session):
        page.heading(mask(each.text), language=each.language)
        by = mask(each.name)
        told = _("State: %(state)s. Support: %(number)d.")
        words = {"state": each.get_state_display(), "number": getattr(each, "support", 0)}
        page.paragraph(Written(" · ".join(filter(None, (by, told % words)))), "small")
        answer = [mask(each.answer), mask(each.answered_by)]
        page.paragraph(Written(" – ".join(filter(None, answer)), each.language))
    return page


def said_page(session: Session, language: str, mask: Masking) -> Document:
    """What was said, in its order."""
    page, part = _page(_("What was said"), language), None
    for each in interventions_of(session):
        if each.part and each.part != part:
            page.heading(str(each.part), language=session.original_language)
        part = each.part
        group = labels().concept("SH", each.stakeholder) if each.stakeholder else None
        who = mask(each.speaker) or (group.label(language) if group else "")
        page.paragraph(Written(who), "small")
        page.paragraph(Written(mask(each.summary), session.original_language))
    return page


def discussion_page(asked: list[dict[str, Any]], session: Session, language: str) -> Document:
    """Each guiding question with its summary and what was written to it."""
    page = _page(_("Discussion"), language)
    for each in asked:
        page.heading(f"{each['number']}. {each['text']}", language=session.original_language)
        if each["summary"]:
            page.paragraph(Written(each["summary"], session.original_language), "lead")
        for told in each["contributions"]:
            page.paragraph(Written(_head_of(told)), "small")
            page.paragraph(Written(told["text"] or f"[{told['reason'] or '…'}]", told["language"]))
    return page


def _head_of(told: dict[str, Any]) -> str:
    who = told["name"] or (_("A moderator") if told["by_moderator"] else _("A participant"))
    reply = _("In reply to %(number)s") % {"number": told["answers"]} if told["answers"] else ""
    return " · ".join(filter(None, (str(told["number"]), who, told["written_at"][:10], reply)))


def polls_page(session: Session, language: str, mask: Masking) -> Document:
    """The closed polls with their results."""
    page = _page(_("Polls"), language)
    for each in poll_results(session):
        page.heading(mask(each.poll.text), language=session.original_language)
        rows = [[mask(line.label), str(line.count)] for line in each.lines]
        page.table([_("Answer"), _("Number")], rows, (4, 1))
    return page


def notes_page(session: Session, language: str, mask: Masking) -> Document:
    """The notes of everybody, then of each group."""
    page = _page(_("Notes"), language)
    for each in note_texts(session):
        if each.group:
            page.heading(each.group, language=session.original_language)
        for text in (*each.paragraphs, each.report):
            page.paragraph(Written(mask(text), session.original_language))
    return page


def feedback_page(results: Results | None, language: str) -> Document:
    """Counts only."""
    page = _page(_("Feedback"), language)
    for each in results.numbers if results else ():
        rows = [[share.label, str(share.count)] for share in each.shares]
        page.table([each.question, _("Number")], rows, (4, 1))
    return page


def transcript_page(track: CaptionTrack, language: str, mask: Masking) -> Document:
    """What was said by the captions, with times."""
    name = language_name(track.language, language)
    page = _page(f"{_('Transcript')} ({name})", language)
    for start, voice, words in paragraphs_of(read_cues(track.text)):
        who = " · ".join(filter(None, (timestamp(start).partition(".")[0], mask(voice))))
        page.paragraph(Written(who), "small")
        page.paragraph(Written(mask(words), track.language))
    return page
