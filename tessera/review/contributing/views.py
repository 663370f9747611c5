"""The first pages: choosing a kind, and the snapshot of five minutes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.lib.http import read_only
from tessera.review.actions import begin_submission
from tessera.review.contributing.access import (
    contributor,
    count_beginning,
    hold_key,
    new_token,
    own_submission,
    read_token,
)
from tessera.review.contributing.files import ShortFileForm
from tessera.review.contributing.forms import ContactForm, QuestionsForm
from tessera.review.contributing.pages import EXPLANATIONS, HEADINGS
from tessera.review.contributing.questions import snapshot_of
from tessera.review.contributing.steps import answer_step
from tessera.review.models import KINDS, Submission
from tessera.vocabularies.labels import current_language


@read_only
def start(request: HttpRequest) -> HttpResponse:
    """What do you want to add?"""
    order = ("PRA", "APP", "GUI", "POL", "ACA", "LRN", "ORG")
    labels = dict(KINDS)
    kinds = [(code, labels[code], HEADINGS[code], EXPLANATIONS[code]) for code in order]
    return render(request, "review/contribute.html", {"kinds": kinds})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def snapshot(request: HttpRequest, kind: str) -> HttpResponse:
    """The short page of a new contribution."""
    if kind not in HEADINGS:
        raise Http404
    if request.method == "POST":
        submission = begin_from_page(request, kind)
        if submission is None:
            # The page is not ours, or too old to be read: what was typed starts a new draft.
            count_beginning(request)
            submission = begin_submission(
                kind=kind, language=current_language(), by=contributor(request)
            )
        hold_key(request, submission)
        return answer_step(request, submission, "short")
    form = QuestionsForm(snapshot_of(kind), {"language": current_language()}, is_short=True)
    contact = None if request.user.is_authenticated else ContactForm(label_suffix="")
    context = {
        "kind": kind,
        "heading": HEADINGS[kind],
        "form": form,
        "contact": contact,
        "token": new_token(),
        "revision": 0,
        "file_form": ShortFileForm(),
        "submission": None,
    }
    return render(request, "review/snapshot.html", context)


def begin_from_page(request: HttpRequest, kind: str) -> Submission | None:
    """The draft that a page's signed identifier names, begun when it is not there yet.

    A page that is sent twice begins one draft. ``None`` when the identifier was not given by us.

    Raises:
        Http404: it names somebody else's.
    """
    identifier = read_token(request.POST.get("draft", ""))
    if not identifier:
        return None
    if Submission.objects.filter(identifier=identifier).exists():
        return own_submission(request, identifier, request.POST.get("draft", ""))
    count_beginning(request)
    return begin_submission(
        kind=kind,
        language=request.POST.get("language") or current_language(),
        by=contributor(request),
        identifier=identifier,
    )
