"""What may be here already, on the pages of a draft: shown while one types, and on saving."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tessera.catalogue.cards import cards
from tessera.lib.http import read_only
from tessera.review.contributing.access import own_submission
from tessera.review.contributing.pages import step_url
from tessera.review.contributing.proposing import proposed_on
from tessera.review.contributing.questions import step_of
from tessera.review.duplicates import Alike, possible_duplicates
from tessera.review.models import Submission

#: Steps on which it is shown: what it rests on is asked there.
STEPS = frozenset({"short", "what", "sources"})


def alike_on(submission: Submission, key: str) -> list[Alike]:
    """What is shown on a page of a draft; empty on those that do not show it."""
    return possible_duplicates(submission) if key in STEPS else []


def not_shown_yet(request: HttpRequest, submission: Submission) -> list[Alike]:
    """What its author has had no chance to look at before sending it."""
    seen = set(request.POST.getlist("seen"))
    found = possible_duplicates(submission)
    return found if any(each.card.identifier not in seen for each in found) else []


@never_cache
@read_only
def alike(request: HttpRequest, identifier: str) -> HttpResponse:
    """The fragment that the pages' script asks for when something was saved."""
    submission = own_submission(request, identifier)
    step = step_of(submission.kind, request.GET.get("step", ""))
    names = [each.name for each in step.questions] if step else []
    context = {
        "alike": possible_duplicates(submission),
        "proposed": proposed_on(submission, names),
    }
    return render(request, "review/_alike.html", context)


@never_cache
@read_only
def same(request: HttpRequest, identifier: str, other: str) -> HttpResponse:
    """“This is the one”: nothing is lost, and here is what can be added to it."""
    submission = own_submission(request, identifier)
    found = cards([other])
    if not found:
        raise Http404
    context = {
        "submission": submission,
        "card": found[0],
        "can_discard": submission.submitted_at is None and submission.is_editable,
        "write_url": step_url(submission, "short"),
    }
    return render(request, "review/same.html", context)
