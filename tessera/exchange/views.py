"""Pages of offers and seeks: the list, one of them, writing to who put it up, one's own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.exchange.actions.listing import (
    answer_listing,
    change_listing,
    close_listing,
    decide_listing,
    post_listing,
)
from tessera.exchange.actions.mentoring import free_places
from tessera.exchange.actions.reporting import appeal_listing, report_listing
from tessera.exchange.finding import facets_of, find_listings, wanted_of
from tessera.exchange.forms import AnswerForm, ListingForm, PassingForm, initial_of
from tessera.exchange.matching import find_matches
from tessera.exchange.models import Listing, Mentorship, Side
from tessera.exchange.rules import can_change, can_pass, can_write_for, organizations_of
from tessera.exchange.showing import listing_cards
from tessera.lib.errors import LimitReachedError, TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.network.contact import can_moderate, why_not_write
from tessera.network.models import Organization, Person

_A_PAGE = 20
_FORM = require_http_methods(["GET", "HEAD", "POST"])
_WITH = ("person__user", "organization")


@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    """What is offered and sought. Nobody keeps the answer: consent can end today."""
    wanted = wanted_of(request)
    rows = find_listings(wanted, request.user).select_related(*_WITH).prefetch_related("themes")
    page = page_of(rows, page_number(request), _A_PAGE)
    context = {
        "page": page,
        "cards": listing_cards(list(page.object_list)),
        "facets": facets_of(wanted, request.user),
        "wanted": wanted,
    }
    response = render(request, "exchange/listings.html", context)
    add_never_cache_headers(response)
    return response


def _found(request: HttpRequest, identifier: str) -> Listing:
    """A listing that the reader may see, or their own; moderators see all."""
    rows = Listing.objects.select_related(*_WITH).prefetch_related("themes")
    listing: Listing = get_object_or_404(rows, identifier=normalize(identifier) or "")
    if can_change(request.user, listing) or can_moderate(request.user):
        return listing
    if not Listing.objects.seen_by(request.user).filter(pk=listing.pk).exists():
        raise Http404
    return listing


@require_safe
def listing_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """One offer or seek; who put it up sees what fits it, and why."""
    listing, user = _found(request, identifier), request.user
    is_own = can_change(user, listing)
    is_met = Person.objects.seen_by(user).filter(pk=listing.person_id).exists()
    matches = find_matches(listing, viewer=user) if is_own and listing.is_open else []
    context = {
        "card": listing_cards([listing])[0],
        "listing": listing,
        "is_own": is_own,
        "is_met": is_met,
        "may_pass": can_pass(user, listing),
        "matches": zip(matches, listing_cards([each.listing for each in matches]), strict=True)
        if matches
        else None,
        "why_not": why_not_write(listing.person) if user.is_authenticated and not is_own else "",
        "has_room": not listing.is_mentoring
        or listing.side == Side.SEEK
        or free_places(listing) > 0,
        "running": _running(listing, user) if is_met and not is_own else None,
        "form": AnswerForm(),
    }
    response = render(request, "exchange/listing_detail.html", context)
    add_never_cache_headers(response)
    return response


def _running(listing: Listing, user: Any) -> Mentorship | None:
    """What the reader agreed on, or proposed, with who put a listing about mentoring up."""
    if not listing.is_mentoring or not user.is_authenticated:
        return None
    return Mentorship.objects.of(user).running().with_person(listing.person).first()


@_FORM
@sign_in_required
def listing_answer(request: HttpRequest, identifier: str) -> HttpResponse:
    """Write to who offers or seeks it."""
    listing, user = _found(request, identifier), user_of(request)
    if can_change(user, listing) or not Listing.objects.seen_by(user).filter(pk=listing.pk):
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_listing(listing, by=user, text=form.cleaned_data["text"])
        except LimitReachedError:
            form.add_error(None, _("You have asked as often today as this site passes on."))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your message was passed on."))
            return redirect(listing)
    context = {"form": form, "listing": listing, "why_not": why_not_write(listing.person)}
    return render(request, "exchange/answer.html", context, status=422 if form.errors else 200)


@_FORM
@sign_in_required
def listing_report(request: HttpRequest, identifier: str) -> HttpResponse:
    """Report a listing; or appeal, when one's own was taken away."""
    listing, user = _found(request, identifier), user_of(request)
    is_own = can_change(user, listing)
    form = PassingForm(request.POST or None)
    form.fields["reason"].label = (
        _("Why should it be shown?") if is_own else _("What is the matter?")
    )
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["reason"]
        try:
            if is_own:
                appeal_listing(listing, text=text, by=user)
            else:
                report_listing(listing, text=text, by=user)
        except LimitReachedError:
            form.add_error(None, _("You have reported as much today as this site takes."))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. A moderator looks at it."))
            return redirect("own_listings" if is_own else listing.get_absolute_url())
    context = {"form": form, "listing": listing, "is_own": is_own}
    return render(request, "exchange/report.html", context, status=422 if form.errors else 200)


