"""Addresses of working sessions."""

from django.urls import path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.meetings import (
    attendance_list,
    joining,
    organizing,
    paper_views,
    programme_pdf,
    registration_views,
    seats_page,
    views,
)
from tessera.meetings.afterwards.urls import urlpatterns as afterwards_urls
from tessera.meetings.discussion.urls import urlpatterns as discussion_urls
from tessera.meetings.live.urls import urlpatterns as live_urls
from tessera.meetings.series.urls import urlpatterns as series_urls

SESSION = rf"^sessions/(?P<identifier>{PATTERN})"

urlpatterns = [
    path("sessions/", views.session_list, name="session_list"),
    path("sessions.ics", views.calendar_of_all, name="sessions_calendar"),
    path("sessions/organize/", organizing.organize, name="session_organize"),
    path("sessions/join/<str:token>/", joining.join, name="session_join"),
    re_path(rf"{SESSION}/mine/$", registration_views.mine, name="session_mine"),
    re_path(rf"{SESSION}/register/$", registration_views.register_for, name="session_register"),
    re_path(rf"{SESSION}/registered/$", registration_views.registered, name="session_registered"),
    re_path(rf"{SESSION}/attendance/$", attendance_list.attendance, name="session_attendance"),
    re_path(rf"{SESSION}/attendance\.csv$", attendance_list.as_csv, name="session_attendance_csv"),
    re_path(
        rf"{SESSION}/programme\.pdf$", programme_pdf.programme_pdf, name="session_programme_pdf"
    ),
    re_path(rf"{SESSION}/paper/$", paper_views.paper, name="session_paper"),
    re_path(rf"{SESSION}/paper/write/$", paper_views.write, name="session_paper_write"),
    re_path(rf"{SESSION}/paper\.pdf$", paper_views.paper_pdf, name="session_paper_pdf"),
    re_path(rf"{SESSION}/paper\.docx$", paper_views.paper_docx, name="session_paper_docx"),
    re_path(rf"{SESSION}/seats/$", seats_page.seats, name="session_seats"),
    re_path(
        rf"{SESSION}/seats/(?P<number>\d{{1,3}})/propose/$",
        seats_page.propose,
        name="session_propose",
    ),
    re_path(rf"{SESSION}/edit/$", organizing.edit, name="session_edit"),
    *series_urls,
    *live_urls,
    *discussion_urls,
    *afterwards_urls,
    re_path(rf"{SESSION}\.ics$", views.calendar, name="session_calendar"),
    re_path(rf"{SESSION}/(?P<slug>[-\w]+)/$", views.detail, name="session_detail"),
    re_path(rf"{SESSION}/$", views.detail, {"slug": ""}),
]
