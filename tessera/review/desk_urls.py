"""Addresses of the desk, below the language."""

from django.urls import path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.review import desk_bulk_views, desk_views

ONE = rf"(?P<identifier>{PATTERN})"

urlpatterns = [
    path("desk/", desk_views.desk, name="desk"),
    path("desk/many/", desk_bulk_views.preview, name="desk_many"),
    path("desk/many/<int:number>/", desk_bulk_views.done, name="desk_batch"),
    path("desk/many/<int:number>/undo/", desk_bulk_views.undo, name="desk_undo"),
    re_path(rf"^desk/{ONE}/$", desk_views.submission, name="desk_submission"),
    re_path(rf"^desk/{ONE}/claim/$", desk_views.claim, name="desk_claim"),
    re_path(rf"^desk/{ONE}/hand-over/$", desk_views.hand_over, name="desk_hand_over"),
    re_path(rf"^desk/{ONE}/files/(?P<number>\d{{1,12}})/$", desk_views.hide, name="desk_hide_file"),
    re_path(rf"^desk/{ONE}/record/$", desk_views.record, name="desk_record"),
    re_path(rf"^desk/{ONE}/appeal/$", desk_views.answer_appeal, name="desk_appeal"),
]
