"""Addresses of communities, below the language."""

from django.urls import path, re_path

from tessera.communities import views
from tessera.lib.identifiers import PATTERN

COMMUNITY = rf"^communities/(?P<identifier>{PATTERN})"

urlpatterns = [
    path("communities/", views.community_list, name="community_list"),
    path("communities/propose/", views.propose, name="community_propose"),
    path(
        "communities/invitation/<str:token>/",
        views.invitation,
        name="community_invitation",
    ),
    re_path(rf"{COMMUNITY}/$", views.community_detail, name="community_detail"),
    re_path(rf"{COMMUNITY}/join/$", views.join, name="community_join"),
    re_path(rf"{COMMUNITY}/leave/$", views.leave, name="community_leave"),
    re_path(rf"{COMMUNITY}/digest/$", views.digest, name="community_digest"),
    re_path(rf"{COMMUNITY}/edit/$", views.edit, name="community_edit"),
    re_path(rf"{COMMUNITY}/close/$", views.close, name="community_close"),
    re_path(rf"{COMMUNITY}/members/$", views.members, name="community_members"),
    re_path(
        rf"{COMMUNITY}/members/(?P<number>\d{{1,12}})/$",
        views.change_member,
        name="community_member",
    ),
    path("desk/communities/", views.desk, name="community_desk"),
    re_path(
        rf"^desk/communities/(?P<identifier>{PATTERN})/$", views.decide, name="community_decide"
    ),
]
