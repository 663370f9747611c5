"""Addresses of courses, below the language."""

from django.urls import path, re_path

from tessera.learning import certificates, learner_views, views
from tessera.lib.identifiers import PATTERN

COURSE = rf"^learn/(?P<identifier>{PATTERN})"
UNIT = rf"{COURSE}/(?P<key>[-a-z0-9]+)"

urlpatterns = [
    path("learn/", views.course_list, name="course_list"),
    path("learn/mine/", learner_views.mine, name="course_mine"),
    path("learn/mine/transcript/", learner_views.transcript, name="course_transcript"),
    path("learn/certificates/", certificates.check, name="certificate_check"),
    path("learn/certificates/issuer.json", certificates.issuer, name="badge_issuer"),
    path("learn/certificates/<str:code>/", certificates.certificate, name="certificate"),
    path("learn/certificates/<str:code>/badge.jwt", certificates.badge, name="certificate_badge"),
    re_path(rf"{COURSE}/$", views.course_detail, name="course_detail"),
    re_path(rf"{COURSE}/enrol/$", learner_views.enrolling, name="course_enrol"),
    re_path(rf"{COURSE}/leave/$", learner_views.leaving, name="course_leave"),
    re_path(rf"{COURSE}/certificate/$", certificates.take, name="course_certificate"),
    re_path(rf"{UNIT}/work/$", learner_views.work, name="course_work"),
    re_path(rf"{UNIT}/$", views.unit_detail, name="course_unit"),
]
