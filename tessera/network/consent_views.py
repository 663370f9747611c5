"""The page behind the mail that asks for consent again. Nothing happens before the button."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from tessera.lib.personal_links import InvalidLinkError, read_token
from tessera.network.clocks import LINK_DAYS, PURPOSE
from tessera.network.models import Person
from tessera.network.profiles import renew_consent


def _person_of(token: str) -> Person | None:
    """Whose consent it is; none when the entry is gone, or was given anew since the mail."""
    number, _colon, until = read_token(PURPOSE, token, days=LINK_DAYS).partition(":")
    rows = Person.objects.filter(user__is_active=True).select_related("user")
    return rows.filter(pk=int(number), consent_until=date.fromisoformat(until)).first()


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Agree for another 24 months."""
    context: dict[str, Any] = {"problem": "", "person": None, "is_done": False}
    try:
        person = _person_of(token)
    except InvalidLinkError as error:
        person, context["problem"] = None, str(error)
    if person and person.user:
        context["person"] = person
        if request.method == "POST":
            renew_consent(person, by=person.user)
            context["is_done"] = True
    status = 200 if person else 404
    response = render(request, "network/consent.html", context, status=status)
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin"
    return response
