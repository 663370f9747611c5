"""Making and ending personal tokens, and finding whose one is."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.models import User
from tessera.interop.models import ApiToken
from tessera.lib.errors import NotAllowedError, TesseraError

MOST_TOKENS: Final = 10
_BEGIN: Final = "tess_"


class TokenError(TesseraError):
    """A token cannot be made so."""


def make_token(
    *, user: User, name: str, scopes: Iterable[str], days: int, by: User
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is kept nowhere: only its digest is.

    Raises:
        NotAllowedError: for somebody else.
        TokenError: no scope was chosen, or there are too many tokens.
    """
    if by.pk != user.pk or not by.is_active:
        raise NotAllowedError(_("A token is made by the person it stands for."))
    known = [scope for scope in ApiToken.Scope.values if scope in set(scopes)]
    if not known:
        raise TokenError(_("Choose what the token may do."))
    secret = _BEGIN + secrets.token_urlsafe(32)
    with transaction.atomic():
        if ApiToken.objects.filter(user=user).count() >= MOST_TOKENS:
            raise TokenError(_("There are ten tokens already. End one first."))
        token = ApiToken.objects.create(
            user=user,
            name=name[:80],
            digest=_digest(secret),
            scopes=known,
            expires_at=timezone.now() + timedelta(days=days),
        )
        log(token, "interop.token.make", user=by)
    return token, secret


def end_token(token: ApiToken, *, by: User) -> None:
    """Let a token open nothing any more.

    Raises:
        NotAllowedError: it stands for somebody else.
    """
    if token.user_id != by.pk:
        raise NotAllowedError(_("A token is ended by the person it stands for."))
    with transaction.atomic():
        log(token, "interop.token.end", user=by)
        token.delete()


def find_token(secret: str) -> ApiToken | None:
    """The token of a secret that is neither over nor of a closed account; keeps the day of use."""
    if not secret.startswith(_BEGIN) or len(secret) > 100:
        return None
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=_digest(secret), expires_at__gt=now, user__is_active=True)
        .first()
    )
    if token and token.last_used_on != now.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=now.date())
    return token


def _digest(secret: str) -> str:
    """Of 256 random bits, so that no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()
