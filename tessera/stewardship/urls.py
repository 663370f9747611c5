"""Addresses of corrections, verification and the figures, below the language."""

from django.urls import path, re_path

from tessera.catalogue.urls import RECORD
from tessera.lib.identifiers import PATTERN
from tessera.stewardship import transparency_page, tried_views, verification_views, views

ONE = rf"(?P<identifier>{PATTERN})"

urlpatterns = [
    re_path(rf"{RECORD}/correct/$", views.correct, name="record_correct"),
    re_path(rf"{RECORD}/correct/sent/$", views.corrected, name="record_corrected"),
    re_path(rf"{RECORD}/tried/$", tried_views.tell, name="record_tried"),
    re_path(rf"{RECORD}/tried/sent/$", tried_views.told, name="record_tried_sent"),
    path("tried/", tried_views.notes, name="tried"),
    path("desk/tried/", tried_views.waiting, name="tried_desk"),
    path("transparency/", transparency_page.transparency, name="transparency"),
    path("desk/corrections/", views.corrections, name="corrections"),
    path("desk/corrections/<int:number>/", views.correction, name="correction"),
    path("verify/<str:token>/", verification_views.verify, name="verify"),
    path("desk/verification/", verification_views.verifications, name="verifications"),
    re_path(rf"^desk/verification/{ONE}/$", verification_views.verification, name="verification"),
    re_path(rf"^desk/verification/{ONE}/form/$", verification_views.edit, name="upkeep_edit"),
]
