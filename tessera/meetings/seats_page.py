"""Seats: the organizer's page of invitations and balance, and putting somebody forward."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required
from tessera.accounts.honeypot import is_caught
from tessera.accounts.limits import count_attempt
from tessera.lib.errors import TesseraError
from tessera.meetings.balance import balance
from tessera.meetings.detail import seat_shown, session_card
from tessera.meetings.invitation_forms import CandidateForm, ProposalForm
from tessera.meetings.inviting import (
    can_propose,
    prepare_invitation,
    propose_candidate,
    retract_invitation,
    send_invitations,
)
from tessera.meetings.joining import session_named
from tessera.meetings.models import Invitation, Seat, Session
from tessera.meetings.organizing import organizer_of
from tessera.vocabularies.labels import current_language
from tessera.web.client_address import client_network

#: Proposals from one network in an hour.
_MOST: Final = 20


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: HttpRequest, identifier: str) -> HttpResponse:
    """Each seat with who was proposed, asked and accepted; the balance before mails go out."""
    organizer = organizer_of(request)
    session = get_object_or_404(Session.objects.with_texts(), identifier=identifier)
    rows = list(session.seats.prefetch_related("invitations"))
    form, chosen = CandidateForm(), _numbered(rows, request.GET.get("seat", ""))
    if request.method == "POST":
        chosen = _numbered(rows, request.POST.get("seat", ""))
        if chosen:
            form = CandidateForm(request.POST)
        try:
            if chosen is None or form.is_valid():
                _act(request, session, chosen, form, organizer)
                return redirect("session_seats", session.identifier)
        except TesseraError as error:
            messages.error(request, str(error))
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "seats": [
            (number, seat_shown(seat, current_language()), _lines(seat))
            for number, seat in enumerate(rows, 1)
        ],
        "balance": balance(session),
        "form": form,
        "chosen": chosen,
        "may_send": any(
            each.state == Invitation.State.PROPOSED and not seat.name
            for seat in rows
            for each in seat.invitations.all()
        ),
    }
    return render(request, "meetings/seats.html", context, status=422 if form.errors else 200)


def _act(
    request: HttpRequest, session: Session, seat: Seat | None, form: CandidateForm, by: Any
) -> None:
    if seat:
        prepare_invitation(seat, form.candidate(), by=by)
        messages.success(request, _("Noted. Nothing is sent before you press the button below."))
        return
    what, _dash, number = request.POST.get("do", "").partition("-")
    if what == "retract":
        rows = Invitation.objects.filter(seat__session=session)
        retract_invitation(get_object_or_404(rows, pk=_number(number)), by=by)
        return
    chosen = [_number(each) for each in request.POST.getlist("invitation")]
    has_read = bool(request.POST.get("read"))
    sent = send_invitations(session, chosen, has_read_warnings=has_read, by=by)
    messages.success(
        request,
        ngettext("%(count)d invitation was sent.", "%(count)d invitations were sent.", sent)
        % {"count": sent},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Put somebody forward for an open seat; no account is needed."""
    session = session_named(identifier)
    seat = _numbered(list(session.seats.all()), number)
    if seat is None:
        raise Http404
    form = ProposalForm(request.POST or None)
    is_open = can_propose(session, seat)
    if request.method == "POST" and is_open and form.is_valid():
        count_attempt(
            "meetings.propose", client_network(request), most=_MOST, within=timedelta(hours=1)
        )
        try:
            if not is_caught(form):
                proposer = form.cleaned_data["proposer"]
                propose_candidate(seat, form.candidate(), proposed_by=proposer)
            messages.success(request, _("Thank you. The organizer decides whom to invite."))
            return redirect(session)
        except TesseraError as error:
            form.add_error(None, str(error))
    context = {
        "card": session_card(session, current_language()),
        "seat": seat_shown(seat, current_language()),
        "form": form if is_open else None,
    }
    return render(request, "meetings/propose.html", context, status=422 if form.errors else 200)


def _numbered(rows: list[Seat], number: str) -> Seat | None:
    """The seat at a place of the list, from 1."""
    at = _number(number)
    return rows[at - 1] if 1 <= at <= len(rows) else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _lines(seat: Seat) -> list[Invitation]:
    """The invitations of a seat, without those taken back."""
    return [each for each in seat.invitations.all() if each.state != Invitation.State.RETRACTED]
