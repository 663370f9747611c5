"""Marking who was there; taking a certificate; checking one by its code as an employer would."""

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import sign_in_required
from tessera.accounts.limits import count_attempt
from tessera.lib.certificate_forms import CodeForm, NameForm
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.lib.personal_links import InvalidLinkError
from tessera.lib.printing import render_pdf
from tessera.lib.verifiable_codes import code_typed
from tessera.meetings.afterwards.certificate_pdf import certificate_document
from tessera.meetings.afterwards.certificate_shown import certificate_of_code, shown_certificate
from tessera.meetings.afterwards.certifying import (
    attendee_of_token,
    count_marked,
    issue_certificate,
    mark_attendance,
    own_certificate,
    was_in_the_room,
    withdraw_certificate,
)
from tessera.meetings.attendance import Holder, going, holders_of_keys, key_of, sitting
from tessera.meetings.detail import session_card
from tessera.meetings.joining import personal
from tessera.meetings.models import AttendanceCertificate, Session
from tessera.meetings.organizing import organizer_of
from tessera.vocabularies.labels import current_language
from tessera.web.client_address import client_network

#: Codes checked from one network in an hour. A code has 60 bits, so this only spares the database.
_MOST_CHECKS: Final = 300
_A_PAGE: Final = 100
#: With those who sit on the panel.
_MOST_SENT: Final = 300


@never_cache
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def attended(request: HttpRequest, identifier: str) -> HttpResponse:
    """Everybody with a place or a seat, to be marked as having been there; in pages."""
    organizer = organizer_of(request)
    session = get_object_or_404(Session.objects.with_texts(), identifier=identifier)
    if request.method == "POST":
        # Only who was on the page as it was sent: places may have changed hands meanwhile.
        seen = holders_of_keys(session, request.POST.getlist("shown")[:_MOST_SENT])
        were_there = set(request.POST.getlist("there")[:_MOST_SENT])
        try:
            mark_attendance(session, shown=seen, were_there=were_there, by=organizer)
        except TesseraError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Saved. Whoever is newly marked gets a mail with the way to it.")
            )
        return redirect(request.get_full_path())
    page = page_of(going(session), page_number(request), _A_PAGE)
    shown: list[Holder] = [*(sitting(session) if page.number == 1 else ()), *page]
    count = count_marked(session)
    proposed = set() if count else was_in_the_room(session)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "page": page,
        "rows": [
            (key_of(each), each, bool(each.attended_at) or key_of(each) in proposed)
            for each in shown
        ],
        "count": count,
        "is_proposed": bool(proposed),
    }
    return render(request, "meetings/afterwards/attended.html", context)


@personal
def take(request: HttpRequest, token: str) -> HttpResponse:
    """Take a certificate under the name one chooses; the mailed link is enough."""
    session, attendee, key = attendee_of_token(token)
    known = own_certificate(session, key)
    if attendee is None and known is None:
        raise InvalidLinkError(_("What this link was for has been deleted."))
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        withdraw_certificate(session, key=key)
        messages.success(
            request, _("The certificate was withdrawn. Its code is worth nothing now.")
        )
        return redirect(session)
    form = None
    if attendee:
        first = {"name": known.name if known else attendee.name}
        consent = _("Whoever has the code may see that name, the session and the date.")
        typed = request.POST if request.method == "POST" else None
        form = NameForm(typed, initial=first, consent=consent)
    if request.method == "POST" and form and form.is_valid():
        try:
            issue_certificate(session, name=form.cleaned_data["name"], by=attendee)
            return redirect("attendance_certificate_take", token)
        except TesseraError as error:
            form.add_error(None, str(error))
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "form": form,
        "certificate": known,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/afterwards/take_certificate.html", context, status=status)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The form for a code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("attendance_certificate", form.cleaned_data["code"])
    context = {"form": form, "code": ""}
    status = 422 if form.errors else 200
    return render(request, "meetings/afterwards/check_certificate.html", context, status=status)


@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """A certificate, or that there is none of this code."""
    found = _found(request, code)
    if found is None:
        context = {"form": CodeForm(), "code": code}
        answer = render(request, "meetings/afterwards/check_certificate.html", context, status=404)
    elif found.code != code:
        return redirect(found)
    else:
        shown = shown_certificate(found, current_language())
        answer = render(
            request, "meetings/afterwards/certificate.html", {"shown": shown, "certificate": found}
        )
    return _private(answer)


@require_safe
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate to print, in the language of the address."""
    found = _found(request, code)
    if found is None:
        raise Http404
    language = current_language()
    document = certificate_document(shown_certificate(found, language), language)
    answer = HttpResponse(render_pdf(document), content_type="application/pdf")
    name = f"certificate-{found.code}-{language}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return _private(answer)


def _found(request: HttpRequest, code: str) -> AttendanceCertificate | None:
    count_attempt(
        "meetings.certificate", client_network(request), most=_MOST_CHECKS,
        within=timedelta(hours=1),
    )  # fmt: skip
    return certificate_of_code(code_typed(code))


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    return answer
