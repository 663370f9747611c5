"""Certificates: taking one, and checking one by its code as an employer would."""

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.limits import count_attempt
from tessera.learning import badges
from tessera.learning.certificate_pdf import certificate_document
from tessera.learning.models import Certificate, Enrolment
from tessera.learning.outline import outline
from tessera.learning.reading import find_course
from tessera.learning.studying import issue_certificate, withdraw_certificate
from tessera.lib.certificate_forms import CodeForm, NameForm
from tessera.lib.printing import render_pdf
from tessera.lib.verifiable_codes import code_typed
from tessera.network.people import shown_name
from tessera.vocabularies.labels import current_language
from tessera.web.client_address import client_network

#: Codes checked from one network in an hour. A code has 60 bits, so this only spares the database.
_MOST_CHECKS: Final = 300


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def take(request: HttpRequest, identifier: str) -> HttpResponse:
    """Take the certificate of a completed course, under the name one chooses."""
    user, course = user_of(request), find_course(request, identifier)
    enrolment = get_object_or_404(Enrolment, user=user, course=course, completed_at__isnull=False)
    known = Certificate.objects.filter(user=user, course=course).first()
    if request.method == "POST" and request.POST.get("do") == "withdraw" and known:
        withdraw_certificate(known, by=user)
        messages.success(
            request, _("The certificate was withdrawn. Its code is worth nothing now.")
        )
        return redirect(course)
    first = known.name if known else user.get_full_name() or shown_name(user, user)
    consent = _("Whoever has the code may see my name, the course and the date.")
    form = NameForm(request.POST or None, initial={"name": first}, consent=consent)
    if request.method == "POST" and form.is_valid():
        made = issue_certificate(enrolment, name=form.cleaned_data["name"], by=user)
        return redirect(made)
    context = {
        "course": outline(course, current_language()), "form": form, "certificate": known,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "learning/take_certificate.html", context, status=status)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The form for a code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("certificate", form.cleaned_data["code"])
    status = 422 if form.errors else 200
    return render(request, "learning/check_certificate.html", {"form": form}, status=status)


@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """A certificate, or that there is none of this code."""
    found = _found(request, code)
    if found is None:
        context = {"code": code, "form": CodeForm()}
        answer = render(request, "learning/no_certificate.html", context, status=404)
    elif found.code != code:
        return redirect(found)
    else:
        context = {
            "certificate": found,
            "course": outline(found.course, current_language()),
            "is_own": found.user_id == request.user.pk,
        }
        answer = render(request, "learning/certificate.html", context)
    return _private(answer)


@require_safe
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate to print, in the language of the address; for whoever has its code."""
    found = _found(request, code)
    if found is None:
        raise Http404
    language = current_language()
    pdf = render_pdf(certificate_document(found, language))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="certificate-{found.code}-{language}.pdf"'
    return _private(answer)


def _found(request: HttpRequest, code: str) -> Certificate | None:
    count_attempt(
        "learning.certificate", client_network(request), most=_MOST_CHECKS,
        within=timedelta(hours=1),
    )  # fmt: skip
    typed = code_typed(code)
    rows = Certificate.objects.select_related("course")
    return rows.filter(code=typed).first() if typed else None


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    return answer


@require_safe
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as an Open Badge 3.0, signed (VC-JWT); for whoever has its code."""
    found = get_object_or_404(Certificate.objects.select_related("course"), code=code_typed(code))
    answer = HttpResponse(badges.signed(found), content_type="application/vc+jwt")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{found.code}.jwt"'
    add_never_cache_headers(answer)
    return answer


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """Who issues badges, and the key that they are signed with."""
    return JsonResponse(badges.issuer_profile())
