"""Saving while one types: the address that the pages' script talks to, in JSON.

It answers with the new revision, or says in one sentence why it could not save. The script keeps
what was typed until it hears that it is saved.
"""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.lib.errors import NotAllowedError
from tessera.review.actions import begin_submission, save_draft
from tessera.review.contributing.access import (
    contributor,
    count_beginning,
    hold_key,
    needs_sign_in,
    read_token,
    sign_in_url,
)
from tessera.review.contributing.forms import typed_in
from tessera.review.contributing.pages import HEADINGS, step_url
from tessera.review.contributing.steps import questions_on
from tessera.review.errors import ReviewError, StaleRevisionError
from tessera.review.models import Submission
from tessera.vocabularies.labels import current_language


@never_cache
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> JsonResponse:
    """Save a page's fields; GET answers a fresh token for pages older than the sign-in."""
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    token = request.POST.get("draft", "")
    identifier = read_token(token)
    if not identifier:
        return _refuse(HTTPStatus.BAD_REQUEST, _("This page was not made by us. Load it again."))
    kind = request.POST.get("kind", "")
    submission = Submission.objects.filter(identifier=identifier).first()
    if submission is None:
        if kind not in HEADINGS:
            return _refuse(HTTPStatus.BAD_REQUEST, _("There is no such kind."))
        submission = _begin(request, kind, identifier)
    return _save_step(request, submission, request.POST.get("step", ""))


def _begin(request: HttpRequest, kind: str, identifier: str) -> Submission:
    """The draft of a page that was opened but never saved before."""
    count_beginning(request)
    submission = begin_submission(
        kind=kind,
        language=current_language(),
        by=contributor(request, request.POST["draft"]),
        identifier=identifier,
    )
    hold_key(request, submission)
    return submission


def _save_step(request: HttpRequest, submission: Submission, key: str) -> JsonResponse:
    """Save one page of a draft and say when; or say why not, and where to go."""
    revision = request.POST.get("revision", "")
    try:
        save_draft(
            submission,
            changes=typed_in(questions_on(submission.kind, key), request.POST),
            revision=int(revision) if revision.isdecimal() else -1,
            by=contributor(request, request.POST["draft"]),
        )
    except StaleRevisionError as conflict:
        copy_url = reverse("contribution_copy", args=[submission.identifier, conflict.copy.pk])
        return _refuse(HTTPStatus.CONFLICT, str(conflict), url=copy_url)
    except NotAllowedError as error:
        if needs_sign_in(request, submission):
            return _refuse(
                HTTPStatus.UNAUTHORIZED,
                _("You are signed out. Your text is kept on this device."),
                url=sign_in_url(step_url(submission, key)),
            )
        return _refuse(HTTPStatus.FORBIDDEN, str(error))
    except ReviewError as error:
        return _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    now = formats.time_format(timezone.localtime(submission.updated_at), "H:i")
    return JsonResponse(
        {
            "revision": submission.revision,
            "url": step_url(submission, key),
            "message": _("Draft saved at %(time)s. You can close this page and come back.")
            % {"time": now},
        }
    )


def _refuse(status: HTTPStatus, message: str, url: str = "") -> JsonResponse:
    return JsonResponse({"message": message, "url": url}, status=status)
