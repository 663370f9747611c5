"""Addresses of following, below the language."""

from django.urls import path

from tessera.following import views

urlpatterns = [
    path("following/", views.following, name="following"),
    path("following/add/", views.follow, name="follow"),
    path("following/<int:number>/", views.change, name="follow_change"),
]
