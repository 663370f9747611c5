"""Pages of verification: behind the link of a mail, and the editors' list."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import user_of
from tessera.accounts.models import User
from tessera.catalogue.cards import cards
from tessera.catalogue.models import KIND_MODELS, Record
from tessera.changes.addresses import form_address
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.lib.personal_links import InvalidLinkError
from tessera.network.models import Organization
from tessera.review.desk_rules import kinds_of_editor
from tessera.review.desk_views import for_editors
from tessera.review.models.submissions import KINDS
from tessera.stewardship.asking import read_letter
from tessera.stewardship.forms import WantedChangeForm
from tessera.stewardship.models import Verification
from tessera.stewardship.upkeep import tabs
from tessera.stewardship.verification import (
    AnsweredAlreadyError,
    LetterHolder,
    Thing,
    ask_again,
    can_verify,
    confirm_correct,
    find_thing,
    want_change,
)
from tessera.vocabularies.labels import current_language

_A_PAGE: Final = 50
_QUEUES: Final = ("overdue", "silent", "changes", "ahead")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Is it still correct? Opening the link changes nothing, one of its buttons does."""
    try:
        answer = _verify(request, token)
    except InvalidLinkError as error:
        answer = render(request, "review/bad_link.html", {"reason": error}, status=404)
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _verify(request: HttpRequest, token: str) -> HttpResponse:
    letter = read_letter(token)
    thing = find_thing(letter.identifier)
    if thing is None:
        raise InvalidLinkError(_("What this link is about is no longer public."))
    form = WantedChangeForm(request.POST if request.POST.get("do") == "change" else None)
    context: dict[str, Any] = {
        "thing": thing,
        "card": next(iter(cards([thing.identifier])), None),
        "form": form,
        "state": "open" if letter.due_on == thing.verification_due else "answered",
        "edit_url": _edit_url(thing) if _may_edit(request, thing) else "",
    }
    if request.method == "POST":
        by = LetterHolder(letter)
        try:
            if request.POST.get("do") == "correct":
                context |= {"due": confirm_correct(thing, by=by), "state": "confirmed"}
            elif form.is_valid():
                user = request.user if isinstance(request.user, User) else None
                want_change(
                    thing,
                    text=form.cleaned_data["text"],
                    language=current_language(),
                    by=by,
                    user=user,
                )
                context["state"] = "change"
        except AnsweredAlreadyError:
            context["state"] = "answered"
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "stewardship/verify.html", context, status=status)


def _may_edit(request: HttpRequest, thing: Thing) -> bool:
    return isinstance(request.user, User) and can_verify(request.user, thing)


def _edit_url(thing: Thing) -> str:
    model = KIND_MODELS[thing.kind] if isinstance(thing, Record) else Organization
    return form_address(model, thing.pk)


@require_safe
@for_editors
def verifications(request: HttpRequest) -> HttpResponse:
    """What is to be verified again, the longest overdue first."""
    mine = kinds_of_editor(user_of(request))
    chosen = request.GET.get("kind", "")
    queue = request.GET.get("queue", "")
    queue = queue if queue in _QUEUES else "overdue"
    of_kinds = Verification.objects.of_kinds([chosen] if chosen in mine else mine)
    queues = {
        "overdue": of_kinds.overdue(),
        "silent": of_kinds.silent(),
        "changes": of_kinds.changes_wanted(),
        "ahead": of_kinds.filter(age=Verification.Age.CURRENT),
    }
    labels = {
        "overdue": _("Due or overdue"),
        "silent": _("Nobody answers"),
        "changes": _("A change is wanted"),
        "ahead": _("Due soon"),
    }
    page = page_of(queues[queue], page_number(request), _A_PAGE)
    shown = {card.identifier: card for card in cards([row.identifier for row in page])}
    rows = [(row, shown[row.identifier]) for row in page if row.identifier in shown]
    context = {
        "page": page,
        "rows": rows,
        "queue": queue,
        "queues": [
            (name, labels[name], page.paginator.count if name == queue else rest.count())
            for name, rest in queues.items()
        ],
        "kind": chosen,
        "kinds": [(code, label) for code, label in KINDS if code in mine],
        "tabs": tabs(request, "verifications"),
    }
    return render(request, "stewardship/verifications.html", context)


@require_POST
@for_editors
def verification(request: HttpRequest, identifier: str) -> HttpResponse:
    """An editor says that it is correct, or asks its people once more."""
    thing = find_thing(normalize(identifier) or "")
    if thing is None:
        raise Http404
    try:
        if request.POST.get("do") == "ask":
            ask_again(thing, by=user_of(request))
            messages.success(request, _("Asked. The answer comes by itself."))
        else:
            confirm_correct(thing, by=user_of(request))
            messages.success(request, _("Verified. Readers see the date."))
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    except TesseraError as error:
        messages.error(request, str(error))
    query = request.META.get("QUERY_STRING", "")
    address = reverse("verifications")
    return redirect(f"{address}?{query}" if query else address)


@require_safe
@for_editors
def edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """The form of a record or an organization in the back office."""
    thing = find_thing(normalize(identifier) or "")
    if thing is None:
        raise Http404
    return redirect(_edit_url(thing))
