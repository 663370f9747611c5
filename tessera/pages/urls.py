"""The home page and the editorial pages."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.views import serve

from tessera.pages import views
from tessera.pages.loading import SLUGS

urlpatterns = [
    path("", views.home, name="home"),
    # The navigation offers these by name; every other page is known to the page tree alone.
    re_path(rf"^((?:{'|'.join(SLUGS)})/)$", serve, name="own_text"),
    path("", include(wagtail_urls)),
]
