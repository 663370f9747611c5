"""Changes to accounts."""

from tessera.accounts.actions.preferences import save_preferences
from tessera.accounts.actions.sign_ins import end_sign_in, sign_out_everywhere

__all__ = ["end_sign_in", "save_preferences", "sign_out_everywhere"]
