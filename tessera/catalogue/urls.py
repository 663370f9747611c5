"""Addresses of records, themes and places."""

from django.urls import path, re_path

from tessera.catalogue import browsing, views
from tessera.lib.identifiers import PATTERN

RECORD = rf"^records/(?P<identifier>{PATTERN})/(?P<slug>[-\w]+)"

urlpatterns = [
    re_path(rf"{RECORD}/$", views.detail, name="record_detail"),
    re_path(rf"^records/(?P<identifier>{PATTERN})/$", views.detail, {"slug": ""}),
    re_path(rf"{RECORD}/versions/$", views.versions, name="record_versions"),
    re_path(rf"{RECORD}/versions/(?P<number>\d{{1,6}})/$", views.version, name="record_version"),
    re_path(
        rf"{RECORD}/compare/(?P<first>\d{{1,6}})\.\.(?P<second>\d{{1,6}})/$",
        views.compare,
        name="record_compare",
    ),
    path("themes/", browsing.themes, name="theme_list"),
    path("themes/<str:code>/", browsing.theme, name="theme_detail"),
    path("places/", browsing.places, name="place_list"),
    path("places/region/<str:code>/", browsing.region, name="region_detail"),
    path("places/<str:code>/", browsing.country, name="country_detail"),
    path("new/", browsing.new, name="whats_new"),
]
