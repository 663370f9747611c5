"""Who is at the keyboard, and which drafts their browser holds the key of.

Without an account, the key is in the session; the page of a draft carries it too, signed, so that
a session that ended does not part anybody from what they are typing.
"""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, resolve_url
from django.utils.http import urlencode

from tessera.accounts.limits import count_attempt
from tessera.lib.identifiers import new_identifier, normalize
from tessera.review.models import Submission
from tessera.review.rules import Contributor, KeyHolder, can_write_submission, is_author
from tessera.web.client_address import client_network

_SESSION_KEY: Final = "contributions"
_TYPED_KEY: Final = "typed_before_sign_in"
_MOST_KEYS: Final = 50
_signer = Signer(salt="tessera.review.draft")


def contributor(request: HttpRequest, token: str = "") -> Contributor:
    """The user; without account, somebody with the keys of this browser and of the page."""
    if request.user.is_authenticated:
        return request.user
    keys = set(request.session.get(_SESSION_KEY, []))
    if token and (identifier := read_token(token)):
        keys.add(identifier)
    return KeyHolder(frozenset(keys))


def hold_key(request: HttpRequest, submission: Submission) -> None:
    """Let this browser come back to a draft that belongs to no account."""
    if submission.author_id is not None:
        return
    keys = list(request.session.get(_SESSION_KEY, []))
    if submission.identifier not in keys:
        request.session[_SESSION_KEY] = [*keys, submission.identifier][-_MOST_KEYS:]


def held_keys(request: HttpRequest) -> list[str]:
    """The identifiers that this browser holds."""
    return list(request.session.get(_SESSION_KEY, []))


def new_token() -> str:
    """The signed identifier of a draft that is not saved yet."""
    return make_token(new_identifier())


def make_token(identifier: str) -> str:
    """The identifier, signed: pages carry it, and nobody can make one up."""
    return _signer.sign(identifier)


def read_token(token: str) -> str:
    """The identifier; empty when the token is not ours."""
    try:
        return str(_signer.unsign(token))
    except BadSignature:
        return ""


def count_beginning(request: HttpRequest) -> None:
    """Count a draft begun without account from the visitor's network.

    Raises:
        LimitReachedError: there were more than a whole room of people begins in an hour.
    """
    if not request.user.is_authenticated:
        network = client_network(request)
        count_attempt("contribute.begin", network, most=120, within=timedelta(hours=1))


def count_mail(request: HttpRequest, email: str) -> None:
    """Count a mail to an address that nobody has confirmed.

    Raises:
        LimitReachedError: too many to the address, or from the visitor's network.
    """
    network = client_network(request)
    count_attempt("contribute.mail", email, most=6, within=timedelta(days=1))
    count_attempt("contribute.mail.network", network, most=60, within=timedelta(hours=1))


def own_submission(request: HttpRequest, identifier: str, token: str = "") -> Submission:
    """The submission with this identifier, if it is theirs.

    Raises:
        Http404: there is none, or it is somebody else's; the two look the same from outside.
    """
    submission = find_submission(identifier)
    if not is_author(contributor(request, token), submission):
        raise Http404
    return submission


def find_submission(identifier: str) -> Submission:
    """The submission with this identifier, whoever asks.

    Raises:
        Http404: there is none.
    """
    normal = normalize(identifier)
    if normal is None:
        raise Http404
    found: Submission = get_object_or_404(
        Submission.objects.select_related("author"), identifier=normal
    )
    return found


def needs_sign_in(request: HttpRequest, submission: Submission) -> bool:
    """Whether it belongs to an account and nobody is signed in: then signing in may help."""
    return not request.user.is_authenticated and submission.author_id is not None


def may_write(request: HttpRequest, submission: Submission, token: str = "") -> bool:
    """Whether who asks may write."""
    return can_write_submission(contributor(request, token), submission)


def keep_typed(request: HttpRequest, identifier: str, step: str, typed: dict[str, Any]) -> None:
    """Keep what was typed by somebody whose sign-in has expired, until they are back."""
    request.session[_TYPED_KEY] = {"identifier": identifier, "step": step, "typed": typed}


def typed_before(request: HttpRequest, identifier: str, step: str) -> dict[str, Any]:
    """What was typed on this page before signing in again; empty when nothing was."""
    kept = request.session.get(_TYPED_KEY) or {}
    if (kept.get("identifier"), kept.get("step")) != (identifier, step):
        return {}
    return dict(kept["typed"])


def forget_typed(request: HttpRequest) -> None:
    """It has been saved."""
    request.session.pop(_TYPED_KEY, None)


def sign_in_url(following: str) -> str:
    """Where one signs in, and comes back to ``following``."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': following})}"
