"""Addresses without a language: where other services send people back, and the back office's own.

One address per service has to be registered there; seven would be.
"""

from allauth.urls import build_provider_urlpatterns
from django.urls import include, path

from tessera.accounts.views import sign_ins

urlpatterns = [
    path("editors/login/", sign_ins.to_sign_in, name="back_office_sign_in"),
    path("sign-in/", include(build_provider_urlpatterns())),
]
