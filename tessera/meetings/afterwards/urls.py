"""Addresses after a session, below its own."""

from django.urls import URLPattern, path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.meetings.afterwards import (
    certificate_views,
    desk_views,
    feedback_views,
    outcome_views,
    recording_files,
    recording_views,
    transcript_views,
    views,
)
from tessera.meetings.afterwards.archive.views import archive
from tessera.meetings.afterwards.summary_pdf import summary_pdf

_SESSION = rf"^sessions/(?P<identifier>{PATTERN})/"

urlpatterns: list[URLPattern] = [
    path("sessions/outcome/<str:token>/", outcome_views.outcome_answer, name="outcome_answer"),
    path("sessions/feedback/later/<str:token>/", feedback_views.later, name="feedback_later"),
    path("sessions/feedback/<str:token>/", feedback_views.feedback, name="feedback"),
    path("sessions/certificates/", certificate_views.check, name="attendance_certificate_check"),
    path(
        "sessions/certificates/take/<str:token>/",
        certificate_views.take,
        name="attendance_certificate_take",
    ),
    path(
        "sessions/certificates/<str:code>/",
        certificate_views.certificate,
        name="attendance_certificate",
    ),
    path(
        "sessions/certificates/<str:code>/certificate.pdf",
        certificate_views.certificate_pdf,
        name="attendance_certificate_pdf",
    ),
    re_path(rf"{_SESSION}attended/$", certificate_views.attended, name="session_attended"),
    path("sessions/consent/<str:token>/", recording_views.consent, name="recording_consent"),
    path(
        "sessions/consent/<str:token>/recording/",
        recording_files.file_of_speaker,
        name="recording_consent_file",
    ),
    re_path(
        rf"{_SESSION}recording/file/$",
        recording_files.recording_file,
        name="session_recording_file",
    ),
    re_path(rf"{_SESSION}recording/$", recording_views.recording, name="session_recording"),
    re_path(rf"{_SESSION}transcript/$", transcript_views.transcript, name="session_transcript"),
    re_path(
        rf"{_SESSION}captions-(?P<language>[a-z0-9-]{{2,16}})\.vtt$",
        transcript_views.captions_file,
        name="session_captions_file",
    ),
    re_path(rf"{_SESSION}feedback/$", feedback_views.results, name="session_feedback"),
    re_path(rf"{_SESSION}feedback/close/$", feedback_views.close, name="session_feedback_close"),
    re_path(rf"{_SESSION}afterwards/$", desk_views.desk, name="session_afterwards"),
    re_path(
        rf"{_SESSION}afterwards/remarks/(?P<number>\d{{1,17}})/$",
        desk_views.remark,
        name="session_remark",
    ),
    re_path(rf"{_SESSION}outcomes/$", outcome_views.outcomes, name="session_outcomes"),
    re_path(rf"{_SESSION}archive\.zip$", archive, name="session_archive"),
    re_path(rf"{_SESSION}summary\.pdf$", summary_pdf, name="session_summary_pdf"),
    re_path(rf"{_SESSION}summary/$", views.summary, name="session_summary"),
]
