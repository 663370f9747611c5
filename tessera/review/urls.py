"""Addresses of the room, below the language."""

from django.urls import path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.review import desk_urls, peer_urls
from tessera.review.contributing import alike, files, links, own, saving, steps, views
from tessera.review.starting import offline_views
from tessera.review.starting import views as starting

ONE = rf"(?P<identifier>{PATTERN})"

urlpatterns = [
    path("contribute/", views.start, name="contribute"),
    path("contribute/save/", saving.save, name="contribution_save"),
    re_path(
        rf"^contribute/drafts/{ONE}/copies/(?P<number>\d{{1,12}})/$",
        own.copy,
        name="contribution_copy",
    ),
    re_path(rf"^contribute/drafts/{ONE}/alike/$", alike.alike, name="contribution_alike"),
    re_path(
        rf"^contribute/drafts/{ONE}/same/(?P<other>{PATTERN})/$",
        alike.same,
        name="contribution_same",
    ),
    re_path(
        rf"^contribute/drafts/{ONE}/(?P<key>[a-z]{{2,12}})/$", steps.step, name="contribution_step"
    ),
    path("contribute/open/<str:token>/", links.link, name="contribution_link"),
    path("contribute/join/<str:token>/", links.join, name="contribution_join"),
    path("contribute/from/", starting.start_from, name="contribute_from"),
    path("contribute/template/", offline_views.template, name="contribute_template"),
    path("contribute/<str:kind>/", views.snapshot, name="contribute_kind"),
    re_path(rf"^my/{ONE}/files/(?P<number>\d{{1,12}})/$", files.hand_out, name="contribution_file"),
    re_path(
        rf"^records/{ONE}/files/(?P<number>\d{{1,12}})/$", files.public_file, name="record_file"
    ),
    path("my/", own.mine, name="my_contributions"),
    re_path(rf"^my/{ONE}/$", own.one, name="my_contribution"),
    re_path(rf"^my/{ONE}/appeal/$", own.appeal, name="contribution_appeal"),
    *desk_urls.urlpatterns,
    *peer_urls.urlpatterns,
]
