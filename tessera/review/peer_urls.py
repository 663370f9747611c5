"""Addresses of peer review, below the language."""

from django.urls import path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.review import peer_round_views, peer_views

ONE = rf"(?P<identifier>{PATTERN})"

urlpatterns = [
    path("reviewing/", peer_views.reviewing, name="reviewing"),
    path("reviewing/apply/", peer_views.apply, name="reviewer_apply"),
    path("reviewing/leave/", peer_views.leave, name="reviewer_leave"),
    path("desk/roster/", peer_round_views.roster, name="roster"),
    path("desk/roster/interests.csv", peer_round_views.register, name="interests_register"),
    re_path(rf"^desk/roster/{ONE}/$", peer_round_views.entry, name="roster_entry"),
    re_path(rf"^desk/reviews/{ONE}/$", peer_views.assignment, name="review_assignment"),
    re_path(rf"^desk/reviews/{ONE}/save/$", peer_views.autosave, name="review_save"),
    re_path(rf"^desk/reviews/{ONE}/decline/$", peer_views.decline, name="review_decline"),
    re_path(
        rf"^desk/reviews/{ONE}/certificate/$", peer_views.certificate, name="review_certificate"
    ),
    re_path(rf"^desk/{ONE}/review/$", peer_round_views.round_page, name="review_round"),
    re_path(rf"^desk/{ONE}/review/assign/$", peer_round_views.assign, name="review_assign"),
    re_path(rf"^desk/{ONE}/review/decide/$", peer_round_views.decide, name="review_decide"),
    re_path(
        rf"^desk/{ONE}/review/(?P<assignment>{PATTERN})/replace/$",
        peer_round_views.replace,
        name="review_replace",
    ),
    re_path(rf"^my/{ONE}/review/$", peer_round_views.of_author, name="contribution_review"),
]
