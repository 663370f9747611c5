"""The back office's page for withdrawing a record, or merging it into another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tessera.catalogue.actions import merge_record, withdraw_record
from tessera.catalogue.errors import RecordStateError
from tessera.catalogue.forms import EndingForm
from tessera.catalogue.models import KIND_MODELS, Record
from tessera.catalogue.rules import can_publish_record
from tessera.changes.addresses import list_address


def end_record(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask for the reason and the successor, then withdraw or merge."""
    record = get_object_or_404(Record, identifier=identifier)
    user = request.user
    if not user.is_authenticated or not can_publish_record(user, record):
        raise PermissionDenied
    if record.is_withdrawn:
        raise Http404
    form = EndingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        successor, reason = form.cleaned_data["successor"], form.cleaned_data["reason"]
        try:
            if form.cleaned_data["is_merge"]:
                merge_record(record, into=successor, by=user, reason=reason)
            else:
                withdraw_record(record, by=user, reason=reason, replaced_by=successor)
        except RecordStateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The record was withdrawn. Its address keeps the reason."))
            return redirect(list_address(KIND_MODELS[record.kind]))
    context = {
        "form": form,
        "record": record,
        "page_title": _("Withdraw or merge"),
        "page_subtitle": str(record),
        "header_icon": "bin",
        "back": list_address(KIND_MODELS[record.kind]),
        "warning": _(
            "A withdrawn record cannot be published again. Its address stays, with the reason and "
            "what replaces it."
        ),
    }
    return render(request, "changes/end.html", context)
