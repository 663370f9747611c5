"""Addresses of corrections and of the figures, below the language."""

from django.urls import path, re_path

from tessera.catalogue.urls import RECORD
from tessera.stewardship import transparency_page, views

urlpatterns = [
    re_path(rf"{RECORD}/correct/$", views.correct, name="record_correct"),
    re_path(rf"{RECORD}/correct/sent/$", views.corrected, name="record_corrected"),
    path("transparency/", transparency_page.transparency, name="transparency"),
    path("desk/corrections/", views.corrections, name="corrections"),
    path("desk/corrections/<int:number>/", views.correction, name="correction"),
]
