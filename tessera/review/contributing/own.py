"""The author's own pages: all contributions, one of them, conflicts, messages."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.catalogue.drafts import draft_sections
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.review.actions import choose_copy, discard_draft, send_message
from tessera.review.actions.desk import appeal_decision
from tessera.review.contributing.access import contributor, held_keys, own_submission, sign_in_url
from tessera.review.contributing.pages import step_url, who_acts
from tessera.review.contributing.reading import answers_of, differing
from tessera.review.contributing.steps import SHORT
from tessera.review.desk_forms import AppealForm
from tessera.review.errors import ReviewError
from tessera.review.models import Submission, SubmissionCopy

_A_PAGE = 25


@dataclass(frozen=True)
class OwnLine:
    """A contribution in the list: what it is, and who acts next."""

    submission: Submission
    who_acts: str
    is_mine_to_do: bool


@never_cache
@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest) -> HttpResponse:
    """Every contribution of who is signed in, or those whose keys this browser holds."""
    if request.user.is_authenticated:
        rows = Submission.objects.written_by(request.user)
    else:
        rows = Submission.objects.filter(identifier__in=held_keys(request), author__isnull=True)
    rows = rows.defer("held_for").order_by("-updated_at", "-pk")
    page = page_of(rows, page_number(request), _A_PAGE)
    lines = [OwnLine(row, who_acts(row), row.is_editable) for row in page.object_list]
    return render(
        request,
        "review/my.html",
        {"page": page, "lines": lines, "sign_in_url": sign_in_url(request.path)},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, identifier: str) -> HttpResponse:
    """One contribution: its way so far, its messages, and what can be done now."""
    submission = own_submission(request, identifier)
    if request.method == "POST":
        return _act(request, submission)
    key = SHORT if submission.state == Submission.State.UNCONFIRMED else "what"
    context = {
        "submission": submission,
        "who_acts": who_acts(submission),
        "events": submission.events.all(),
        "said": _said_last(submission),
        "conversation": submission.messages.select_related("author"),
        "copies": submission.copies.all(),
        "parts": answers_of(submission),
        "write_url": step_url(submission, key),
        "send_url": step_url(submission, "send"),
        "sections": draft_sections(request, submission.identifier),
        "can_discard": submission.submitted_at is None and submission.is_editable,
    }
    return render(request, "review/my_contribution.html", context)


def _said_last(submission: Submission) -> str:
    """Why it came back or was declined, in the editors' words; empty in all other states."""
    if submission.state not in {Submission.State.RETURNED, Submission.State.DECLINED}:
        return ""
    last = submission.events.filter(to_state=submission.state).last()
    return last.reason if last else ""


def _act(request: HttpRequest, submission: Submission) -> HttpResponse:
    by = contributor(request)
    if request.POST.get("do") == "discard":
        try:
            discard_draft(submission, by=by)
        except ReviewError as error:
            messages.error(request, str(error))
            return redirect("my_contribution", identifier=submission.identifier)
        messages.success(request, _("The draft is thrown away."))
        return redirect("my_contributions")
    text = request.POST.get("text", "").strip()
    if not text:
        messages.error(request, _("Write a message first."))
    else:
        send_message(submission, text=text, by=by)
        messages.success(request, _("Your message is sent."))
    return redirect("my_contribution", identifier=submission.identifier)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """Two versions of the same text: choose one."""
    submission = own_submission(request, identifier)
    kept = get_object_or_404(SubmissionCopy, pk=number, submission=submission)
    if request.method == "POST":
        choice = request.POST.get("keep")
        if choice not in {"copy", "saved"}:
            raise Http404
        choose_copy(kept, keeps_copy=choice == "copy", by=contributor(request))
        messages.success(request, _("Done. You can go on writing."))
        return redirect("my_contribution", identifier=submission.identifier)
    rows = differing(submission, kept.changes)
    context = {"submission": submission, "copy": kept, "rows": rows}
    return render(request, "review/copy.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, identifier: str) -> HttpResponse:
    """An author's appeal against a refusal; without account, with the key of the mailed link."""
    submission = own_submission(request, identifier)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appeal_decision(submission, by=contributor(request), text=form.cleaned_data["text"])
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Your appeal was sent. An editor who was not involved will decide.")
            )
            return redirect("contribution_appeal", identifier=submission.identifier)
    context = {
        "submission": submission,
        "form": form,
        "appeal": getattr(submission, "appeal", None),
        "decision": submission.desk_decisions.filter(outcome=Submission.State.DECLINED).last(),
        "can_appeal": submission.state == Submission.State.DECLINED,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "review/appeal.html", context, status=status)
