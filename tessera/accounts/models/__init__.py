"""The user, and what is kept about signing in."""

from tessera.accounts.models.erasures import Erasure
from tessera.accounts.models.limits import AttemptCount, SharedValue
from tessera.accounts.models.sanctions import Sanction
from tessera.accounts.models.users import User, UserManager

__all__ = ["AttemptCount", "Erasure", "Sanction", "SharedValue", "User", "UserManager"]
