"""Pages of “we tried this” notes."""

from collections import Counter
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import user_of
from tessera.accounts.honeypot import is_caught
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.catalogue.cards import cards
from tessera.catalogue.models import Record
from tessera.communities.actions.reusing import answer_named
from tessera.lib.errors import TesseraError
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.lib.texts import best_text
from tessera.review.desk_rules import kinds_of_editor
from tessera.review.desk_views import for_editors
from tessera.stewardship.forms import TriedForm
from tessera.stewardship.models import TriedNote
from tessera.stewardship.tried import can_be_tried, tally, tell_tried
from tessera.stewardship.upkeep import tabs
from tessera.vocabularies.labels import current_language, labels
from tessera.web.client_address import client_network

#: Notes from one network in an hour.
_MOST: Final = 10
_A_PAGE: Final = 30


def _record(identifier: str) -> Record:
    record: Record = get_object_or_404(
        Record.objects.public(), identifier=normalize(identifier) or ""
    )
    if not can_be_tried(record):
        raise Http404
    return record


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """Say that it was tried elsewhere, and what came of it."""
    record = _record(identifier)
    user = request.user if isinstance(request.user, User) else None
    initial = _of_answer(user, request.GET.get("answer", "")) if user else {}
    form = TriedForm(request.POST or None, with_address=user is None, initial=initial)
    if request.method == "POST" and form.is_valid():
        count_attempt(
            "stewardship.tried", client_network(request), most=_MOST, within=timedelta(hours=1)
        )
        email = form.cleaned_data.get("email", "")
        if email:
            # An address that anybody may type gets few mails, whoever types it.
            count_attempt("stewardship.receipt", email.lower(), most=5, within=timedelta(days=1))
        try:
            tell_tried(
                record,
                told=form.told(),
                language=current_language(),
                by=user,
                email=email,
                is_trapped=is_caught(form),
            )
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            return redirect(reverse("record_tried_sent", args=[identifier, slug]))
    text = best_text(record.texts.all(), current_language(), record.original_language)
    context = {"record": record, "text": text, "form": form, "is_of_answer": bool(initial)}
    status = 422 if form.errors else 200
    return render(request, "stewardship/tried_form.html", context, status=status)


def _of_answer(user: User, name: str) -> dict[str, str]:
    """What a peer answered to the reader's own question, to begin with."""
    answer = answer_named(name, by=user) if name else None
    if answer is None:
        return {}
    place = labels().places.get(answer.question.place_id or 0)
    country = labels().country_of(place) if place else None
    return {
        "need": answer.question.text[:1000],
        "adapted": answer.text[:3000],
        "country": country.code if country else "",
    }


@require_safe
def told(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """It was received, or waits for the link in a mail."""
    context = {"record": _record(identifier), "is_signed_in": isinstance(request.user, User)}
    return render(request, "stewardship/tried_sent.html", context)


@read_only
def notes(request: HttpRequest) -> HttpResponse:
    """All public notes, the newest years first; of one record, or with one result."""
    public = TriedNote.objects.public()
    about = None
    if wanted := normalize(request.GET.get("record", "")):
        about = next(iter(cards([wanted])), None)
        public = public.filter(record__identifier=wanted)
    counted = tally(Counter(dict(_counts(public))))
    result = request.GET.get("result", "")
    result = result if result in TriedNote.Result.values else ""
    rows = public.filter(result=result) if result else public
    rows = rows.select_related("record", "submission__record")
    page = page_of(rows, page_number(request), _A_PAGE)
    names = [row.record.identifier for row in page]
    names += [row.submission.record.identifier for row in page]
    shown = {card.identifier: card for card in cards(names)}
    context = {
        "page": page,
        "rows": [
            (row, shown.get(row.record.identifier), shown.get(row.submission.record.identifier))
            for row in page
        ],
        "tally": counted,
        "about": about,
        "result": result,
        "results": [
            (value, label, getattr(counted, value)) for value, label in TriedNote.Result.choices
        ],
    }
    return render(request, "stewardship/tried.html", context)


def _counts(rows: Any) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list("result").annotate(number=Count("pk")))


@require_safe
@for_editors
def waiting(request: HttpRequest) -> HttpResponse:
    """Notes that wait for an editor; each is decided about as a contribution."""
    rows = TriedNote.objects.waiting().select_related("record", "submission")
    if Record.Kind.PRACTICE not in kinds_of_editor(user_of(request)):
        rows = rows.none()
    rows = rows.prefetch_related("record__texts").order_by("submission__due_at", "pk")
    page = page_of(rows, page_number(request), _A_PAGE)
    context = {"page": page, "tabs": tabs(request, "tried_desk")}
    return render(request, "stewardship/tried_desk.html", context)
