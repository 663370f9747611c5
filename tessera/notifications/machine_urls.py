"""Addresses for programs, above the languages."""

from django.urls import path

from tessera.notifications import views

urlpatterns = [path("mail/bounces", views.bounces, name="mail_bounces")]
