"""Drafts: what a person's programs write with a personal token. Nothing is sent in from here."""

from datetime import timedelta
from typing import Any, Final, Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override
from ninja import Field, Router, Schema
from ninja.security import HttpBearer

from tessera.accounts.limits import count_attempt
from tessera.interop.api.problems import problem
from tessera.interop.api.shapes import Shape
from tessera.interop.models import ApiToken
from tessera.interop.tokens.actions import find_token
from tessera.lib.errors import LimitReachedError, TesseraError
from tessera.review.actions import begin_submission
from tessera.review.models import Submission

router = Router(tags=["Drafts"])
#: Drafts of one person in a day.
MOST_A_DAY: Final = 200
_MOST_LISTED: Final = 100


class PersonalToken(HttpBearer):
    """``Authorization: Bearer tess_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token, when it is known and not over."""
        return find_token(token)


class NewDraft(Schema):
    """What a draft begins with; the form on the page takes the rest."""

    kind: Literal["APP", "PRA", "GUI", "POL", "ACA", "LRN", "ORG"] = Field(
        description="Code of the kind."
    )
    language: str = Field("en", pattern="^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$", max_length=16)
    title: str = Field(min_length=1, max_length=200)
    summary: str = Field("", max_length=800)
    source_url: str = Field("", max_length=500, pattern="^(https?://[^ ]+)?$")


class DraftShape(Shape):
    """A draft and where its author goes on with it."""

    id: str
    kind: str
    state: str
    title: str
    url: str


@router.post(
    "/drafts",
    auth=PersonalToken(),
    response={201: DraftShape},
    url_name="api-drafts",
    summary="Begin a draft",
)
def begin_draft(request: HttpRequest, draft: NewDraft) -> Any:
    """As the form *Contribute* does. It stays with its author, who sends it in on the page."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    if ApiToken.Scope.WRITE not in token.scopes:
        return problem(403, "Forbidden", "The token lacks the scope drafts:write.")
    try:
        count_attempt(
            "interop.drafts", str(token.user_id), most=MOST_A_DAY, within=timedelta(days=1)
        )
        content = draft.dict(exclude={"kind", "language"})
        submission = begin_submission(
            kind=draft.kind,
            language=draft.language,
            by=token.user,
            content={name: value for name, value in content.items() if value},
        )
    except LimitReachedError as error:
        refusal = problem(429, "Too many requests", f"At most {MOST_A_DAY} drafts a day.")
        refusal["Retry-After"] = str(error.retry_after_seconds)
        return refusal
    except TesseraError as error:
        return problem(422, "Unprocessable content", str(error))
    return 201, _shape(submission)


@router.get(
    "/drafts",
    auth=PersonalToken(),
    response=list[DraftShape],
    url_name="api-drafts",
    summary="One’s own drafts and contributions",
)
def draft_list(request: HttpRequest) -> Any:
    """The newest hundred."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    if ApiToken.Scope.READ not in token.scopes:
        return problem(403, "Forbidden", "The token lacks the scope drafts:read.")
    rows = Submission.objects.filter(author=token.user).order_by("-pk")[:_MOST_LISTED]
    return [_shape(submission) for submission in rows]


def _shape(submission: Submission) -> dict[str, str]:
    with override("en"):
        page = reverse("my_contribution", args=[submission.identifier])
    return {
        "id": submission.identifier,
        "kind": submission.kind,
        "state": submission.state,
        "title": submission.title,
        "url": settings.BASE_URL + page,
    }
