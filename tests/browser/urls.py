"""The product's addresses, and the previews of error pages that only development has."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from tessera import urls
from tessera.web import errors

handler400, handler403, handler404, handler500 = (
    urls.handler400, urls.handler403, urls.handler404, urls.handler500,
)  # fmt: skip

urlpatterns = [
    *i18n_patterns(path("errors/<int:status>/", errors.preview, name="error_preview")),
    *urls.urlpatterns,
]
