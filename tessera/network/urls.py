"""Addresses of organizations."""

from django.urls import path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.network import views

ORGANIZATION = rf"^organizations/(?P<identifier>{PATTERN})"

urlpatterns = [
    path("organizations/", views.directory, name="organization_directory"),
    re_path(rf"{ORGANIZATION}/(?P<slug>[-\w]+)/$", views.detail, name="organization_detail"),
    re_path(rf"{ORGANIZATION}/$", views.detail, {"slug": ""}),
]
