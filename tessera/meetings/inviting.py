"""Filling the seats: people are proposed, invited by mail, and answer without an account."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.errors import NotAllowedError
from tessera.meetings.actions import can_publish_session
from tessera.meetings.balance import balance
from tessera.meetings.errors import SessionStateError
from tessera.meetings.mails import tell_invited, tell_inviter
from tessera.meetings.models import Invitation, Seat, Session
from tessera.meetings.permissions import is_on_panel
from tessera.network.people import person_with_address
from tessera.vocabularies.models import Place

State = Invitation.State
#: People who may be proposed for one seat and not yet answered; more is no help to anybody.
MOST_PROPOSED = 30


@dataclass(frozen=True)
class Candidate:
    """Somebody for a seat."""

    name: str
    email: str
    affiliation: str = ""
    place: Place | None = None
    language: str = "en"
    message: str = ""


def is_open_for_proposals(session: Session) -> bool:
    """Whether anybody may propose people for open seats: it is announced and has not begun."""
    return (
        session.state in {"CALL", "PAPER", "OPEN"}
        and session.cancelled_at is None
        and session.starts_at > timezone.now()
    )


def can_propose(session: Session, seat: Seat) -> bool:
    """Whether anybody may propose somebody for this seat: an open one on the panel."""
    return is_open_for_proposals(session) and not seat.name and is_on_panel(seat)


def propose_candidate(seat: Seat, candidate: Candidate, *, proposed_by: str) -> Invitation:
    """Put somebody forward; nothing is sent before the organizer decides. Anybody may.

    Raises:
        SessionStateError: the seat is taken, the session is not open for it, or many were proposed.
    """
    if not can_propose(seat.session, seat):
        raise SessionStateError(_("This seat is not open any more."))
    return _prepare(seat, candidate, proposed_by=proposed_by)


def prepare_invitation(seat: Seat, candidate: Candidate, *, by: Actor) -> Invitation:
    """Note whom to invite; the mail goes out with ``send_invitations``.

    Raises:
        NotAllowedError: the actor is no organizer.
        SessionStateError: many are noted already.
    """
    _check(by)
    return _prepare(seat, candidate, proposed_by="")


def send_invitations(
    session: Session, numbers: Iterable[int], *, has_read_warnings: bool, by: Actor
) -> int:
    """Mail the proposed ones among these invitations; how many went out.

    Raises:
        NotAllowedError: the actor is no organizer.
        SessionStateError: the balance warns and that was not read, or the session is over.
    """
    _check(by)
    if balance(session).warnings and not has_read_warnings:
        raise SessionStateError(_("Read what the balance says, and tick the box below it."))
    if session.cancelled_at or session.starts_at <= timezone.now():
        raise SessionStateError(_("Only an announced session that has not begun has open seats."))
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",)).select_related("seat__session")
        chosen = rows.filter(seat__session=session, state=State.PROPOSED, pk__in=list(numbers))
        sent = [each for each in chosen if not each.seat.name]
        for each in sent:
            each.state, each.sent_at = State.SENT, timezone.now()
            each.asked_by = user_or_none(by)
            each.save()
            tell_invited(each, "invited")
        if sent:
            log(session, "meetings.invitation.send", user=user_or_none(by))
    return len(sent)


def accept_invitation(invitation: Invitation, candidate: Candidate) -> Invitation:
    """Take the seat, under the name that one wants to be shown with. Its holder may.

    Raises:
        SessionStateError: it was retracted or answered, or somebody else sits there by now.
    """
    with transaction.atomic():
        kept = _open(invitation)
        if kept.seat.name:
            raise SessionStateError(_("Somebody else has taken this seat meanwhile. Thank you."))
        kept.state, kept.answered_at = State.ACCEPTED, timezone.now()
        kept.name, kept.affiliation = candidate.name, candidate.affiliation
        kept.place = candidate.place
        kept.save()
        person = person_with_address(kept.email)
        Seat.objects.filter(pk=kept.seat_id).update(
            name=kept.name, affiliation=kept.affiliation, person=person
        )
        _touch(kept.seat.session_id)
        tell_invited(kept, "accepted")
        tell_inviter(kept)
    return kept


def decline_invitation(
    invitation: Invitation, *, answer: str, instead: Candidate | None = None
) -> Invitation:
    """Do not take the seat, or give it back; perhaps name somebody else. Its holder may.

    Raises:
        SessionStateError: it was retracted or declined already.
    """
    with transaction.atomic():
        kept = _open(invitation, State.SENT, State.ACCEPTED)
        _free(kept)
        kept.state, kept.answer, kept.answered_at = State.DECLINED, answer, timezone.now()
        kept.save()
        if instead:
            _prepare(kept.seat, instead, proposed_by=kept.name)
        tell_inviter(kept, instead=instead.name if instead else "")
    return kept


def retract_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    """Take an invitation or a proposal back; who was asked is told.

    Raises:
        NotAllowedError: the actor is no organizer.
        SessionStateError: it was answered with no, or retracted already.
    """
    _check(by)
    with transaction.atomic():
        kept = _open(invitation, State.PROPOSED, State.SENT, State.ACCEPTED)
        was_asked = kept.state != State.PROPOSED
        _free(kept)
        kept.state = State.RETRACTED
        kept.save()
        if was_asked:
            tell_invited(kept, "retracted")
        log(kept.seat.session, "meetings.invitation.retract", user=user_or_none(by))
    return kept


def _check(actor: Actor) -> None:
    if not can_publish_session(actor):
        raise NotAllowedError(_("You may not organize working sessions."))


def _prepare(seat: Seat, candidate: Candidate, *, proposed_by: str) -> Invitation:
    email = candidate.email.strip().lower()
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=seat.session_id)
        waiting = seat.invitations.filter(state__in=[State.PROPOSED, State.SENT])
        if same := waiting.filter(email=email).first():
            return same
        if waiting.count() >= MOST_PROPOSED:
            raise SessionStateError(_("Enough people are proposed for this seat. Thank you."))
        return Invitation.objects.create(
            seat=seat,
            state=State.PROPOSED,
            name=candidate.name,
            email=email,
            affiliation=candidate.affiliation,
            place=candidate.place,
            language=candidate.language,
            message=candidate.message,
            proposed_by=proposed_by,
        )


def _open(invitation: Invitation, *states: Invitation.State) -> Invitation:
    """The invitation, held with its session's row, if it stands so."""
    Session.objects.select_for_update().get(pk=invitation.seat.session_id)
    kept = Invitation.objects.select_related("seat__session").get(pk=invitation.pk)
    if kept.state not in (states or (State.SENT,)):
        raise SessionStateError(_("This invitation has changed meanwhile. Open the page anew."))
    return kept


def _free(invitation: Invitation) -> None:
    """The seat is open again, if this person sat there."""
    if invitation.state == State.ACCEPTED:
        Seat.objects.filter(pk=invitation.seat_id).update(name="", affiliation="", person=None)
        _touch(invitation.seat.session_id)


def _touch(session_id: int) -> None:
    """Kept pages of the session are made anew."""
    Session.objects.filter(pk=session_id).update(updated_at=timezone.now())


def count_reminder(invitation: Invitation, *, after: int) -> bool:
    """Note that a reminder goes out; only one of two workers gets yes."""
    rows = Invitation.objects.filter(pk=invitation.pk, reminders=after, state=State.SENT)
    return bool(rows.update(reminders=F("reminders") + 1))
