"""Addresses of organizations and people."""

from django.urls import path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.network import directory_views, profile_views, views

ORGANIZATION = rf"^organizations/(?P<identifier>{PATTERN})"

urlpatterns = [
    path("account/profile/", profile_views.own_profile, name="own_profile"),
    path("people/", directory_views.people, name="people"),
    re_path(rf"^people/(?P<identifier>{PATTERN})/$", profile_views.detail, name="person_detail"),
    path("organizations/", views.directory, name="organization_directory"),
    re_path(rf"{ORGANIZATION}/(?P<slug>[-\w]+)/$", views.detail, name="organization_detail"),
    re_path(rf"{ORGANIZATION}/$", views.detail, {"slug": ""}),
]
