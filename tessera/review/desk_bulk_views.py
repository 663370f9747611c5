"""Many submissions at once: a preview first, then the change, then a way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tessera.accounts.access import user_of
from tessera.lib.errors import TesseraError
from tessera.review.actions.desk_batches import (
    MOST,
    act_on_many,
    preview_batch,
    undo_batch,
)
from tessera.review.desk_forms import BatchForm
from tessera.review.desk_inbox import title_of
from tessera.review.desk_reasons import reason_of
from tessera.review.desk_views import editors_for, for_editors
from tessera.review.models import DeskBatch, Submission

Verb = DeskBatch.Verb
_STATES = {Verb.RETURN: "returned", Verb.DECLINE: "declined"}


def _chosen(request: HttpRequest) -> list[Submission]:
    identifiers = request.POST.getlist("chosen")[: MOST + 1]
    found = Submission.objects.filter(
        identifier__in=identifiers, submitted_at__isnull=False
    ).select_related("record", "organization")
    return list(found.prefetch_related("record__texts", "organization__texts"))


def _faults(form: BatchForm) -> None:
    """What a verb needs is told at its field."""
    typed = form.cleaned_data
    verb = typed.get("verb")
    if verb == Verb.ASSIGN and not typed.get("to"):
        form.add_error("to", _("Choose who shall take this on."))
    if verb in _STATES and reason_of(_STATES[Verb(verb)], typed.get("code", "")) is None:
        form.add_error("code", _("Choose a reason; the author is told."))


@require_POST
@for_editors
def preview(request: HttpRequest) -> HttpResponse:
    """Show what would be done to which; confirmed, do it."""
    user, chosen = user_of(request), _chosen(request)
    if not chosen:
        messages.warning(request, _("Tick at least one contribution."))
        return redirect("desk")
    verb = request.POST.get("many-verb", "")
    is_told = request.POST.get("do") == "confirm" or verb not in Verb.values
    if is_told:
        form = BatchForm(request.POST, editors=editors_for(), prefix="many")
        if form.is_valid():
            _faults(form)
        if not form.errors:
            return _done(request, form.cleaned_data, chosen)
    else:  # What the verb needs is asked for first.
        form = BatchForm(initial={"verb": verb}, editors=editors_for(), prefix="many")
    seen = preview_batch(chosen, verb=verb, by=user)
    context: dict[str, Any] = {
        "form": form,
        "verb": dict(Verb.choices).get(verb, ""),
        "needs_person": verb == Verb.ASSIGN,
        "needs_reason": verb in _STATES,
        "fitting": [(each, *title_of(each)) for each in seen.fitting],
        "refused": [(each, *title_of(each), why) for each, why in seen.refused],
    }
    return render(request, "review/desk_bulk.html", context, status=422 if is_told else 200)


def _done(request: HttpRequest, typed: dict[str, Any], chosen: list[Submission]) -> HttpResponse:
    try:
        batch = act_on_many(
            chosen,
            verb=typed["verb"],
            by=user_of(request),
            to=typed["to"],
            code=typed["code"],
            note=typed["message"],
        )
    except TesseraError as error:
        messages.error(request, str(error))
        return redirect("desk")
    return redirect(reverse("desk_batch", args=[batch.pk]))


@require_safe
@for_editors
def done(request: HttpRequest, number: int) -> HttpResponse:
    """What was done, and the button that takes it back."""
    batch = get_object_or_404(DeskBatch, pk=number, by=user_of(request))
    found = Submission.objects.filter(pk__in=[row["id"] for row in batch.rows])
    found = found.select_related("record", "organization")
    found = found.prefetch_related("record__texts", "organization__texts")
    context = {"batch": batch, "rows": [(each, *title_of(each)) for each in found]}
    return render(request, "review/desk_batch.html", context)


@require_POST
@for_editors
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take it back."""
    batch = get_object_or_404(DeskBatch, pk=number, by=user_of(request))
    try:
        count = undo_batch(batch, by=user_of(request))
    except TesseraError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            ngettext("%(count)d was put back.", "%(count)d were put back.", count)
            % {"count": count},
        )
    return redirect("desk")
