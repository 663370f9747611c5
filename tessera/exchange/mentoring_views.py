"""Pages of mentoring: proposing it, and what the two of it see and do. Nobody else sees them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.exchange.actions import mentoring
from tessera.exchange.mentoring_forms import AgreementForm, MeetingForm
from tessera.exchange.models import Listing, Mentorship, Side
from tessera.lib.errors import LimitReachedError, TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.network.models import Person

_A_PAGE = 20
_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@sign_in_required
def propose(request: HttpRequest, identifier: str) -> HttpResponse:
    """Propose mentoring to who offers or seeks it."""
    user = user_of(request)
    rows = Listing.objects.seen_by(user).mentoring().select_related("person")
    listing: Listing = get_object_or_404(
        rows.exclude(person__user=user), identifier=normalize(identifier) or ""
    )
    running = Mentorship.objects.of(user).running().with_person(listing.person).first()
    if running and request.method != "POST":
        return redirect(running)
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = mentoring.propose_mentoring(listing, form.cleaned_data, by=user)
        except LimitReachedError:
            form.add_error(None, _("You have proposed as often today as this site passes on."))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your proposal was passed on."))
            return redirect(made)
    is_shown = Person.objects.shown().filter(user=user).exists()
    has_room = listing.side == Side.SEEK or mentoring.free_places(listing) > 0
    context = {"form": form, "listing": listing, "is_shown": is_shown, "has_room": has_room}
    return render(
        request, "exchange/mentoring_propose.html", context, status=422 if form.errors else 200
    )


@require_safe
@sign_in_required
def own_mentoring(request: HttpRequest) -> HttpResponse:
    """One's own, as mentor and as mentee."""
    user = user_of(request)
    rows = Mentorship.objects.of(user).with_people().order_by("-pk")
    page = page_of(rows, page_number(request), _A_PAGE)
    context = {"page": page, "rows": [(each, each.other_of(user)) for each in page]}
    return render(request, "exchange/own_mentoring.html", context)


@_FORM
@sign_in_required
def mentoring_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """One of one's own, with what one can do now."""
    user = user_of(request)
    rows = Mentorship.objects.of(user).with_people()
    one: Mentorship = get_object_or_404(rows, identifier=normalize(identifier) or "")
    act = request.POST.get("act", "") if request.method == "POST" else ""
    agreement = AgreementForm(
        request.POST if act == "change" else None,
        initial={"goal": one.goal, "rhythm": one.rhythm, "months": one.months},
    )
    meeting = MeetingForm(
        request.POST if act == "meet" else None, initial={"on": one.first_meeting_on}
    )
    if act and (change := _change(request, one, act, agreement, meeting)):
        try:
            change()
        except TesseraError as error:
            messages.error(request, str(error))
        return redirect(one)
    role = one.role_of(user)
    context = {
        "one": one,
        "other": one.other_of(user),
        "role": role,
        "has_confirmed": bool(getattr(one, f"{role}_confirmed_at")),
        "own_fit": getattr(one, f"{role}_fit"),
        "is_check": one.is_checked_on(timezone.localdate()),
        "fits": Mentorship.Fit.choices,
        "agreement": agreement,
        "meeting": meeting,
    }
    has_failed = bool(agreement.errors or meeting.errors)
    return render(
        request, "exchange/mentoring_detail.html", context, status=422 if has_failed else 200
    )


def _change(
    request: HttpRequest, one: Mentorship, act: str, agreement: forms.Form, meeting: forms.Form
) -> Callable[[], Any] | None:
    """What a button asks for; nothing while its form has faults."""
    user, fit = user_of(request), request.POST.get("fit", "")
    if act == "change":
        if not agreement.is_valid():
            return None
        return lambda: mentoring.change_agreement(one, agreement.cleaned_data, by=user)
    if act == "meet":
        if not meeting.is_valid():
            return None
        return lambda: mentoring.set_first_meeting(one, on=meeting.cleaned_data["on"], by=user)
    if act == "check" and fit in Mentorship.Fit.values:
        return lambda: mentoring.say_how_it_fits(one, fit=fit, by=user)
    simple: dict[str, Callable[..., Any]] = {
        "confirm": mentoring.confirm_mentoring,
        "decline": mentoring.decline_mentoring,
        "close": mentoring.close_mentoring,
    }
    if act not in simple:
        raise Http404
    return lambda: simple[act](one, by=user)