@_FORM
@sign_in_required
def listing_new(request: HttpRequest) -> HttpResponse:
    """Offer or seek something."""
    user = user_of(request)
    initial: dict[str, Any] = {
        name: request.GET[name][:24] for name in ("side", "kind") if request.GET.get(name)
    }
    named = normalize(request.GET.get("for", ""))
    initial["organization"] = named or ""
    form = ListingForm(
        request.POST or None, initial=initial, organizations=_writable(request, named)
    )
    return _write(request, form, None, user)


@_FORM
@sign_in_required
def listing_edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """Change one's own."""
    listing, user = _found(request, identifier), user_of(request)
    if not can_change(user, listing):
        raise PermissionDenied
    named = listing.organization.identifier if listing.organization else None
    form = ListingForm(
        request.POST or None, initial=initial_of(listing), organizations=_writable(request, named)
    )
    return _write(request, form, listing, user)


def _writable(request: HttpRequest, named: str | None) -> list[Organization]:
    """The organizations that the form offers; the named one among them where it is allowed."""
    user = user_of(request)
    found = list(organizations_of(user).order_by("slug")[:50])
    if named and named not in {each.identifier for each in found}:
        other = Organization.objects.public().filter(identifier=named).first()
        if other and can_write_for(user, other):
            found.append(other)
    return found


def _write(request: HttpRequest, form: ListingForm, listing: Listing | None, user: Any) -> Any:
    if request.method == "POST" and form.is_valid():
        try:
            saved = (
                change_listing(listing, form.cleaned_data, by=user)
                if listing
                else post_listing(form.cleaned_data, by=user)
            )
        except LimitReachedError:
            form.add_error(None, _("You have put up as much today as this site takes."))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            words = (
                _("Thank you. A moderator reads your first one before others see it.")
                if saved.state == Listing.State.HELD
                else _("Saved.")
            )
            messages.success(request, words)
            return redirect(saved)
    is_shown = Person.objects.shown().filter(user=user).exists()
    context = {"form": form, "listing": listing, "is_shown": is_shown}
    return render(request, "exchange/write.html", context, status=422 if form.errors else 200)


@require_POST
@sign_in_required
def listing_close(request: HttpRequest, identifier: str) -> HttpResponse:
    """It is over."""
    listing = _found(request, identifier)
    if not can_change(request.user, listing):
        raise PermissionDenied
    close_listing(listing, by=user_of(request))
    messages.success(request, _("It is closed, and nobody else sees it any more."))
    return redirect("own_listings")


@require_safe
@sign_in_required
def own_listings(request: HttpRequest) -> HttpResponse:
    """One's own, open or not."""
    rows = Listing.objects.of(user_of(request)).select_related(*_WITH).prefetch_related("themes")
    page = page_of(rows.order_by("-pk"), page_number(request), _A_PAGE)
    context = {"page": page, "cards": listing_cards(list(page.object_list))}
    return render(request, "exchange/own_listings.html", context)


@_FORM
@sign_in_required
def listing_decide(request: HttpRequest, identifier: str) -> HttpResponse:
    """A moderator reads a first listing, or takes one away."""
    if not can_moderate(request.user):
        raise PermissionDenied
    listing, user = _found(request, identifier), user_of(request)
    is_passed = request.POST.get("act") == "pass"
    form = PassingForm(request.POST if request.method == "POST" and not is_passed else None)
    if request.method == "POST" and (is_passed or form.is_valid()):
        reason = "" if is_passed else form.cleaned_data["reason"]
        try:
            decide_listing(listing, is_passed=is_passed, reason=reason, by=user)
        except TesseraError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Decided. Whoever is concerned is told by mail."))
        return redirect("listing_desk")
    context = {
        "listing": listing,
        "card": listing_cards([listing])[0],
        "form": form,
        "may_pass": can_pass(user, listing),
        "reports": listing.reports.filter(closed_at=None)[:20],
        "is_appeal": listing.appealed_at and not listing.appeal_answered_at,
    }
    return render(request, "exchange/decide.html", context, status=422 if form.errors else 200)


@require_safe
@sign_in_required
def listing_desk(request: HttpRequest) -> HttpResponse:
    """What waits for a moderator."""
    if not can_moderate(request.user):
        raise PermissionDenied
    rows = (
        Listing.objects.waiting_for(request.user).select_related(*_WITH).prefetch_related("themes")
    )
    page = page_of(rows, page_number(request), _A_PAGE)
    context = {"page": page, "cards": listing_cards(list(page.object_list))}
    return render(request, "exchange/desk.html", context)
