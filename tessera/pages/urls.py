"""The home page and the editorial pages."""

from django.urls import path

from tessera.pages import views

urlpatterns = [
    path("", views.home, name="home"),
]
