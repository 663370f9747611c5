"""Addresses of offers and seeks, below the language."""

from django.urls import path, re_path

from tessera.exchange import mentoring_views, twinning_views, views
from tessera.lib.identifiers import PATTERN

LISTING = rf"^exchange/(?P<identifier>{PATTERN})"

urlpatterns = [
    path("exchange/", views.listings, name="listings"),
    path("exchange/new/", views.listing_new, name="listing_new"),
    path("exchange/cities/", twinning_views.twins, name="twins"),
    re_path(rf"{LISTING}/$", views.listing_detail, name="listing_detail"),
    re_path(rf"{LISTING}/write/$", views.listing_answer, name="listing_answer"),
    re_path(rf"{LISTING}/edit/$", views.listing_edit, name="listing_edit"),
    re_path(rf"{LISTING}/report/$", views.listing_report, name="listing_report"),
    re_path(rf"{LISTING}/close/$", views.listing_close, name="listing_close"),
    re_path(rf"{LISTING}/mentoring/$", mentoring_views.propose, name="mentoring_propose"),
    path("account/mentoring/", mentoring_views.own_mentoring, name="own_mentoring"),
    re_path(
        rf"^account/mentoring/(?P<identifier>{PATTERN})/$",
        mentoring_views.mentoring_detail,
        name="mentoring_detail",
    ),
    path("account/exchange/", views.own_listings, name="own_listings"),
    path("desk/moderation/exchange/", views.listing_desk, name="listing_desk"),
    re_path(
        rf"^desk/moderation/exchange/(?P<identifier>{PATTERN})/$",
        views.listing_decide,
        name="listing_decide",
    ),
]
