"""Mails of working sessions. Each leads to a personal link; those about a place bring it as a file
for calendars (RFC 5546), where a later file replaces an earlier one.
"""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tessera.lib.enumerations import listed
from tessera.lib.languages import interface_language
from tessera.lib.texts import best_text
from tessera.meetings.attendance import Holder, key_of, personal_path, session_of
from tessera.meetings.calendar import session_calendar
from tessera.meetings.models import Invitation, PaperVersion, Registration, Session
from tessera.meetings.permissions import is_on_panel
from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import Attachment, MailKind, register_mail
from tessera.vocabularies.labels import labels

#: What a mail of registration tells → the method of its file for calendars.
_CALENDAR = {"seated": "REQUEST", "moved": "REQUEST", "withdrawn": "CANCEL", "refused": "CANCEL"}


def _sample() -> dict[str, Any]:
    return {
        "path": "/en/sessions/", "title": "Recognising skills before arrival", "what": "seated",
        "name": "Amina Diallo", "starts_at": "2027-01-21T13:00:00+00:00", "closes_at": "",
        "zone": "Europe/Madrid", "venue": "", "has_paper": False,
        "role": "Panellist", "is_on_panel": True, "stakeholder": "Mayor", "message": "…",
        "proposed_by": "",
        "number": 1, "answer": "…", "instead": "",
        "position": 3, "reason": "…", "confirm_by": "2027-01-19", "kept_until": "2027-03-21",
    }  # fmt: skip


def _calendar_file(context: Mapping[str, Any], *, address: str, language: str) -> list[Attachment]:
    """The session for the calendar of one person; nothing when it is gone."""
    method = context.get("calendar")
    session = Session.objects.filter(identifier=context.get("session", "")).first()
    if not method or session is None or session.state == Session.State.DRAFT:
        return []
    content = session_calendar(session, language, method=method, attendee=address)
    return [Attachment("session.ics", content, f'text/calendar; method={method}; charset="utf-8"')]


REGISTRATION = register_mail(
    MailKind("meetings.registration", _("A registration"), True, _sample, _calendar_file)
)
INVITATION = register_mail(
    MailKind("meetings.invitation", _("An invitation to a seat"), True, _sample, _calendar_file)
)
REMINDER = register_mail(
    MailKind("meetings.reminder", _("A reminder of a session"), False, _sample)
)
ANSWER = register_mail(MailKind("meetings.answer", _("An answer to an invitation"), False, _sample))
PAPER = register_mail(MailKind("meetings.paper", _("An issues paper"), True, _sample))
CHANGE = register_mail(
    MailKind("meetings.change", _("A changed or cancelled session"), True, _sample, _calendar_file)
)


def facts(holder: Holder, language: str = "") -> dict[str, Any]:
    """What every mail about a session says; in the holder's language when none is named."""
    session = session_of(holder)
    wanted = language or holder.language
    text = best_text(session.texts.all(), wanted, session.original_language)
    return {
        "path": personal_path(holder),
        "session": session.identifier,
        "title": text.title if text else session.identifier,
        "name": holder.name,
        "starts_at": session.starts_at.isoformat(),
        "closes_at": session.closes_at.isoformat() if session.closes_at else "",
        "zone": session.time_zone,
        "venue": session.venue,
        "kept_until": session.kept_until.date().isoformat(),
    }


def tell_registrant(registration: Registration, what: str, *, reason: str = "") -> None:
    """Queue a mail about a registration.

    ``what`` is ``seated``, ``waiting``, ``asked``, ``again``, ``moved``, ``refused`` or
    ``withdrawn``. It repeats nothing that was typed: an address that anybody may type must not
    carry a stranger's words to somebody else.
    """
    confirm_by = registration.confirm_by
    context = {
        **facts(registration),
        "name": registration.name if registration.confirmed_at else "",
        "what": registration.state if what == "again" else what,
        "position": position(registration),
        "has_paper": PaperVersion.objects.filter(paper__session=registration.session_id).exists(),
        "reason": reason,
        "confirm_by": confirm_by.isoformat() if confirm_by else "",
    }
    context["calendar"] = _CALENDAR.get(context["what"], "")
    send_mail(
        REGISTRATION,
        to=registration.user or registration.email,
        context=context,
        language=registration.language,
    )


