"""Mails after a session: the draft to be checked, and what became of a commitment."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tessera.lib.languages import interface_language
from tessera.lib.personal_links import make_token
from tessera.lib.texts import best_text
from tessera.meetings.attendance import Holder, holders_of, key_of, personal_path, session_of
from tessera.meetings.models import (
    FeedbackAnswer,
    Invitation,
    OutcomeFollowUp,
    Session,
    Speaker,
    Summary,
    Survey,
)
from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail

FOLLOW_UP_PURPOSE: Final = "meetings.outcome"
FOLLOW_UP_DAYS: Final = 120
LATER_PURPOSE: Final = "meetings.later"
FEEDBACK_PURPOSE: Final = "meetings.feedback"
CONSENT_PURPOSE: Final = "meetings.consent"
CERTIFICATE_PURPOSE: Final = "meetings.certificate"


def _sample() -> dict[str, Any]:
    return {"path": "/en/sessions/", "title": "Who carries the risk?", "until": "2026-12-09",
            "outcome": "Rooms for evenings in three districts.", "months": 3}  # fmt: skip


CHECK = register_mail(MailKind("meetings.check", _("A summary to be checked"), True, _sample))
FEEDBACK = register_mail(MailKind("meetings.feedback", _("A feedback survey"), False, _sample))
CERTIFICATE = register_mail(
    MailKind("meetings.certificate", _("A certificate of attendance"), False, _sample)
)
CONSENT = register_mail(MailKind("meetings.consent", _("Consent to a recording"), True, _sample))
LATER = register_mail(
    MailKind("meetings.later", _("Whether something of a session was used"), False, _sample)
)
OUTCOME = register_mail(
    MailKind("meetings.outcome", _("What became of a commitment"), True, _sample)
)


def _title(session: Session, language: str) -> str:
    text = best_text(session.texts.all(), language, session.original_language)
    return text.title if text else session.identifier


def ask_to_check(session: Session, summary: Summary) -> int:
    """Queue the link to the draft for everybody who had a place or a seat; how many."""
    holders = holders_of(session)
    until = summary.check_until.date().isoformat() if summary.check_until else ""
    for holder in holders:
        context = {
            "path": personal_path(holder),
            "title": _title(session, holder.language),
            "until": until,
        }
        send_mail(CHECK, to=holder.email, language=holder.language, context=context)
    return len(holders)


def feedback_path(key: str, language: str) -> str:
    """The address of the survey for the attendee of that key."""
    with override(interface_language(language)):
        return reverse("feedback", args=[make_token(FEEDBACK_PURPOSE, key)])


def ask_for_feedback(session: Session, survey: Survey) -> int:
    """Queue the link to the survey for everybody who had a place or a seat; how many."""
    holders = holders_of(session)
    for holder in holders:
        language = holder.language
        context = {
            "path": feedback_path(key_of(holder), language),
            "title": _title(session, language),
            "until": survey.closes_at.astimezone(session.zone).date().isoformat(),
        }
        send_mail(FEEDBACK, to=holder.user or holder.email, language=language, context=context)
    return len(holders)


def ask_later(answer: FeedbackAnswer) -> None:
    """Queue the question whether something was used of what was heard."""
    session, language = answer.session, interface_language(answer.language)
    with override(language):
        path = reverse("feedback_later", args=[make_token(LATER_PURPOSE, str(answer.pk))])
    context = {"path": path, "title": _title(session, language), "outcome": answer.use}
    send_mail(LATER, to=answer.email, language=language, context=context)


def certificate_path(session: Session, key: str, language: str) -> str:
    """The address at which the attendee of that key takes the certificate."""
    with override(interface_language(language)):
        token = make_token(CERTIFICATE_PURPOSE, f"{session.identifier}:{key}")
        return reverse("attendance_certificate_take", args=[token])


def offer_certificate(holder: Holder) -> None:
    """Queue the way to the certificate; once for each person in a session."""
    session, key, language = session_of(holder), key_of(holder), holder.language
    context = {
        "path": certificate_path(session, key, language),
        "title": _title(session, language),
    }
    once = f"{session.identifier}-{key}"
    to = holder.user or holder.email
    send_mail(CERTIFICATE, to=to, language=language, context=context, once=once)


def ask_for_consent(speaker: Speaker) -> None:
    """Queue the question whether the recording may be published."""
    session = speaker.session
    seat = Invitation.objects.filter(seat__session=session, email__iexact=speaker.email).first()
    language = interface_language(seat.language if seat else session.original_language)
    with override(language):
        path = reverse("recording_consent", args=[make_token(CONSENT_PURPOSE, str(speaker.pk))])
    context = {"path": path, "title": _title(session, language)}
    send_mail(CONSENT, to=speaker.email, language=language, context=context)


def ask_owner(follow_up: OutcomeFollowUp) -> None:
    """Queue the question what became of a commitment."""
    outcome = follow_up.outcome
    session = outcome.session
    language = interface_language(session.original_language)
    with override(language):
        token = make_token(FOLLOW_UP_PURPOSE, str(follow_up.pk))
        path = reverse("outcome_answer", args=[token])
    context = {
        "path": path,
        "title": _title(session, language),
        "outcome": outcome.text,
        "months": follow_up.months,
    }
    send_mail(OUTCOME, to=outcome.owner_email, language=language, context=context)
