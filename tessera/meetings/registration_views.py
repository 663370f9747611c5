"""Registering for a session, and one's own page of it. No account is needed."""

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.honeypot import is_caught
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.lib.errors import TesseraError
from tessera.lib.personal_links import InvalidLinkError
from tessera.meetings.afterwards.reading import ways_afterwards
from tessera.meetings.attendance import find_attendee, find_holder, forget, remember
from tessera.meetings.detail import session_card
from tessera.meetings.joining import personal, session_named, session_of_holder
from tessera.meetings.mails import position
from tessera.meetings.models import Invitation, Registration, Session
from tessera.meetings.my_seat import my_seat
from tessera.meetings.papers import has_paper
from tessera.meetings.registering import (
    can_register,
    change_registration,
    places,
    register,
    withdraw_registration,
)
from tessera.meetings.registration_forms import AnswersForm, RegistrationForm
from tessera.vocabularies.labels import current_language
from tessera.web.client_address import client_network

#: Registrations from one network in ten minutes: a whole office may register at once.
_MOST_OF_A_NETWORK: Final = 600
#: Mails that anybody can have sent to one address in a day.
_MOST_OF_AN_ADDRESS: Final = 6


@require_http_methods(["GET", "HEAD", "POST"])
def register_for(request: HttpRequest, identifier: str) -> HttpResponse:
    """The form of registration, with how many places are left."""
    session = session_named(identifier)
    if not can_register(session, now=timezone.now()):
        closed = {"card": session_card(session, current_language())}
        return render(request, "meetings/register_closed.html", closed)
    user = request.user if isinstance(request.user, User) else None
    given = {"name": user.get_full_name(), "email": user.email} if user else {}
    form = RegistrationForm(request.POST or None, session=session, initial=given)
    if request.method == "POST" and form.is_valid():
        return _register(request, session, form, user)
    context = {
        "card": session_card(session, current_language()),
        "form": form,
        "places": places(session),
    }
    return render(request, "meetings/register.html", context, status=422 if form.errors else 200)


def _register(
    request: HttpRequest, session: Session, form: RegistrationForm, user: User | None
) -> HttpResponse:
    email = form.cleaned_data["email"].lower()
    count_attempt(
        "meetings.register",
        client_network(request),
        most=_MOST_OF_A_NETWORK,
        within=timedelta(minutes=10),
    )
    count_attempt("meetings.address", email, most=_MOST_OF_AN_ADDRESS, within=timedelta(days=1))
    if is_caught(form):
        return redirect("session_registered", session.identifier)
    language = form.cleaned_data["language"]
    made = register(session, form.details(email=email), language=language, by=user)
    if user and made.user_id == user.pk and made.confirmed_at:
        answer = redirect("session_mine", session.identifier)
        remember(answer, made)
        return answer
    return redirect("session_registered", session.identifier)


@require_safe
def registered(request: HttpRequest, identifier: str) -> HttpResponse:
    """It was received; the mail says the rest, so that nobody learns who is registered."""
    card = session_card(session_named(identifier), current_language())
    return render(request, "meetings/registered.html", {"card": card})


@personal
def mine(request: HttpRequest, identifier: str) -> HttpResponse:
    """What the one who opened a link has to do with a session: place, answers, withdrawal."""
    session = session_of_holder(identifier)
    holder = find_holder(request, session)
    if holder is None:
        raise _unknown(session)
    if isinstance(holder, Invitation):
        return my_seat(request, session, holder)
    form = None
    if holder.is_active:
        # The form writes into its own copy; what is shown above stays what is kept.
        copy = Registration.objects.get(pk=holder.pk)
        is_sent = request.POST.get("do") == "change"
        form = AnswersForm(request.POST if is_sent else None, instance=copy, session=session)
        if request.method == "POST" and (not is_sent or form.is_valid()):
            return _act(request, session, holder, form if is_sent else None)
    attendee = find_attendee(request, session)
    context = {
        "card": session_card(session, current_language()),
        "holder": holder,
        "attendee": attendee,
        **ways_afterwards(session, attendee),
        "position": position(holder),
        "form": form,
        "is_over": session.is_over(now=timezone.now()),
        "has_paper": has_paper(session),
        "may_register": can_register(session, now=timezone.now()),
    }
    status = 422 if form and form.errors else 200
    return render(request, "meetings/mine.html", context, status=status)


def _unknown(session: Session) -> Exception:
    """Why a browser sees nothing here. Whether a session is being prepared, nobody learns."""
    if not Session.objects.public().filter(pk=session.pk).exists():
        return Http404()
    return InvalidLinkError(
        _(
            "This browser does not know you in this session. Open the personal link in your mail "
            "again. What was kept for the session is deleted after the stated time."
        )
    )


def _act(
    request: HttpRequest, session: Session, holder: Registration, form: AnswersForm | None
) -> HttpResponse:
    answer = redirect("session_mine", session.identifier)
    what = request.POST.get("do")
    try:
        if form:
            change_registration(holder, form.details(email=holder.email))
            messages.success(request, _("Saved."))
        elif what == "withdraw" and not request.POST.get("sure"):
            messages.error(request, _("Tick the box beside the button first."))
        elif what == "withdraw":
            withdraw_registration(holder)
        elif what == "leave":
            answer = redirect(session)
            forget(answer, session)
    except TesseraError as error:
        messages.error(request, str(error))
    return answer
