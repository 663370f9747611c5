"""Pages of self-checks: answering for oneself, and the questions for those who write them."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.catalogue.cards import cards
from tessera.catalogue.models import Record
from tessera.learning.errors import CourseStateError
from tessera.learning.models import CheckItem, SelfCheck, Standing
from tessera.learning.rules import can_teach
from tessera.learning.self_checks.asking import (
    forget_answers,
    keep_answers,
    kept_answers,
    questions_of,
    read_answers,
)
from tessera.learning.self_checks.forms import ItemFormSet
from tessera.learning.self_checks.helping import help_for
from tessera.learning.self_checks.writing import Written, save_check
from tessera.lib.identifiers import normalize
from tessera.network.models import TextStatus
from tessera.vocabularies.labels import current_language

#: Where the session has answers that somebody asked to keep before signing in.
_BROUGHT: Final = "self_check"
_FORM = require_http_methods(["GET", "HEAD", "POST"])


def _guideline(identifier: str) -> Record:
    rows = Record.objects.public().filter(kind=Record.Kind.GUIDELINE)
    found: Record = get_object_or_404(rows, identifier=normalize(identifier) or "")
    return found


def _brought(request: HttpRequest, record: Record) -> dict[str, str]:
    """What a visitor answered before signing in to keep it."""
    if not request.user.is_authenticated:
        return {}
    given = request.session.get(_BROUGHT) or {}
    return dict(given.get(record.identifier) or {})


@_FORM
def self_check(request: HttpRequest, identifier: str) -> HttpResponse:
    """Answer for oneself and see what helps; without an account nothing is kept."""
    record, language = _guideline(identifier), current_language()
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "forget" and request.user.is_authenticated:
        forget_answers(record, by=user_of(request))
        messages.success(request, _("Your answers are deleted."))
        return redirect("self_check", record.identifier)
    answers = read_answers(record, request.POST) if act else kept_answers(record, request.user)
    if act == "sign-in" and answers and not request.user.is_authenticated:
        request.session[_BROUGHT] = {record.identifier: answers}
        return redirect_to_login(request.path, resolve_url(settings.LOGIN_URL))
    brought = _brought(request, record) if not act else {}
    answers = brought or answers
    if act == "keep" and answers and request.user.is_authenticated:
        keep_answers(record, answers, by=user_of(request))
        request.session.pop(_BROUGHT, None)
        messages.success(request, _("Your answers are kept. Nobody else sees them."))
        return redirect(f"{reverse('self_check', args=[record.identifier])}#helps")
    asked = questions_of(record, language, answers)
    if not asked and not can_teach(request.user):
        raise Http404
    context = {
        "record": record,
        "card": next(iter(cards([record.identifier], language)), None),
        "asked": asked,
        "standings": Standing.choices,
        "is_answered": bool(answers),
        "is_empty": bool(act) and not answers,
        "is_brought": bool(brought),
        "is_machine": any(each.status == TextStatus.MACHINE for each in asked),
        "help": help_for(asked, record, request.user) if answers else None,
        "is_kept": request.user.is_authenticated
        and SelfCheck.objects.filter(user=request.user.pk, record=record).exists(),
        "may_teach": can_teach(request.user),
    }
    status = 422 if context["is_empty"] else 200
    response = render(request, "learning/self_check.html", context, status=status)
    add_never_cache_headers(response)
    return response


@_FORM
@sign_in_required
def write_check(request: HttpRequest, identifier: str) -> HttpResponse:
    """The questions of a guideline in the language of the page."""
    if not can_teach(request.user):
        raise PermissionDenied
    record, language = _guideline(identifier), current_language()
    initial = [
        {"pk": each.pk, "question": each.question, "evidence": each.evidence,
         "theme": each.theme_id}
        for each in questions_of(record, language, {})
    ]  # fmt: skip
    forms = ItemFormSet(request.POST or None, initial=initial, prefix="items")
    problem = ""
    if request.method == "POST" and forms.is_valid():
        rows = [
            Written(given["pk"], given["theme"], given["question"], given["evidence"])
            for each in forms
            if (given := each.cleaned_data) and not given.get("DELETE")
        ]
        try:
            save_check(record, rows, language=language, by=user_of(request))
        except CourseStateError as error:
            problem = str(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("self_check", record.identifier)
    context = {
        "record": record,
        "card": next(iter(cards([record.identifier], language)), None),
        "forms": forms,
        "problem": problem,
    }
    has_failed = request.method == "POST"
    return render(request, "learning/write_check.html", context, status=422 if has_failed else 200)


def invitation_to_check(record: Record) -> SafeString:
    """The way from a guideline's page to its self-check. A query for guidelines."""
    is_there = record.kind == Record.Kind.GUIDELINE and (
        CheckItem.objects.filter(record=record).exists()
    )
    if not is_there:
        return mark_safe("")
    html = render_to_string("learning/_self_check.html", {"record": record})
    return mark_safe(html)  # noqa: S308 - rendered by a template
