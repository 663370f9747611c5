"""Pages behind the links of mails. Opening one changes nothing; pressing its button does."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.lib.errors import TesseraError
from tessera.lib.personal_links import InvalidLinkError, read_token
from tessera.review.actions import accept_invitation, submit_submission
from tessera.review.contributing.access import find_submission, hold_key, sign_in_url
from tessera.review.contributing.pages import step_url, who_acts
from tessera.review.contributing.steps import SHORT
from tessera.review.mails import JOIN, JOIN_DAYS, OPEN, OPEN_DAYS
from tessera.review.models import CoAuthor, Submission
from tessera.review.rules import KeyHolder

View = Callable[[HttpRequest, str], HttpResponse]


def _personal(view: View) -> View:
    """Nobody keeps the answer, no engine lists it, and its address is not told to other sites."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            answer = view(request, token)
        except InvalidLinkError as error:
            answer = render(request, "review/bad_link.html", {"reason": error}, status=404)
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded))


@_personal
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A contribution of somebody without account: confirm it, go on with it, see where it is."""
    submission = find_submission(read_token(OPEN, token, days=OPEN_DAYS))
    if submission.author_id is not None:
        return redirect("my_contribution", identifier=submission.identifier)
    waits = submission.state == Submission.State.UNCONFIRMED
    if request.method == "POST":
        hold_key(request, submission)
        if request.POST.get("do") == "confirm" and waits:
            try:
                holder = KeyHolder(frozenset({submission.identifier}), is_reached=True)
                submit_submission(submission, by=holder)
            except TesseraError as error:
                messages.error(request, str(error))
        elif submission.is_editable:
            return redirect(step_url(submission, SHORT))
        return redirect("my_contribution", identifier=submission.identifier)
    context = {"submission": submission, "waits": waits, "who_acts": who_acts(submission)}
    return render(request, "review/link.html", context)


@_personal
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation to write along."""
    number = read_token(JOIN, token, days=JOIN_DAYS)
    if not number.isdecimal():
        raise Http404
    rows = CoAuthor.objects.select_related("submission")
    co_author = get_object_or_404(rows, pk=int(number))
    mine = redirect("my_contribution", identifier=co_author.submission.identifier)
    if request.user.is_authenticated and request.user.pk == co_author.submission.author_id:
        return mine
    if request.method == "POST" and request.user.is_authenticated:
        try:
            accept_invitation(co_author, by=request.user)
        except TesseraError as error:
            messages.error(request, str(error))
            return redirect("contribution_join", token=token)
        messages.success(request, _("Welcome. You write along from now on."))
        return mine
    context = {
        "submission": co_author.submission,
        "sign_in_url": sign_in_url(request.path),
    }
    return render(request, "review/join.html", context)
