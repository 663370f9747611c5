"""Pages of reviewers: the roster's entry, an assignment, the certificate."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.identifiers import normalize
from tessera.review.actions.peer_reviews import (
    StaleReviewError,
    declare_interests,
    decline_assignment,
    save_review,
    submit_review,
)
from tessera.review.actions.peer_roster import apply_as_reviewer, leave_roster
from tessera.review.desk_inbox import due_in_words, title_of
from tessera.review.errors import IncompleteError
from tessera.review.models import Assignment, Reviewer
from tessera.review.peer_forms import ApplicationForm, InterestsForm
from tessera.review.peer_pages import choices_of, form_fields, involved, outcome_rows
from tessera.review.peer_rules import can_read_for_review, is_its_reviewer
from tessera.review.peer_scores import SCORES, VERDICTS

_DONE_SHOWN = 50


@require_safe
@sign_in_required
def reviewing(request: HttpRequest) -> HttpResponse:
    """One's entry in the roster, and the reviews done."""
    entry = Reviewer.objects.filter(user=user_of(request)).first()
    done = (
        entry.assignments.filter(state=Assignment.State.SUBMITTED)
        .select_related("round__submission__record")
        .prefetch_related("round__submission__record__texts")
        .order_by("-submitted_at")[:_DONE_SHOWN]
        if entry
        else []
    )
    context = {"entry": entry, "done": [(each, *title_of(each.round.submission)) for each in done]}
    return render(request, "review/reviewing.html", context)


@sign_in_required
def apply(request: HttpRequest) -> HttpResponse:
    """The application, or the entry to be changed."""
    user = user_of(request)
    entry = Reviewer.objects.filter(user=user).prefetch_related("affiliations").first()
    fields = ("name", "country", "languages", "themes", "regions", "basis", "motivation")
    initial: dict[str, Any] = {name: getattr(entry, name) for name in fields} if entry else {}
    initial.setdefault("name", user.get_full_name())
    form = ApplicationForm(
        request.POST if request.method == "POST" else None, entry=entry, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in fields}
        apply_as_reviewer(by=user, affiliations=form.affiliations, **typed)
        messages.success(request, _("Saved. An editor decides about new applications."))
        return redirect("reviewing")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "entry": entry}
    return render(request, "review/reviewer_form.html", context, status=status)


@require_POST
@sign_in_required
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the roster."""
    entry = get_object_or_404(Reviewer, user=user_of(request))
    leave_roster(entry, by=user_of(request))
    messages.success(request, _("You left the roster. Thank you for your reviews."))
    return redirect("reviewing")


def own_assignment(request: HttpRequest, identifier: str) -> Assignment:
    """The assignment; to everybody but its reviewer it does not exist.

    Raises:
        Http404: no such assignment, or somebody else's.
    """
    assignment: Assignment = get_object_or_404(
        Assignment.objects.select_related(
            "reviewer", "review", "round__submission__record__owner",
            "round__submission__record__publisher", "round__submission__organization",
        ),
        identifier=normalize(identifier) or "",
    )  # fmt: skip
    if not is_its_reviewer(user_of(request), assignment):
        raise Http404
    return assignment


@sign_in_required
def assignment(request: HttpRequest, identifier: str) -> HttpResponse:
    """An assignment in its state: to be declared, to be written, or done."""
    one = own_assignment(request, identifier)
    if one.state == Assignment.State.INVITED:
        return _declare(request, one)
    if one.state == Assignment.State.ACCEPTED:
        return _write(request, one)
    context = {"assignment": one, "may_read": can_read_for_review(user_of(request), one)}
    if context["may_read"]:
        context["title"], context["title_language"] = title_of(one.round.submission)
    return render(request, "review/assignment_done.html", context)


def _declare(request: HttpRequest, one: Assignment) -> HttpResponse:
    form = InterestsForm(request.POST if request.method == "POST" else None)
    if one.round.is_anonymous:
        form.fields.pop("agrees_to_name")
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            declared = declare_interests(
                one,
                by=user_of(request),
                interests=typed["interests"],
                note=typed["note"],
                agrees_to_name=typed.get("agrees_to_name", False),
            )
        except TesseraError as error:
            form.add_error("note" if not typed["note"] else "interests", str(error))
        else:
            if declared.state == Assignment.State.CONFLICT:
                messages.warning(
                    request, _("Thank you for saying so. Somebody else will be asked instead.")
                )
            return redirect(reverse("review_assignment", args=[one.identifier]))
    context = {
        "assignment": one,
        "form": form,
        "due": due_in_words(one.due_at),
        "involved": involved(one.round.submission.record),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "review/assignment_declare.html", context, status=status)


def _write(request: HttpRequest, one: Assignment) -> HttpResponse:
    user, faults, trouble = user_of(request), {}, ""
    if request.method == "POST":
        try:
            save_review(one, by=user, changes=request.POST, revision=_revision(request))
            if request.POST.get("do") == "submit":
                submit_review(one, by=user)
                messages.success(request, _("Your review was sent in. Thank you."))
            else:
                messages.success(request, _("Saved. You can go on later, on any device."))
            return redirect(reverse("review_assignment", args=[one.identifier]))
        except IncompleteError as error:
            faults = error.fields
        except StaleReviewError as error:
            trouble = str(error)
    content = dict(one.review.content)
    if trouble:  # What was typed here stays in the form; the next saving puts it on top.
        content |= {name: str(value) for name, value in request.POST.items()}
    title, language = title_of(one.round.submission)
    context = {
        "assignment": one,
        "title": title,
        "title_language": language,
        "due": due_in_words(one.due_at),
        "content": content,
        "fields": form_fields(content, faults),
        "faults": faults,
        "trouble": trouble,
        "outcomes": outcome_rows(one.round.submission.record, content),
        "scores": SCORES,
        "verdicts": VERDICTS,
        "levels": choices_of("EL"),
        "directions": choices_of("ED"),
        "confidences": choices_of("CF"),
        "record": one.round.submission.record,
    }
    status = 422 if faults else 409 if trouble else 200
    return render(request, "review/assignment_write.html", context, status=status)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


@require_POST
@sign_in_required
def autosave(request: HttpRequest, identifier: str) -> JsonResponse:
    """Save while typing; answers the new revision and what to say."""
    one = own_assignment(request, identifier)
    try:
        saved = save_review(
            one, by=user_of(request), changes=request.POST, revision=_revision(request)
        )
    except StaleReviewError as error:
        return JsonResponse({"said": str(error)}, status=409)
    except TesseraError as error:
        return JsonResponse({"said": str(error)}, status=403)
    return JsonResponse({"revision": saved.revision, "said": _("Saved")})


@require_POST
@sign_in_required
def decline(request: HttpRequest, identifier: str) -> HttpResponse:
    """Hand an assignment back."""
    one = own_assignment(request, identifier)
    try:
        decline_assignment(one, by=user_of(request))
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    except TesseraError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Handed back. Somebody else will be asked."))
    return redirect("desk")


@require_safe
@sign_in_required
def certificate(request: HttpRequest, identifier: str) -> HttpResponse:
    """A certificate to print; of an anonymous round it does not say which record it was."""
    one = own_assignment(request, identifier)
    if one.state != Assignment.State.SUBMITTED:
        raise Http404
    title, language = title_of(one.round.submission)
    context = {"assignment": one, "title": title, "title_language": language}
    return render(request, "review/certificate.html", context)
