"""The desk: one list for editors and reviewers, and one submission beside it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.models import User
from tessera.catalogue.models import KIND_MODELS
from tessera.changes.addresses import form_address
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.identifiers import normalize
from tessera.network.models import Organization
from tessera.review.actions import send_message
from tessera.review.actions.desk import (
    claim_submission,
    decide_appeal,
    decline_submission,
    hand_over_submission,
    list_submission,
    return_submission,
    take_back_decision,
)
from tessera.review.actions.files import hide_file
from tessera.review.desk_checks import BLOCKS, keep_findings
from tessera.review.desk_forms import (
    AppealDecisionForm,
    BatchForm,
    DecisionForm,
    HandOverForm,
)
from tessera.review.desk_inbox import (
    Filters,
    assignments_of,
    due_in_words,
    has_confirmable,
    inbox,
    title_of,
)
from tessera.review.desk_rules import can_decide, can_decide_appeal, kinds_of_editor
from tessera.review.models import Reviewer, Submission, SubmissionFile
from tessera.review.models.submissions import KINDS, ORGANIZATION
from tessera.review.peer_rules import can_manage_roster
from tessera.review.rules import is_author, is_editor_of
from tessera.vocabularies.labels import current_language, labels

State = Submission.State
_MESSAGES_SHOWN: Final = 50
View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """Only for people who decide about some kind; everybody else is refused (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not kinds_of_editor(user_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return sign_in_required(guarded)


def editors_for(submission: Submission | None = None) -> Any:
    """People who may decide: those with a permission to publish, and administrators. One query.

    Not cut short: a form finds the chosen one in it, which a cut query refuses.
    """
    wanted = Permission.objects.filter(
        content_type__app_label__in=["catalogue", "network"], codename__startswith="publish_"
    )
    return (
        User.objects.filter(is_active=True)
        .filter(
            Q(is_superuser=True)
            | Q(user_permissions__in=wanted)
            | Q(groups__permissions__in=wanted)
        )
        .distinct()
        .order_by("last_name", "first_name", "email")
    )


def _base(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    """What both pages of the desk show."""
    user = user_of(request)
    is_editor = bool(kinds_of_editor(user))
    picture, language = labels(), current_language()
    context: dict[str, Any] = {
        "is_editor": is_editor,
        "filters": filters,
        "assignments": [
            (each, *title_of(each.round.submission), due_in_words(each.due_at))
            for each in assignments_of(user)
        ],
        "is_on_roster": Reviewer.objects.filter(user=user).exists(),
        "may_manage_roster": can_manage_roster(user),
    }
    if is_editor:
        context |= {
            "inbox": inbox(user, filters),
            "kinds": KINDS,
            "states": State.choices,
            "themes": [
                (each.code, each.label(language))
                for each in picture.scheme("TH")
                if not each.broader
            ],
            "countries": sorted(
                (
                    (each.code, each.label(language))
                    for each in picture.places.values()
                    if each.kind == "country"
                ),
                key=lambda each: each[1],
            ),
        }
    return context


@require_safe
@sign_in_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for whoever asks; somebody with no part in it is told how to take part."""
    context = _base(request, Filters.read(request.GET))
    if context["is_editor"]:
        context["batch_form"] = BatchForm(editors=editors_for(), prefix="many")
    return render(request, "review/desk.html", context)


def one_of_the_desk(request: HttpRequest, identifier: str) -> Submission:
    """The submission, for editors of its kind.

    Raises:
        Http404: no such submission, or one that was never sent in.
        PermissionDenied: not an editor of its kind.
    """
    submission: Submission = get_object_or_404(
        Submission.objects.select_related("author", "editor", "record", "organization"),
        identifier=normalize(identifier) or "",
        submitted_at__isnull=False,
    )
    if not is_editor_of(user_of(request), submission):
        raise PermissionDenied
    return submission


@sign_in_required
def submission(request: HttpRequest, identifier: str) -> HttpResponse:
    """One submission with its checks; posted, the decision about it."""
    one = one_of_the_desk(request, identifier)
    if request.method == "POST" and request.POST.get("do") == "message":
        return _write_to_author(request, one)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, one, form.cleaned_data)
        except NotAllowedError as error:
            raise PermissionDenied(str(error)) from error
        except TesseraError as error:
            form.add_error(None, str(error))
    return _shown(request, one, form)


def _decided(request: HttpRequest, one: Submission, typed: dict[str, Any]) -> HttpResponse:
    user, verb = user_of(request), request.POST.get("do", "")
    if verb == "list":
        list_submission(one, by=user, note=typed["note"], is_confirmed=typed["is_confirmed"])
        messages.success(request, _("Listed. Readers can see it now, and the author was told."))
    elif verb == "return":
        return_submission(one, by=user, code=typed["code"], note=typed["note"])
        messages.success(request, _("Returned to the author with your reason."))
    elif verb == "decline":
        decline_submission(one, by=user, code=typed["code"], note=typed["note"])
        messages.success(request, _("Declined. The author can appeal within 30 days."))
    else:
        take_back_decision(one, by=user)
        messages.success(request, _("The decision was taken back."))
    return redirect(_here(request, one))


def _write_to_author(request: HttpRequest, one: Submission) -> HttpResponse:
    text = request.POST.get("text", "").strip()
    if not text:
        messages.error(request, _("Write a message first."))
        return redirect(_here(request, one))
    told = _("Your message is sent.")
    return _act(request, one, lambda: send_message(one, text=text, by=user_of(request)), told)


def _here(request: HttpRequest, one: Submission) -> str:
    query = request.META.get("QUERY_STRING", "")
    address = reverse("desk_submission", args=[one.identifier])
    return f"{address}?{query}" if query else address


def _shown(request: HttpRequest, one: Submission, form: DecisionForm, **more: Any) -> HttpResponse:
    user = user_of(request)
    findings = keep_findings(one)
    title, language = title_of(one)
    appeal = getattr(one, "appeal", None)
    round = one.rounds.order_by("-number").first()
    context = {
        **_base(request, Filters.read(request.GET)),
        "submission": one,
        "title": title,
        "title_language": language,
        "due": due_in_words(one.due_at),
        "findings": findings,
        "files": one.files.defer("text"),
        "is_blocked": any(each.weight == BLOCKS for each in findings),
        "needs_confirmation": has_confirmable(findings),
        "form": form,
        "may_decide": can_decide(user, one),
        "is_own": is_author(user, one),
        "is_screening": one.state in {State.SUBMITTED, State.SCREENING},
        "may_take_back": one.state in {State.RETURNED, State.DECLINED} and one.editor_id == user.pk,
        "hand_over_form": more.get("hand_over_form")
        or HandOverForm(editors=editors_for(one), prefix="hand"),
        "events": one.events.select_related("by").order_by("-at", "-pk")[:12],
        "edit_url": _edit_url(one),
        "round": round,
        "conversation": one.messages.order_by("-at", "-pk")[:_MESSAGES_SHOWN],
        "appeal": appeal,
        "may_decide_appeal": appeal is not None and can_decide_appeal(user, appeal),
        "appeal_form": more.get("appeal_form") or AppealDecisionForm(prefix="appeal"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "review/desk_submission.html", context, status=status)


def _edit_url(one: Submission) -> str:
    """Where the back office edits what it is about."""
    if one.organization is not None:
        return form_address(Organization, one.organization.pk)
    if one.record is not None:
        return form_address(KIND_MODELS[one.record.kind], one.record.pk)
    return ""


@require_POST
@sign_in_required
def claim(request: HttpRequest, identifier: str) -> HttpResponse:
    """Take it on."""
    one = one_of_the_desk(request, identifier)
    return _act(
        request, one, lambda: claim_submission(one, by=user_of(request)), _("You have it now.")
    )


@require_POST
@sign_in_required
def hide(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """Take a file off the record's page."""
    one = one_of_the_desk(request, identifier)
    kept = get_object_or_404(SubmissionFile, pk=number, submission=one)
    told = _("The file is no longer on the record's page.")
    return _act(request, one, lambda: hide_file(kept, by=user_of(request)), told)


@require_POST
@sign_in_required
def hand_over(request: HttpRequest, identifier: str) -> HttpResponse:
    """Give it to another editor, or back to all."""
    one = one_of_the_desk(request, identifier)
    form = HandOverForm(request.POST, editors=editors_for(one), prefix="hand")
    if not form.is_valid():
        return _shown(request, one, DecisionForm(), hand_over_form=form)
    typed = form.cleaned_data
    return _act(
        request,
        one,
        lambda: hand_over_submission(
            one, to=typed["to"], by=user_of(request), note=typed["message"]
        ),
        _("Handed over."),
    )


def _act(
    request: HttpRequest, one: Submission, action: Callable[[], object], told: str
) -> HttpResponse:
    """Do it, say so or say why not, and come back."""
    try:
        action()
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    except TesseraError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect(_here(request, one))


@require_safe
@sign_in_required
def record(request: HttpRequest, identifier: str) -> HttpResponse:
    """The page as readers would see it; of an organization likewise."""
    one = one_of_the_desk(request, identifier)
    thing: Any = one.organization if one.kind == ORGANIZATION else one.record
    if thing is None:
        return redirect(reverse("desk_submission", args=[one.identifier]))
    whole = thing if one.kind == ORGANIZATION else thing.specific
    draft = whole.get_latest_revision_as_object()
    answer: HttpResponse = draft.serve_preview(request, current_language())
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_POST
@sign_in_required
def answer_appeal(request: HttpRequest, identifier: str) -> HttpResponse:
    """Decide an appeal."""
    one = one_of_the_desk(request, identifier)
    appeal = getattr(one, "appeal", None)
    form = AppealDecisionForm(request.POST, prefix="appeal")
    if appeal is None or not form.is_valid():
        return _shown(request, one, DecisionForm(), appeal_form=form)
    return _act(
        request,
        one,
        lambda: decide_appeal(
            appeal,
            by=user_of(request),
            is_upheld=request.POST.get("do") == "uphold",
            note=form.cleaned_data["note"],
        ),
        _("Decided. The author was told."),
    )
