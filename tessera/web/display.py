"""The reader's choice of light, dark or as the system has it; kept in a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

COOKIE = "display"
CHOICES = ("light", "dark")
_ONE_YEAR = 365 * 24 * 3600


def display_of(request: HttpRequest | None) -> str:
    """``light``, ``dark``, or ``""`` for what the system asks for."""
    choice = request.COOKIES.get(COOKIE, "") if request else ""
    return choice if choice in CHOICES else ""


# Exempt, because the form stands on pages that are cached for everybody and can carry no token.
# All that a foreign site could do with it is to change a colour.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Choose the display, and go back to where one was."""
    if request.method != "POST":
        return render(request, "web/display.html")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = request.path
    response = HttpResponseRedirect(back)
    choice = request.POST.get(COOKIE, "")
    if choice in CHOICES:
        response.set_cookie(
            COOKIE,
            choice,
            max_age=_ONE_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
