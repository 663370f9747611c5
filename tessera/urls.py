"""All addresses. The public ones are a contract (``docs/reference/addresses.md``)."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("editors/", include(wagtailadmin_urls)),
]
