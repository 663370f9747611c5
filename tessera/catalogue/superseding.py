"""The back office's page for saying that a newer record has taken another's place."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tessera.catalogue.actions import end_supersession, supersede_record
from tessera.catalogue.errors import RecordStateError
from tessera.catalogue.forms import SupersedingForm
from tessera.catalogue.models import KIND_MODELS, Record
from tessera.catalogue.rules import can_publish_record
from tessera.changes.addresses import list_address


def supersede(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask for the newer record, or take it back."""
    record = get_object_or_404(Record, identifier=identifier)
    user = request.user
    if not user.is_authenticated or not can_publish_record(user, record):
        raise PermissionDenied
    if record.is_withdrawn or not record.live:
        raise Http404
    back = list_address(KIND_MODELS[record.kind])
    if request.method == "POST" and request.POST.get("do") == "end" and record.is_superseded:
        end_supersession(record, by=user)
        messages.success(request, _("Taken back. The record stands for itself again."))
        return redirect(back)
    initial = {"successor": record.replaced_by, "note": record.supersession_note}
    form = SupersedingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            supersede_record(record, successor=typed["successor"], by=user, note=typed["note"])
        except RecordStateError as error:
            form.add_error("successor", str(error))
        else:
            messages.success(request, _("Noted. Each of the two records leads to the other."))
            return redirect(back)
    context = {
        "form": form,
        "record": record,
        "page_title": _("Superseded"),
        "page_subtitle": str(record),
        "header_icon": "redirect",
        "back": back,
    }
    return render(request, "catalogue/supersede.html", context)
