"""The full form, a step at a time, and what happens with what was typed in it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.lib.identifiers import normalize
from tessera.review.actions import deny_duplicates, save_draft, submit_submission
from tessera.review.contributing.access import (
    contributor,
    count_mail,
    find_submission,
    forget_typed,
    hold_key,
    keep_typed,
    make_token,
    may_write,
    needs_sign_in,
    sign_in_url,
    typed_before,
)
from tessera.review.contributing.alike import alike_on, not_shown_yet
from tessera.review.contributing.files import ShortFileForm, attach_from_short, files_step
from tessera.review.contributing.forms import ContactForm, QuestionsForm, typed_in
from tessera.review.contributing.pages import HEADINGS, progress, step_url
from tessera.review.contributing.proposing import proposed_on, refused, taken
from tessera.review.contributing.questions import Question, snapshot_of, step_of, steps_of
from tessera.review.contributing.reading import answers_of
from tessera.review.duplicates import possible_duplicates
from tessera.review.errors import IncompleteError, ReviewError, StaleRevisionError
from tessera.review.mails import tell_draft
from tessera.review.models import Submission
from tessera.review.starting.filling import also_read, faults, origin_notes

SHORT = "short"
#: A field that people do not see; robots fill it.
TRAP = "confirm_homepage"


def questions_on(kind: str, key: str) -> tuple[Question, ...]:
    """The questions of a page.

    Raises:
        Http404: there is no such page.
    """
    if key == SHORT:
        return snapshot_of(kind)
    found = step_of(kind, key)
    if found is None:
        raise Http404
    return found.questions


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """One step of a draft."""
    submission = find_submission(identifier)
    token = request.POST.get("draft", "")
    if not may_write(request, submission, token):
        if not needs_sign_in(request, submission):
            raise Http404
        return _to_sign_in(request, submission, key)
    if not submission.is_editable:
        return redirect("my_contribution", identifier=submission.identifier)
    hold_key(request, submission)
    if key == "send":
        return _check_and_send(request, submission)
    if key == "files":
        return files_step(request, submission)
    if request.method == "POST":
        return answer_step(request, submission, key)
    return _show(request, submission, key)


def _to_sign_in(request: HttpRequest, submission: Submission, key: str) -> HttpResponse:
    """Keep what was typed, and let them sign in again."""
    if request.method == "POST" and key != "send":
        typed = typed_in(questions_on(submission.kind, key), request.POST)
        keep_typed(request, submission.identifier, key, typed)
    return redirect(sign_in_url(step_url(submission, key)))


def answer_step(request: HttpRequest, submission: Submission, key: str) -> HttpResponse:
    """Save what was typed, whatever it is, and go where the button says."""
    form = QuestionsForm(
        questions_on(submission.kind, key),
        submission.content,
        request.POST,
        is_short=key == SHORT,
        more=request.POST.get("more", ""),
    )
    contact = _contact(request, submission, key)
    try:
        _save_typed(request, submission, form, contact)
    except StaleRevisionError as conflict:
        return redirect(
            "contribution_copy", identifier=submission.identifier, number=conflict.copy.pk
        )
    except ReviewError as error:
        form.add_error(None, str(error))
        return _show(request, submission, key, form, contact, status=422)
    forget_typed(request)
    file_form = attach_from_short(request, submission) if key == SHORT else None
    if file_form is not None and file_form.errors:
        form.is_valid()
        return _show(request, submission, key, form, contact, 422, file_form=file_form)
    return _go_aside(request, submission, key, contact) or _go_on(
        request, submission, key, form, contact
    )


def _save_typed(
    request: HttpRequest, submission: Submission, form: QuestionsForm, contact: ContactForm | None
) -> None:
    revision = request.POST.get("revision", "")
    save_draft(
        submission,
        changes=form.typed(),
        revision=int(revision) if revision.isdecimal() else submission.revision,
        by=contributor(request, request.POST.get("draft", "")),
        email=_reachable_at(contact),
    )


def _reachable_at(contact: ContactForm | None) -> str:
    return contact.cleaned_data["email"] if contact and contact.is_valid() else ""


def _go_aside(
    request: HttpRequest, submission: Submission, key: str, contact: ContactForm | None
) -> HttpResponse | None:
    """Where the buttons lead that need no complete page: leave, one more line, what is alike."""
    if request.POST.get("then", "") == "leave":
        if email := _reachable_at(contact):
            count_mail(request, email)
            with transaction.atomic():
                tell_draft(submission)
        messages.success(request, _("Your draft is saved. You can go on at any time."))
        return redirect("my_contribution", identifier=submission.identifier)
    here = step_url(submission, key)
    if more := request.POST.get("more", ""):
        return redirect(f"{here}?more={more}#{more}")
    return _answer_alike(request, submission, here) or _answer_proposal(request, submission, here)


def _answer_proposal(
    request: HttpRequest, submission: Submission, here: str
) -> HttpResponse | None:
    """“Add” and “No” beside what is proposed: both are kept, and one goes on here."""
    changes: dict[str, Any] = {}
    if value := request.POST.get("take", ""):
        changes = taken(submission.content, value)
    elif value := request.POST.get("refuse", ""):
        changes = refused(submission.content, value)
    if not value:
        return None
    by = contributor(request, request.POST.get("draft", ""))
    save_draft(submission, changes=changes, revision=submission.revision, by=by)
    return redirect(f"{here}#proposed")


def _go_on(
    request: HttpRequest,
    submission: Submission,
    key: str,
    form: QuestionsForm,
    contact: ContactForm | None,
) -> HttpResponse:
    """The next step, or sending from the short page, once the page is complete."""
    is_valid = form.is_valid()
    if request.POST.get("then", "") == "full":  # From the short page: nothing is needed yet.
        return redirect(step_url(submission, steps_of(submission.kind)[0].key))
    if key != SHORT:
        if not is_valid:
            return _show(request, submission, key, form, contact, status=422)
        return redirect(step_url(submission, progress(submission, key).next_key))
    if not is_valid or (contact is not None and not contact.is_valid()):
        return _show(request, submission, key, form, contact, status=422)
    if not_shown_yet(request, submission):
        # Without a script, this is the first time that they can see it.
        return _show(request, submission, key, form, contact, stops=True)
    return _send(request, submission)


def _answer_alike(request: HttpRequest, submission: Submission, here: str) -> HttpResponse | None:
    """“This is the one” leads to it; “mine is different” is kept, and one goes on here."""
    if same := normalize(request.POST.get("same", "")):
        return redirect("contribution_same", identifier=submission.identifier, other=same)
    if different := request.POST.getlist("different"):
        by = contributor(request, request.POST.get("draft", ""))
        deny_duplicates(submission, identifiers=different[:10], by=by)
        return redirect(f"{here}#alike")
    return None


def _contact(request: HttpRequest, submission: Submission | None, key: str) -> ContactForm | None:
    if request.user.is_authenticated or key not in {SHORT, "send"}:
        return None
    known = submission.author_email if submission else ""
    data = request.POST if "email" in request.POST else None
    return ContactForm(data, initial={"email": known}, label_suffix="")


def _show(
    request: HttpRequest,
    submission: Submission,
    key: str,
    form: QuestionsForm | None = None,
    contact: ContactForm | None = None,
    status: int = 200,
    *,
    stops: bool = False,
    file_form: ShortFileForm | None = None,
) -> HttpResponse:
    """A page of a draft. ``stops`` says that sending waits for a look at what is alike."""
    questions = questions_on(submission.kind, key)
    typed = typed_before(request, submission.identifier, key) if form is None else {}
    if form is None:
        form = QuestionsForm(
            questions,
            {"language": submission.language, **submission.content, **typed},
            is_short=key == SHORT,
            more=request.GET.get("more", ""),
        )
    form.origins = origin_notes(submission)
    context: dict[str, Any] = {
        "submission": submission,
        "kind": submission.kind,
        "heading": HEADINGS[submission.kind],
        "form": form,
        "contact": contact or _contact(request, submission, key),
        "token": make_token(submission.identifier),
        "revision": submission.revision,
        "was_kept": bool(typed),
        "alike": alike_on(submission, key),
        "proposed": proposed_on(submission, (each.name for each in questions)),
        "stops": stops,
        "faults": faults(submission),
        "also": also_read(submission, (each.name for each in questions)),
    }
    if key == SHORT:
        context["file_form"] = file_form or ShortFileForm()
        context["files"] = submission.files.defer("text")
        return render(request, "review/snapshot.html", context, status=status)
    found = step_of(submission.kind, key)
    context |= {"step": found, "progress": progress(submission, key)}
    return render(request, "review/step.html", context, status=status)


def _check_and_send(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The last step: everything once more, then sending."""
    contact = _contact(request, submission, "send")
    missing: dict[str, str] = {}
    if request.method == "POST":
        if answered := _answer_alike(request, submission, step_url(submission, "send")):
            return answered
        if not_shown_yet(request, submission):
            return _show_send(request, submission, contact, missing, stops=True)
    if request.method == "POST" and (contact is None or contact.is_valid()):
        if contact is not None:
            save_draft(
                submission,
                changes={},
                revision=submission.revision,
                by=contributor(request, request.POST.get("draft", "")),
                email=contact.cleaned_data["email"],
            )
        return _send(request, submission)
    return _show_send(request, submission, contact, missing)


