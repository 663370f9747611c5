"""Addresses below the language that belong to no other room."""

from django.urls import path

from tessera.web import display, views

urlpatterns = [
    path("display/", display.display, name="display"),
    path("style-guide/", views.style_guide, name="style_guide"),
]
