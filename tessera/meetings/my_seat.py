"""The page of somebody who was invited to a seat: accept, decline, put somebody else forward."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.errors import TesseraError
from tessera.meetings.afterwards.reading import ways_afterwards
from tessera.meetings.attendance import find_attendee
from tessera.meetings.detail import programme_shown, session_card
from tessera.meetings.invitation_forms import AnswerForm, DeclineForm
from tessera.meetings.inviting import Candidate, accept_invitation, decline_invitation
from tessera.meetings.models import Invitation, Session
from tessera.meetings.papers import has_paper
from tessera.vocabularies.labels import current_language, labels


def my_seat(request: HttpRequest, session: Session, invitation: Invitation) -> HttpResponse:
    """The invitation with both answers; after accepting, the way to give the seat back."""
    what = request.POST.get("do")
    accept = AnswerForm(request.POST if what == "accept" else None, invitation=invitation)
    decline = DeclineForm(request.POST if what == "decline" else None)
    if request.method == "POST":
        answered = _answer(request, invitation, accept, decline)
        if answered:
            return redirect("session_mine", session.identifier)
    picture, language = labels(), current_language()
    has_errors = bool(accept.errors or decline.errors)
    attendee = find_attendee(request, session)
    context = {
        "card": session_card(session, language),
        "holder": invitation,
        "role": picture.of(invitation.seat.role_id, language),
        "stakeholder": picture.of(invitation.seat.stakeholder_id, language),
        "programme": programme_shown(session, language, session.zone),
        "attendee": attendee,
        **ways_afterwards(session, attendee),
        "accept": accept,
        "decline": decline,
        "is_over": session.is_over(now=timezone.now()),
        "has_paper": has_paper(session),
    }
    return render(request, "meetings/my_seat.html", context, status=422 if has_errors else 200)


def _answer(
    request: HttpRequest, invitation: Invitation, accept: AnswerForm, decline: DeclineForm
) -> bool:
    """Whether the answer was taken."""
    try:
        if accept.is_bound and accept.is_valid():
            typed = accept.cleaned_data
            candidate = Candidate(
                typed["name"], invitation.email, typed["affiliation"], typed["place"]
            )
            accept_invitation(invitation, candidate)
            messages.success(request, _("Thank you. The seat is yours."))
            return True
        if decline.is_bound and decline.is_valid():
            answer = decline.cleaned_data["answer"]
            decline_invitation(invitation, answer=answer, instead=decline.instead())
            messages.success(request, _("Thank you for answering."))
            return True
    except TesseraError as error:
        messages.error(request, str(error))
        return True
    return False
