"""A round of review: for editors who run it, and for the author who asked for it."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.identifiers import normalize
from tessera.review.actions import submit_submission
from tessera.review.actions.peer_reviews import reply_to_reviews
from tessera.review.actions.peer_roster import decide_application
from tessera.review.actions.peer_rounds import (
    ask_for_review,
    assign_reviewers,
    decide_round,
    replace_reviewer,
)
from tessera.review.desk_inbox import due_in_words, title_of
from tessera.review.desk_views import one_of_the_desk
from tessera.review.models import (
    Assignment,
    ReviewDecision,
    Reviewer,
    ReviewRound,
    Submission,
)
from tessera.review.peer_balance import balance
from tessera.review.peer_forms import AskForm, EntryForm, RoundDecisionForm
from tessera.review.peer_pages import differences_of, points_for_author, profile_rows
from tessera.review.peer_proposals import propose
from tessera.review.peer_rules import REVIEWABLE, can_manage_roster, can_run_round
from tessera.review.peer_scores import disagreements
from tessera.review.rules import is_author
from tessera.vocabularies.labels import current_language, labels

State = Submission.State


def _round(one: Submission) -> ReviewRound:
    found = one.rounds.order_by("-number").first()
    if found is None:
        raise Http404
    found.submission = one
    return found


@require_safe
@sign_in_required
def round_page(request: HttpRequest, identifier: str) -> HttpResponse:
    """Who reviews, what they say, and the decision."""
    return _shown(request, one_of_the_desk(request, identifier))


def _shown(
    request: HttpRequest, one: Submission, form: RoundDecisionForm | None = None
) -> HttpResponse:
    found = _round(one)
    everybody = list(found.assignments.select_related("reviewer", "review").order_by("number"))
    done = [each for each in everybody if each.state == Assignment.State.SUBMITTED]
    may_run = can_run_round(user_of(request), found)
    is_open = found.closed_at is None
    needs_arbiter = one.state == State.ARBITRATION
    title, language = title_of(one)
    picture, reader = labels(), current_language()
    context: dict[str, Any] = {
        "submission": one,
        "title": title,
        "title_language": language,
        "round": found,
        "assignments": [
            (
                each,
                due_in_words(each.due_at) if each.is_open else "",
                [
                    entry.label(reader)
                    for code in each.interests
                    if (entry := picture.concept("COI", code))
                ],
            )
            for each in everybody
        ],
        "done": done,
        "rows": profile_rows([each.review.content for each in done]) if done else [],
        "disagreements": disagreements(each.review.content for each in done),
        "may_run": may_run,
        "is_open": is_open,
        "needs_arbiter": needs_arbiter,
        "proposal": propose(found) if is_open and may_run and one.state != State.REVISE else None,
        "form": form or RoundDecisionForm(),
        "may_decide": may_run and is_open and len(done) >= 2,
        "differences": differences_of(found, one),
        "points": points_for_author(found) if found.snapshot else [],
        "decisions": found.decisions.select_related("decided_by"),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "review/round.html", context, status=status)


@require_POST
@sign_in_required
def assign(request: HttpRequest, identifier: str) -> HttpResponse:
    """Give the round the reviewers ticked."""
    one = one_of_the_desk(request, identifier)
    found = _round(one)
    people = list(
        Reviewer.objects.filter(identifier__in=request.POST.getlist("reviewer")[:8]).order_by("pk")
    )
    seat = Assignment.Seat.ARBITER if one.state == State.ARBITRATION else ""
    return _act(
        request,
        one,
        lambda: assign_reviewers(found, reviewers=people, by=user_of(request), seat=seat),
        _("The reviewers were asked by mail."),
    )


@require_POST
@sign_in_required
def replace(request: HttpRequest, identifier: str, assignment: str) -> HttpResponse:
    """Take an assignment back."""
    one = one_of_the_desk(request, identifier)
    task = get_object_or_404(
        Assignment.objects.select_related("round__submission", "reviewer"),
        identifier=normalize(assignment) or "",
        round__submission=one,
    )
    return _act(
        request,
        one,
        lambda: replace_reviewer(task, by=user_of(request)),
        _("Taken back. The seat is free again."),
    )


def _act(request: HttpRequest, one: Submission, action: Any, told: str) -> HttpResponse:
    try:
        action()
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    except TesseraError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect(reverse("review_round", args=[one.identifier]))


@require_POST
@sign_in_required
def decide(request: HttpRequest, identifier: str) -> HttpResponse:
    """Decide about the round."""
    one = one_of_the_desk(request, identifier)
    form = RoundDecisionForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            decide_round(
                _round(one),
                by=user_of(request),
                outcome=typed["outcome"],
                note=typed["note"],
                evidence_level=typed["level"],
                evidence_direction=typed["direction"],
                language=current_language(),
            )
        except NotAllowedError as error:
            raise PermissionDenied(str(error)) from error
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. The author was told."))
            return redirect(reverse("review_round", args=[one.identifier]))
    return _shown(request, one, form)


@sign_in_required
def of_author(request: HttpRequest, identifier: str) -> HttpResponse:
    """The author's side: ask for review, answer point by point, read the decision."""
    one: Submission = get_object_or_404(
        Submission.objects.select_related("record", "organization"),
        identifier=normalize(identifier) or "",
    )
    user = user_of(request)
    if not is_author(user, one):
        raise PermissionDenied
    form = AskForm(request.POST if request.POST.get("do") == "ask" else None)
    found = one.rounds.order_by("-number").first()
    try:
        if form.is_bound and form.is_valid():
            ask_for_review(one, by=user, excluded=form.names)
            messages.success(request, _("Asked for. An editor chooses the reviewers now."))
            return redirect(reverse("contribution_review", args=[one.identifier]))
        if request.method == "POST" and found and not form.is_bound:
            return _replied(request, one, found)
    except TesseraError as error:
        form.add_error(None, str(error)) if form.is_bound else messages.error(request, str(error))
    is_waiting = found is not None and found.closed_at is None
    title, language = title_of(one)
    context = {
        "submission": one,
        "title": title,
        "title_language": language,
        "round": found,
        "form": form,
        "may_ask": one.kind in REVIEWABLE
        and one.state in {State.LISTED, State.REVIEWED}
        and not is_waiting,
        "is_waiting": is_waiting,
        "is_revising": one.state == State.REVISE,
        "points": points_for_author(found) if found and found.snapshot else [],
        "differences": differences_of(found, one) if found else [],
        "decisions": found.decisions.all() if found else ReviewDecision.objects.none(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "review/author_review.html", context, status=status)


def _replied(request: HttpRequest, one: Submission, found: ReviewRound) -> HttpResponse:
    user = user_of(request)
    replies = {
        (each.number, each.point): request.POST.get(f"reply_{each.number}_{each.point}", "")
        for each in points_for_author(found)
    }
    reply_to_reviews(found, by=user, replies=replies)
    if request.POST.get("do") == "send":
        one.refresh_from_db()
        submit_submission(one, by=user)
        messages.success(request, _("Your answers are with the editors now."))
    else:
        messages.success(request, _("Saved. You can go on later, on any device."))
    return redirect(reverse("contribution_review", args=[one.identifier]))


@require_safe
@sign_in_required
def roster(request: HttpRequest) -> HttpResponse:
    """Applications, everybody on the roster, and how balanced it is."""
    if not can_manage_roster(user_of(request)):
        raise PermissionDenied
    context = {
        "applications": Reviewer.objects.filter(state=Reviewer.State.APPLIED).order_by(
            "applied_at"
        )[:100],
        "active": Reviewer.objects.filter(state=Reviewer.State.ACTIVE)[:500],
        "balance": balance(),
    }
    return render(request, "review/roster.html", context)


@sign_in_required
def entry(request: HttpRequest, identifier: str) -> HttpResponse:
    """One entry; posted, the decision about it."""
    user = user_of(request)
    if not can_manage_roster(user):
        raise PermissionDenied
    one = get_object_or_404(
        Reviewer.objects.prefetch_related("affiliations"), identifier=normalize(identifier) or ""
    )
    initial = {"is_internal": one.is_internal, "yearly_cap": one.yearly_cap}
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            decide_application(
                one,
                by=user,
                is_accepted=request.POST.get("do") == "accept",
                is_internal=form.cleaned_data["is_internal"],
                yearly_cap=form.cleaned_data["yearly_cap"],
            )
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. The applicant was told."))
            return redirect("roster")
    picture, language = labels(), current_language()

    def names(scheme: str, codes: list[str]) -> list[str]:
        return [each.label(language) for code in codes if (each := picture.concept(scheme, code))]

    places = (picture.by_place_code.get(code) for code in one.regions)
    home = picture.by_place_code.get(one.country)
    context = {
        "entry": one,
        "form": form,
        "country": home.label(language) if home else one.country,
        "themes": names("TH", one.themes),
        "basis": names("XB", one.basis),
        "regions": [each.label(language) for each in places if each],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "review/roster_entry.html", context, status=status)


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


@require_safe
@sign_in_required
def register(request: HttpRequest) -> Any:
    """The register of declared interests as CSV; reviewers of anonymous rounds by number only."""
    if not can_manage_roster(user_of(request)):
        raise PermissionDenied
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow(
            ["contribution", "round", "number", "reviewer", "seat", "state", "assigned",
             "declared", "interests"]
        )  # fmt: skip
        rows = Assignment.objects.select_related("round__submission", "reviewer").order_by("pk")
        for each in rows.iterator(chunk_size=500):
            name = "" if each.round.is_anonymous else _cell(each.reviewer.name)
            yield writer.writerow(
                [each.round.submission.identifier, each.round.number, each.number, name, each.seat,
                 each.state, each.assigned_at.date().isoformat(),
                 each.declared_at.date().isoformat() if each.declared_at else "",
                 " ".join(each.interests)]
            )  # fmt: skip

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="interests.csv"'
    return answer


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
