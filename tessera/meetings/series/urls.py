"""Addresses of series and forums."""

from django.urls import path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.meetings.series import (
    organizing,
    programme_page,
    programme_pdf,
    report_views,
    views,
)

SERIES = rf"^sessions/series/(?P<identifier>{PATTERN})"

urlpatterns = [
    path("sessions/series/", views.series_list, name="series_list"),
    path("sessions/series/organize/", organizing.organize, name="series_organize"),
    re_path(rf"{SERIES}/edit/$", organizing.edit, name="series_edit"),
    re_path(rf"{SERIES}/sessions/$", programme_page.programme, name="series_programme"),
    re_path(rf"{SERIES}/rooms/(?P<number>\d{{1,4}})/$", views.series_room, name="series_room"),
    re_path(rf"{SERIES}/programme\.pdf$", programme_pdf.programme_pdf, name="series_programme_pdf"),
    re_path(rf"{SERIES}/report/$", report_views.report, name="series_report"),
    re_path(rf"{SERIES}/report\.pdf$", report_views.report_pdf, name="series_report_pdf"),
    re_path(rf"{SERIES}\.ics$", views.calendar, name="series_calendar"),
    re_path(rf"{SERIES}/(?P<slug>[-\w]+)/$", views.series_detail, name="series_detail"),
    re_path(rf"{SERIES}/$", views.series_detail, {"slug": ""}),
]
