"""Who needs a second step beside code or password, and who has one.

Whoever may open the back office needs one: an authenticator app, or a passkey.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from tessera.accounts.models import User

_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def needs_second_step(user: User) -> bool:
    """Whether the user works in the back office."""
    return user.is_active and user.has_perm("wagtailadmin.access_admin")


def has_second_step(user: User) -> bool:
    """Whether the user has set one up. One query."""
    return bool(is_mfa_enabled(user, types=_STEPS))
