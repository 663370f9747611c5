"""Addresses of courses, below the language."""

from django.urls import path, re_path

from tessera.learning import (
    bank,
    build_views,
    certificates,
    cohorts,
    learner_views,
    paths,
    transcripts,
    views,
)
from tessera.learning.marking import views as marking
from tessera.learning.peers import views as peers
from tessera.learning.self_checks import views as self_checks
from tessera.lib.identifiers import PATTERN

COURSE = rf"^learn/(?P<identifier>{PATTERN})"
BUILD = rf"^learn/build/(?P<identifier>{PATTERN})"
UNIT = rf"{COURSE}/(?P<key>[-a-z0-9]+)"

urlpatterns = [
    path("learn/", views.course_list, name="course_list"),
    re_path(rf"^learn/paths/(?P<identifier>{PATTERN})/$", paths.path_detail, name="path_detail"),
    re_path(
        rf"^learn/self-checks/(?P<identifier>{PATTERN})/$",
        self_checks.self_check,
        name="self_check",
    ),
    re_path(
        rf"^learn/self-checks/(?P<identifier>{PATTERN})/write/$",
        self_checks.write_check,
        name="self_check_write",
    ),
    path("learn/cohorts/", cohorts.cohort_list, name="cohort_list"),
    path("learn/cohorts/join/<str:token>/", cohorts.cohort_join, name="cohort_join"),
    re_path(rf"^learn/cohorts/(?P<identifier>{PATTERN})/$", cohorts.cohort, name="cohort"),
    re_path(
        rf"^learn/cohorts/(?P<identifier>{PATTERN})/answers/(?P<number>[0-9]{{1,17}})/$",
        marking.cohort_mark,
        name="cohort_mark",
    ),
    path("learn/build/paths/", paths.build_path, name="path_build"),
    re_path(
        rf"^learn/build/paths/(?P<identifier>{PATTERN})/$", paths.build_path, name="path_change"
    ),
    path("learn/build/", build_views.courses, name="courses_build"),
    re_path(rf"{BUILD}/$", build_views.course, name="course_build"),
    re_path(rf"{BUILD}/(?P<key>[-a-z0-9]+)/bank/$", bank.bank, name="question_bank"),
    re_path(rf"{BUILD}/(?P<key>[-a-z0-9]+)/$", build_views.unit, name="unit_build"),
    re_path(
        rf"{BUILD}/(?P<key>[-a-z0-9]+)/(?P<number>[0-9]{{1,17}})/$",
        build_views.question,
        name="question_build",
    ),
    path("learn/mine/", learner_views.mine, name="course_mine"),
    path("learn/mine/transcript/", transcripts.transcript, name="course_transcript"),
    path(
        "learn/mine/transcript/transcript.pdf",
        transcripts.transcript_pdf,
        name="course_transcript_pdf",
    ),
    path("learn/certificates/", certificates.check, name="certificate_check"),
    path("learn/certificates/issuer.json", certificates.issuer, name="badge_issuer"),
    path("learn/certificates/<str:code>/", certificates.certificate, name="certificate"),
    path(
        "learn/certificates/<str:code>/certificate.pdf",
        certificates.certificate_pdf,
        name="certificate_pdf",
    ),
    path("learn/certificates/<str:code>/badge.jwt", certificates.badge, name="certificate_badge"),
    re_path(rf"{COURSE}/course\.zip$", views.course_zip, name="course_zip"),
    re_path(rf"{COURSE}/course\.epub$", views.course_epub, name="course_epub"),
    re_path(rf"{COURSE}/$", views.course_detail, name="course_detail"),
    re_path(rf"{COURSE}/enrol/$", learner_views.enrolling, name="course_enrol"),
    re_path(rf"{COURSE}/leave/$", learner_views.leaving, name="course_leave"),
    re_path(rf"{COURSE}/certificate/$", certificates.take, name="course_certificate"),
    re_path(rf"{UNIT}/peers/$", peers.peers, name="course_peers"),
    path(
        "desk/moderation/feedback/<int:number>/",
        peers.moderate_feedback,
        name="feedback_moderate",
    ),
    re_path(rf"{UNIT}/work/$", learner_views.work, name="course_work"),
    re_path(rf"{UNIT}/$", views.unit_detail, name="course_unit"),
]
