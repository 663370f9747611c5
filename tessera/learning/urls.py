"""Addresses of courses, below the language."""

from django.urls import path, re_path

from tessera.learning import views
from tessera.lib.identifiers import PATTERN

COURSE = rf"^learn/(?P<identifier>{PATTERN})"

urlpatterns = [
    path("learn/", views.course_list, name="course_list"),
    re_path(rf"{COURSE}/$", views.course_detail, name="course_detail"),
    re_path(rf"{COURSE}/(?P<key>[-a-z0-9]+)/$", views.unit_detail, name="course_unit"),
]