def _show_send(
    request: HttpRequest,
    submission: Submission,
    contact: ContactForm | None,
    missing: dict[str, str],
    *,
    stops: bool = False,
) -> HttpResponse:
    first = steps_of(submission.kind)[0]
    context = {
        "submission": submission,
        "kind": submission.kind,
        "heading": HEADINGS[submission.kind],
        "step": step_of(submission.kind, "send"),
        "progress": progress(submission, "send"),
        "parts": answers_of(submission),
        "contact": contact,
        "token": make_token(submission.identifier),
        "missing": [(step_url(submission, first.key), text) for text in missing.values()],
        "trap": TRAP,
        "alike": possible_duplicates(submission),
        "stops": stops,
    }
    has_errors = bool(missing) or bool(contact and contact.errors)
    return render(request, "review/send.html", context, status=422 if has_errors else 200)


def _send(request: HttpRequest, submission: Submission) -> HttpResponse:
    token = request.POST.get("draft", "")
    if not request.user.is_authenticated and submission.author_email:
        count_mail(request, submission.author_email)
    try:
        sent = submit_submission(
            submission,
            by=contributor(request, token),
            is_trapped=bool(request.POST.get(TRAP)),
        )
    except IncompleteError as error:
        return _show_send(request, submission, _contact(request, submission, "send"), error.fields)
    except ReviewError as error:
        messages.error(request, str(error))
        return redirect("my_contribution", identifier=submission.identifier)
    hold_key(request, sent)
    return redirect("my_contribution", identifier=sent.identifier)
