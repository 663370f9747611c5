"""The home page and the editorial pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tessera.pages.home import home_page
from tessera.pages.models import InformationPage

#: Pages for which the site brings a text of its own, in every language.
OWN_TEXTS = ("about", "how-records-are-checked", "accessibility", "privacy")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page."""
    return render(request, "pages/home.html", {"home": home_page()})


@require_safe
def information(request: HttpRequest, slug: str) -> HttpResponse:
    """The editors' page of this name and language, else the site's own text."""
    page = (
        InformationPage.objects.live()
        .filter(slug=slug, locale__language_code=get_language())
        .order_by("depth")
        .first()
    )
    if page:
        return render(request, page.template, {"page": page})
    if slug in OWN_TEXTS:
        return render(request, f"pages/{slug.replace('-', '_')}.html", {})
    raise Http404
