"""Pages of those who claim an entry and of those who vouch. Buttons act, links never do."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.lib.errors import LimitReachedError, TesseraError
from tessera.lib.personal_links import InvalidLinkError
from tessera.network.claims.claiming import (
    claim_by_address,
    claim_by_orcid,
    claim_entry,
    take_entry,
    withdraw_claim,
)
from tessera.network.claims.forms import ClaimForm, VouchForm
from tessera.network.claims.links import (
    claim_of_notice,
    dispute_claim,
    mail_link,
    person_of_link,
    remove_entry,
)
from tessera.network.claims.rules import can_sign_in_with_orcid, has_address, has_orcid
from tessera.network.claims.vouching import answer_vouch, ask_to_vouch, is_contested
from tessera.network.models import Claim, Person, Vouch
from tessera.network.people import person_of, shown_name, shown_names
from tessera.network.profile_views import met_or_404

_FORM = require_http_methods(["GET", "HEAD", "POST"])


def told(error: TesseraError) -> str:
    """What a form says about an error."""
    if isinstance(error, LimitReachedError):
        return _("You have asked for this too often. Try again later.")
    return str(error)


@sign_in_required
@_FORM
def claim(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say that an entry is one's own, in one of the ways that it offers."""
    person, seen = met_or_404(request, identifier)
    user, way = user_of(request), request.POST.get("way", "")
    if seen.is_own:
        return redirect("own_profile")
    form = ClaimForm(request.POST if way == "ask" else None)
    problem = ""
    if way and (way != "ask" or form.is_valid()):
        try:
            return _claim(request, person, way, form)
        except TesseraError as error:
            problem = told(error)
    context = {
        "form": form,
        "seen": seen,
        "problem": problem,
        "has_address": has_address(user, person.mailbox),
        "has_mailbox": bool(person.mailbox),
        "has_orcid": has_orcid(user, person.orcid),
        "connect_url": _connect_url(request, person),
        "has_profile": person_of(user) is not None,
    }
    status = 422 if problem or form.errors else 200
    return render(request, "network/claims/claim.html", context, status=status)


def _claim(request: HttpRequest, person: Person, way: str, form: ClaimForm) -> HttpResponse:
    user = user_of(request)
    if way in {"address", "orcid"}:
        prove = claim_by_address if way == "address" else claim_by_orcid
        prove(person, by=user)
        messages.success(request, _("The entry is yours. Look through it, and choose who sees it."))
        return redirect("own_profile")
    if way == "mail":
        mail_link(person, by=user)
        messages.success(
            request, _("The link is on its way to the address that is kept with the entry.")
        )
        return redirect(person.get_absolute_url())
    made = claim_entry(person, by=user, text=form.cleaned_data["text"])
    messages.success(request, _("Your claim waits for an editor, or for two members who vouch."))
    return redirect("own_claim", made.pk)


def _connect_url(request: HttpRequest, person: Person) -> str:
    """Where one signs in with ORCID, to come back here; empty where that proves nothing."""
    if not person.orcid or not can_sign_in_with_orcid():
        return ""
    return f"{reverse('orcid_login')}?{urlencode({'process': 'connect', 'next': request.path})}"


@sign_in_required
@_FORM
def own_claim(request: HttpRequest, number: int) -> HttpResponse:
    """One's claim: where it stands, asking members to vouch, taking it back."""
    user = user_of(request)
    rows = Claim.objects.select_related("person", "organization")
    found = get_object_or_404(rows, pk=number, claimer=user)
    act = request.POST.get("act", "")
    form = VouchForm(request.POST if act == "ask" else None, viewer=user)
    problem = ""
    try:
        if act == "withdraw":
            withdraw_claim(found, by=user)
            return redirect("own_claim", number)
        if act == "ask" and form.is_valid():
            ask_to_vouch(found, form.cleaned_data["member"], by=user)
            messages.success(request, _("The member was asked."))
            return redirect("own_claim", number)
    except TesseraError as error:
        problem = told(error)
        if act == "ask":
            form.add_error("member", problem)
    vouches = list(found.vouches.select_related("member")[:20])
    names = shown_names([each.member for each in vouches], user)
    context = {
        "claim": found,
        "form": form,
        "problem": problem,
        "vouches": [(names[each.member_id], each) for each in vouches],
        "is_contested": is_contested(found),
    }
    status = 422 if problem or form.errors else 200
    return render(request, "network/claims/own_claim.html", context, status=status)


@sign_in_required
@_FORM
def vouch(request: HttpRequest, number: int) -> HttpResponse:
    """Whether somebody is who they say; for the member who was asked."""
    user = user_of(request)
    rows = Vouch.objects.select_related("claim__person", "claim__organization", "claim__claimer")
    found = get_object_or_404(rows, pk=number, member=user)
    answer, problem = request.POST.get("answer", ""), ""
    if answer in {"yes", "no"}:
        try:
            answer_vouch(found, is_true=answer == "yes", by=user)
            messages.success(request, _("Thank you. Your answer is kept."))
            return redirect("vouch", number)
        except TesseraError as error:
            problem = told(error)
    context = {
        "vouch": found,
        "claim": found.claim,
        "name": shown_name(found.claim.claimer, user),
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "network/claims/vouch.html", context, status=status)


@_FORM
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mailed link: take the entry, signed in, or have it removed, without an account."""
    context: dict[str, Any] = {"problem": "", "person": None, "is_removed": False}
    status, act = 200, request.POST.get("act", "")
    try:
        person = context["person"] = person_of_link(token)
        if act == "remove":
            remove_entry(token)
            context["is_removed"] = True
        elif act == "take" and request.user.is_authenticated:
            take_entry(person, by=user_of(request))
            messages.success(
                request, _("The entry is yours. Look through it, and choose who sees it.")
            )
            return redirect("own_profile")
    except TesseraError as error:
        context["problem"], status = str(error), 404
    context["has_profile"] = person_of(request.user) is not None
    return _private(render(request, "network/claims/link.html", context, status=status))


@_FORM
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mail to the address of an entry that was claimed otherwise: “it was not me”."""
    context: dict[str, Any] = {"problem": "", "claim": None, "is_done": False}
    status = 200
    try:
        context["claim"] = claim_of_notice(token)
        if request.method == "POST":
            dispute_claim(token)
            context["is_done"] = True
    except InvalidLinkError as error:
        context["problem"], status = str(error), 404
    return _private(render(request, "network/claims/notice.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin"
    return response
