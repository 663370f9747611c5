"""Writing the issues paper, circulating it, and commenting on it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.models import Record
from tessera.lib.errors import NotAllowedError
from tessera.meetings.actions import can_publish_session
from tessera.meetings.attendance import Attendee
from tessera.meetings.errors import SessionStateError
from tessera.meetings.mails import tell_paper
from tessera.meetings.models import (
    Paper,
    PaperComment,
    PaperFact,
    PaperReading,
    PaperVersion,
    Session,
)
from tessera.vocabularies.labels import labels

#: What parts paragraphs, with the line ends of any system.
_BLANK = re.compile(r"\r?\n[ \t]*\r?\n")
#: Comments on one version; more nobody reads before a session.
MOST_COMMENTS = 500


def write_paper(
    session: Session,
    *,
    words: Mapping[str, Any],
    facts: Sequence[tuple[str, Record]],
    by: Actor,
) -> Paper:
    """Keep the paper under way; nobody but organizers sees it yet.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    with transaction.atomic():
        paper, _made = Paper.objects.update_or_create(session=session, defaults=words)
        paper.facts.all().delete()
        PaperFact.objects.bulk_create(
            PaperFact(paper=paper, position=position, text=text, record=record)
            for position, (text, record) in enumerate(facts)
        )
        log(session, "meetings.paper.write", user=user_or_none(by))
    return paper


def circulate_paper(paper: Paper, *, by: Actor) -> PaperVersion:
    """Make a version of it, and mail everybody with a place or a seat the way to it.

    Raises:
        NotAllowedError: the actor is no organizer.
        SessionStateError: the session is a draft, is cancelled or over, or nothing has changed.
    """
    _check(by)
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=paper.session_id)
        if session.state == Session.State.DRAFT:
            raise SessionStateError(_("Publish the session before its paper goes out."))
        if session.cancelled_at or session.is_over(now=timezone.now()):
            raise SessionStateError(_("The session is over or cancelled."))
        last = paper.versions.first()
        content = _content(paper)
        if last and last.content == content:
            raise SessionStateError(_("Nothing has changed since the last version went out."))
        version = PaperVersion.objects.create(
            paper=paper,
            number=last.number + 1 if last else 1,
            content=content,
            circulated_at=timezone.now(),
            circulated_by=user_or_none(by),
        )
        tell_paper(session, version.number)
        Session.objects.filter(pk=session.pk).update(updated_at=timezone.now())
        log(session, "meetings.paper.circulate", user=user_or_none(by))
    return version


def can_comment(version: PaperVersion, attendee: Attendee | None) -> bool:
    """Whoever takes part, on the last version, until the end of the day that was set. One query."""
    paper = version.paper
    if paper.versions.filter(number__gt=version.number).exists():
        return False
    today = timezone.localdate(timezone=paper.session.zone)
    is_open = paper.comments_until is not None and today <= paper.comments_until
    return attendee is not None and is_open


def comment_on_paper(
    version: PaperVersion, *, paragraph: str, text: str, by: Attendee | None
) -> PaperComment:
    """Say something about a paragraph. Without a name where the rule of the session is not public.

    Raises:
        NotAllowedError: who asks takes no part, or the time for comments is over.
        SessionStateError: there is no such paragraph, or too much was said.
    """
    if by is None or not can_comment(version, by):
        raise NotAllowedError(_("Comments are for those who take part, until the day that is set."))
    if paragraph not in {key for key, _kind, _text in paragraphs(version.content)}:
        raise SessionStateError(_("There is no such paragraph."))
    rule = labels().concepts.get(version.paper.session.attribution_rule_id or 0)
    is_named = rule is not None and rule.code == "PUB"
    with transaction.atomic():
        PaperVersion.objects.select_for_update().get(pk=version.pk)
        if version.comments.count() >= MOST_COMMENTS:
            raise SessionStateError(_("There are as many comments as can be read."))
        return PaperComment.objects.create(
            version=version,
            paragraph=paragraph,
            key=by.key,
            name=by.name if is_named else "",
            stakeholder=by.stakeholder,
            text=text,
        )


def remove_comment(comment: PaperComment, *, by: Actor) -> None:
    """Take a comment away.

    Raises:
        NotAllowedError: the actor is no organizer.
    """
    _check(by)
    with transaction.atomic():
        log(comment.version.paper.session, "meetings.paper.remove", user=user_or_none(by))
        comment.delete()


def has_paper(session: Session) -> bool:
    """Whether a version went out. One query."""
    return PaperVersion.objects.filter(paper__session=session).exists()


def waiting_papers(sessions: Iterable[Session], *, now: datetime) -> list[Paper]:
    """Papers that were begun and did not go out, of sessions to come. One query."""
    to_come = [each for each in sessions if each.starts_at > now and not each.cancelled_at]
    rows = Paper.objects.filter(session__in=to_come, versions=None)
    return list(rows.select_related("session"))


def note_reading(version: PaperVersion, attendee: Attendee) -> None:
    """The receipt for the organizer; the first time only."""
    row = PaperReading(version=version, key=attendee.key)
    PaperReading.objects.bulk_create([row], ignore_conflicts=True)


def paragraphs(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Key, kind and text of everything that can be commented on, in the paper's order."""
    rows = [("summary", "summary", content["summary"])]
    for kind in ("background", "facts", "questions", "options"):
        for number, each in enumerate(content[kind], 1):
            text = each["text"] if kind == "facts" else each
            rows.append((f"{kind}-{number}", kind, text))
    return rows


def _content(paper: Paper) -> dict[str, Any]:
    facts = paper.facts.select_related("record").prefetch_related("record__texts")
    return {
        "language": paper.language,
        "authors": paper.authors,
        "summary": paper.summary,
        "background": [each.strip() for each in _BLANK.split(paper.background) if each.strip()],
        "questions": [each.strip() for each in paper.questions.splitlines() if each.strip()],
        "options": [each.strip() for each in paper.options.splitlines() if each.strip()],
        "facts": [
            {"text": each.text, "record": each.record.identifier, "title": str(each.record)}
            for each in facts
        ],
    }


def _check(actor: Actor) -> None:
    if not can_publish_session(actor):
        raise NotAllowedError(_("You may not organize working sessions."))
