"""Changes to accounts."""

from tessera.accounts.actions.erasures import (
    ask_erasure,
    cancel_erasure,
    carry_out_due_erasures,
    carry_out_erasure,
)
from tessera.accounts.actions.preferences import save_preferences
from tessera.accounts.actions.sanctions import (
    appeal_suspension,
    check_may_write,
    end_suspensions,
    lift_suspension,
    mute_user,
    suspend_user,
    uphold_suspension,
)
from tessera.accounts.actions.sign_ins import end_sign_in, sign_out_everywhere

__all__ = [
    "appeal_suspension",
    "ask_erasure",
    "cancel_erasure",
    "carry_out_due_erasures",
    "carry_out_erasure",
    "check_may_write",
    "end_sign_in",
    "end_suspensions",
    "lift_suspension",
    "mute_user",
    "save_preferences",
    "sign_out_everywhere",
    "suspend_user",
    "uphold_suspension",
]
