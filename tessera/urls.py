"""All addresses. The public ones are a contract (``docs/reference/addresses.md``).

What has no language stands above; every page has its language as the first part of its address.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from tessera.web import errors, media, probes, views

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("media/<path:name>", media.image, name="media_image"),
    path("", include("tessera.accounts.sign_in_urls")),
    path("editors/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("tessera.interop.urls")),
    path("", include("tessera.notifications.machine_urls")),
    path("", include("tessera.meetings.live.machine_urls")),
]

urlpatterns += i18n_patterns(
    path("", include("tessera.web.urls")),
    path("", include("tessera.catalogue.urls")),
    path("", include("tessera.network.urls")),
    path("", include("tessera.search.urls")),
    path("", include("tessera.accounts.urls")),
    path("", include("tessera.notifications.urls")),
    path("", include("tessera.review.urls")),
    path("", include("tessera.stewardship.urls")),
    path("", include("tessera.following.urls")),
    path("", include("tessera.meetings.urls")),
    path("", include("tessera.communities.urls")),
    path("", include("tessera.exchange.urls")),
    path("", include("tessera.learning.urls")),
    path("", include("tessera.interop.page_urls")),
    # Last: editorial pages take what no room knows.
    path("", include("tessera.pages.urls")),
    prefix_default_language=True,
)

if settings.DEBUG:
    urlpatterns += i18n_patterns(
        path("errors/<int:status>/", errors.preview, name="error_preview"),
        prefix_default_language=True,
    )