def tell_invited(invitation: Invitation, what: str) -> None:
    """Queue a mail about a seat: ``invited``, ``reminder``, ``accepted`` or ``retracted``."""
    seat = invitation.seat
    picture, language = labels(), invitation.language
    context = {
        **facts(invitation),
        "what": what,
        "role": picture.of(seat.role_id, language),
        "is_on_panel": is_on_panel(seat),
        "stakeholder": picture.of(seat.stakeholder_id, language),
        "message": invitation.message if what in {"invited", "reminder"} else "",
        "proposed_by": invitation.proposed_by,
        "calendar": "REQUEST" if what == "accepted" else "",
    }
    send_mail(
        INVITATION,
        to=invitation.user or invitation.email,
        context=context,
        language=invitation.language,
    )


def tell_inviter(invitation: Invitation, *, instead: str = "") -> None:
    """Queue the answer to whoever sent the invitation; nothing when that account is gone."""
    inviter = invitation.asked_by
    if inviter is None or not inviter.is_active:
        return
    language = interface_language(inviter.language)
    with override(language):
        path = reverse("session_seats", args=[invitation.seat.session.identifier])
    context = {
        **facts(invitation, language),
        "path": path,
        "what": invitation.state,
        "role": _seat_name(invitation, language),
        "answer": invitation.answer,
        "instead": instead,
    }
    send_mail(ANSWER, to=inviter, context=context, language=language)


def _seat_name(invitation: Invitation, language: str) -> str:
    """Role and group, so that two seats of panellists are told apart."""
    seat, picture = invitation.seat, labels()
    names = (picture.of(seat.role_id, language), picture.of(seat.stakeholder_id, language))
    return listed(filter(None, names), language)


def remind(holder: Holder) -> None:
    """Queue a reminder that the session is near; once for each date that it was set to."""
    session = session_of(holder)
    once = f"{session.identifier}-{key_of(holder)}-{session.starts_at:%Y%m%d%H%M}"
    to = holder.user or holder.email
    send_mail(REMINDER, to=to, context=facts(holder), language=holder.language, once=once)


def tell_paper(session: Session, number: int) -> None:
    """Queue a mail about a version of the issues paper to everybody with a place or a seat."""
    told = Session.objects.with_texts().get(pk=session.pk)
    seats = Invitation.objects.filter(seat__session=session, state=Invitation.State.ACCEPTED)
    holders: list[Holder] = [
        *told.registrations.filter(state=Registration.State.SEATED).select_related("user"),
        *seats.select_related("seat__session", "user"),
    ]
    for holder in holders:
        context = {**facts(holder), "number": number}
        send_mail(PAPER, to=holder.user or holder.email, context=context, language=holder.language)


def announce_change(session: Session, what: str) -> None:
    """Queue a mail to everybody with a place or a seat: ``changed`` or ``cancelled``."""
    told = Session.objects.with_texts().get(pk=session.pk)
    waiting = [] if what == "changed" else [Registration.State.WAITING, Registration.State.ASKED]
    seats = Invitation.objects.filter(
        seat__session=session, state__in=[Invitation.State.ACCEPTED, Invitation.State.SENT]
    )
    holders: list[Holder] = [
        *told.registrations.filter(state__in=[Registration.State.SEATED, *waiting]),
        *seats.select_related("seat__session"),
    ]
    for holder in holders:
        method = "CANCEL" if what == "cancelled" else "REQUEST"
        has_place = holder.state in {Registration.State.SEATED, Invitation.State.ACCEPTED}
        context = {**facts(holder), "what": what, "calendar": method if has_place else ""}
        send_mail(CHANGE, to=holder.user or holder.email, context=context, language=holder.language)


def position(registration: Registration) -> int:
    """The place on the waiting list, from 1; 0 for who does not wait. One query."""
    if registration.state != Registration.State.WAITING:
        return 0
    rows = Registration.objects.filter(
        session_id=registration.session_id, state=Registration.State.WAITING
    )
    return rows.filter(number__lte=registration.number).count()
