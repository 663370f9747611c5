"""Corrections: the reader's form, and the editors' list."""

from datetime import timedelta
from typing import Final

from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import user_of
from tessera.accounts.honeypot import is_caught
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.catalogue.models import KIND_MODELS, Record
from tessera.changes.addresses import form_address
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.lib.texts import best_text
from tessera.review.desk_rules import kinds_of_editor
from tessera.review.desk_views import for_editors
from tessera.stewardship.corrections import (
    AnsweredError,
    answer_correction,
    can_answer,
    suggest_correction,
)
from tessera.stewardship.forms import AnswerForm, CorrectionForm
from tessera.stewardship.models import Correction
from tessera.stewardship.upkeep import tabs
from tessera.vocabularies.labels import current_language
from tessera.web.client_address import client_network

#: Corrections from one network in an hour.
_MOST: Final = 20
_A_PAGE: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """Say what is wrong with a public record."""
    record: Record = get_object_or_404(
        Record.objects.public(), identifier=normalize(identifier) or ""
    )
    user = request.user if isinstance(request.user, User) else None
    form = CorrectionForm(request.POST or None, with_address=user is None)
    if request.method == "POST" and form.is_valid():
        count_attempt(
            "stewardship.correct", client_network(request), most=_MOST, within=timedelta(hours=1)
        )
        if email := form.cleaned_data.get("email", ""):
            # An address that anybody may type gets few mails, whoever types it.
            count_attempt("stewardship.receipt", email.lower(), most=5, within=timedelta(days=1))
        suggest_correction(
            record,
            reason=form.cleaned_data["reason"],
            text=form.cleaned_data["text"],
            email=email,
            language=current_language(),
            by=user,
            is_trapped=is_caught(form),
        )
        return redirect(reverse("record_corrected", args=[identifier, slug]))
    text = best_text(record.texts.all(), current_language(), record.original_language)
    context = {"record": record, "text": text, "form": form}
    status = 422 if form.errors else 200
    return render(request, "stewardship/correct.html", context, status=status)


@require_safe
def corrected(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """It was received."""
    record: Record = get_object_or_404(
        Record.objects.public(), identifier=normalize(identifier) or ""
    )
    return render(request, "stewardship/corrected.html", {"record": record})


@require_safe
@for_editors
def corrections(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first, then what was answered."""
    mine = Correction.objects.filter(record__kind__in=kinds_of_editor(user_of(request)))
    rank = Case(
        When(state=Correction.State.OPEN, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = mine.select_related("record").prefetch_related("record__texts")
    page = page_of(rows.order_by(rank, "due_at", "pk"), page_number(request), _A_PAGE)
    return render(
        request,
        "stewardship/corrections.html",
        {"page": page, "tabs": tabs(request, "corrections")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def correction(request: HttpRequest, number: int) -> HttpResponse:
    """One, with the form for its answer."""
    found = get_object_or_404(Correction.objects.select_related("record"), pk=number)
    if not can_answer(user_of(request), found.record):
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_correction(
                found,
                is_accepted=form.cleaned_data["state"] == Correction.State.ACCEPTED,
                answer=form.cleaned_data["answer"],
                by=user_of(request),
            )
        except AnsweredError as error:
            form.add_error(None, str(error))
        else:
            return redirect("corrections")
    context = {
        "correction": found,
        "form": form,
        "has_address": bool(found.sender_id or found.email),
        "edit_url": form_address(KIND_MODELS[found.record.kind], found.record_id),
    }
    status = 422 if form.errors else 200
    return render(request, "stewardship/correction.html", context, status=status)
