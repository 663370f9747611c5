"""The user, and what is kept about signing in."""

from tessera.accounts.models.limits import AttemptCount, SharedValue
from tessera.accounts.models.users import User, UserManager

__all__ = ["AttemptCount", "SharedValue", "User", "UserManager"]
