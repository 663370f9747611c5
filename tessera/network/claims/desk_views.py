"""Claims and entries without account, for editors."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.lib.errors import TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.network.claims.claiming import decide_claim, settle_dispute
from tessera.network.claims.forms import ClaimDecisionForm, DisputeForm, KnownPersonForm
from tessera.network.claims.links import mail_link
from tessera.network.claims.rules import can_decide_claim
from tessera.network.claims.views import told
from tessera.network.contact import can_moderate
from tessera.network.known_people import add_known_person
from tessera.network.models import Claim, Person
from tessera.network.people import entries_of, shown_names

_A_PAGE = 30
_FORM = require_http_methods(["GET", "HEAD", "POST"])


def for_editors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Strangers sign in; members who are no editors may not."""

    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not can_moderate(user_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return sign_in_required(guarded)


@for_editors
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """What waits for a proof or a decision, the oldest first; with ``all`` also the past."""
    rows = Claim.objects.select_related("person", "claimer", "organization")
    rows = rows.prefetch_related("organization__texts")
    is_all = "all" in request.GET
    waiting = Q(state=Claim.State.OPEN) | Q(disputed_at__isnull=False)
    rows = rows.order_by("-at", "-pk") if is_all else rows.filter(waiting)
    page = page_of(rows, page_number(request), _A_PAGE)
    names = shown_names([each.claimer for each in page], request.user)
    context = {
        "page": page,
        "rows": [(each, names[each.claimer_id]) for each in page],
        "is_all": is_all,
    }
    return render(request, "network/claims/desk.html", context)


@for_editors
@_FORM
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """One claim with all who claim the same entry, and the form for the decision."""
    editor = user_of(request)
    rows = Claim.objects.select_related("person", "claimer", "organization")
    found = get_object_or_404(rows, pk=number)
    kind = DisputeForm if found.state == Claim.State.ACCEPTED else ClaimDecisionForm
    act = settle_dispute if found.state == Claim.State.ACCEPTED else decide_claim
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, **form.cleaned_data, by=editor)
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The claim is decided, and the member is told."))
            return redirect("claims")
    vouches = list(found.vouches.select_related("member")[:20])
    rivals = list(_rivals(found))
    people = [each.claimer for each in (found, *rivals)]
    names = shown_names([*people, *(each.member for each in vouches)], editor)
    context = {
        "claim": found,
        "form": form,
        "name": names[found.claimer_id],
        "profile": entries_of([found.claimer], editor).get(found.claimer_id),
        "vouches": [(names[each.member_id], each) for each in vouches],
        "rivals": [(names[each.claimer_id], each) for each in rivals],
        "may_decide": can_decide_claim(editor, found),
        "may_act": found.state in {Claim.State.OPEN, Claim.State.ACCEPTED},
    }
    status = 422 if form.errors else 200
    return render(request, "network/claims/decide.html", context, status=status)


def _rivals(claim: Claim) -> Any:
    """Who else claims the entry and waits."""
    if not claim.is_open:
        return ()
    others = Claim.objects.filter(**claim.of, state=Claim.State.OPEN).exclude(pk=claim.pk)
    return others.select_related("claimer").order_by("at", "pk")[:20]


@for_editors
@require_safe
def known_people(request: HttpRequest) -> HttpResponse:
    """Entries that belong to no account, the newest first."""
    rows = Person.objects.filter(user=None).order_by("-pk")
    page = page_of(rows, page_number(request), _A_PAGE)
    return render(request, "network/claims/known_people.html", {"page": page})


@for_editors
@_FORM
def known_person_add(request: HttpRequest) -> HttpResponse:
    """Make an entry for somebody without an account."""
    form = KnownPersonForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        add_known_person(values, has_agreed=values["has_agreed"], by=user_of(request))
        messages.success(request, _("The entry is made."))
        return redirect("known_people")
    status = 422 if form.errors else 200
    return render(request, "network/claims/known_person_add.html", {"form": form}, status=status)


@for_editors
@require_POST
def known_person_invite(request: HttpRequest, identifier: str) -> HttpResponse:
    """Mail the person the link with which they claim their entry, or have it removed."""
    person = get_object_or_404(Person, identifier=normalize(identifier) or "", user=None)
    try:
        mail_link(person, by=user_of(request))
    except TesseraError as error:
        messages.error(request, told(error))
    else:
        messages.success(
            request, _("The link is on its way to the address that is kept with the entry.")
        )
    return redirect("known_people")
