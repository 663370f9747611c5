"""Stopping a kind of mail, and hearing of addresses that mail servers refused."""

import hmac
import json

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from tessera.accounts.access import sign_in_required, user_of
from tessera.lib.personal_links import InvalidLinkError, read_token
from tessera.notifications.actions import (
    bounce_of,
    forget_bounce,
    note_bounce,
    resume_mail,
    stop_mail,
    stopped_kinds,
)
from tessera.notifications.kinds import mail_kind
from tessera.notifications.models import StoppedMail
from tessera.notifications.writing import STOPPING

_DAYS = 400
_MOST_BYTES = 100_000
_MOST_BOUNCES = 500


@never_cache
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_mails(request: HttpRequest) -> HttpResponse:
    """Which mails somebody stopped, and whether their address takes any; both can be undone."""
    user = user_of(request)
    if request.method == "POST":
        if request.POST.get("do") == "works":
            forget_bounce(by=user)
        elif kind := mail_kind(request.POST.get("kind", "")):
            resume_mail(address=user.email, kind=kind.code)
        messages.success(request, _("Saved."))
        return redirect("own_mails")
    context = {"stopped": stopped_kinds(user), "bounce": bounce_of(user)}
    return render(request, "notifications/own_mails.html", context)


# Exempt, because mail programs stop a mail with one POST of their own (RFC 8058) that knows no
# token of ours; the signed address is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a kind of mail with one click, or take it up again."""
    try:
        code, _space, address = read_token(STOPPING, token, days=_DAYS).partition(" ")
    except InvalidLinkError as error:
        return _private(
            render(request, "notifications/stop.html", {"error": str(error)}, status=404)
        )
    kind = mail_kind(code)
    if kind is None or kind.is_essential:
        raise Http404
    if request.method == "POST":
        change = resume_mail if request.POST.get("again") else stop_mail
        change(address=address, kind=code)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=200)
        return _private(redirect(reverse("stop_mail", args=[token])))
    is_stopped = StoppedMail.objects.filter(address=address.lower(), kind=code).exists()
    context = {"kind": kind, "is_stopped": is_stopped}
    return _private(render(request, "notifications/stop.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """The address of the page is a secret of its reader."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


# Exempt, because programs call it; the bearer token is the proof.
@csrf_exempt
@require_POST
def bounces(request: HttpRequest) -> HttpResponse:
    """A mail server's program tells of addresses that were refused for good.

    Takes ``{"bounces": [{"address": …, "reason": …}]}`` and answers ``{"noted": int}``.
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.BOUNCE_TOKEN or not hmac.compare_digest(
        given.encode(), settings.BOUNCE_TOKEN.encode()
    ):
        return JsonResponse({"error": "The token is wrong, or none is set here."}, status=403)
    try:
        rows = json.loads(request.body[:_MOST_BYTES])["bounces"]
        found = [(str(row["address"]), str(row.get("reason", ""))) for row in rows]
        for address, _reason in found:
            validate_email(address)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return JsonResponse({"error": "A list of bounces with addresses is wanted."}, status=422)
    for address, reason in found[:_MOST_BOUNCES]:
        note_bounce(address=address, reason=reason)
    return JsonResponse({"noted": min(len(found), _MOST_BOUNCES)})
