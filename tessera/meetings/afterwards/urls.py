"""Addresses after a session, below its own."""

from django.urls import URLPattern, path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.meetings.afterwards import views

_SESSION = rf"^sessions/(?P<identifier>{PATTERN})/"

urlpatterns: list[URLPattern] = [
    path("sessions/outcome/<str:token>/", views.outcome_answer, name="outcome_answer"),
    re_path(rf"{_SESSION}afterwards/$", views.desk, name="session_afterwards"),
    re_path(
        rf"{_SESSION}afterwards/remarks/(?P<number>\d{{1,17}})/$",
        views.remark,
        name="session_remark",
    ),
    re_path(rf"{_SESSION}summary/$", views.summary, name="session_summary"),
]
