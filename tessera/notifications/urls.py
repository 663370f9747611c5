"""Addresses of the room, below the language."""

from django.urls import path

from tessera.notifications import views

urlpatterns = [
    path("mail/stop/<str:token>/", views.stop, name="stop_mail"),
    path("account/mails/", views.own_mails, name="own_mails"),
]
