"""The preview of a record in the back office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.catalogue.detail import record_detail
from tessera.catalogue.models import Record
from tessera.changes.previews import show_as_published


def preview_record(record: Record, request: HttpRequest, language: str) -> HttpResponse:
    """The record's page in an interface language, as it would be once published."""

    def answer(published: Record) -> HttpResponse:
        detail = record_detail(published, language=language)
        context = {"detail": detail, "record": published}
        return render(request, "catalogue/record_preview.html", context)

    if not record.texts.count():
        return render(request, "changes/preview_incomplete.html")
    return show_as_published(record, request, language, answer)
