"""The home page. Editorial pages are served by Wagtail, from the page tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.lib.http import read_only
from tessera.pages.home import home_page


@read_only
def home(request: HttpRequest) -> HttpResponse:
    """The home page."""
    return render(request, "pages/home.html", {"home": home_page()})
