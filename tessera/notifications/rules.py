"""Who may see what is sent."""

from tessera.accounts.actors import Actor


def can_see_mails(actor: Actor) -> bool:
    """Whether the actor may see mails that were not delivered, and send them again."""
    return bool(actor.is_active and actor.has_perm("notifications.change_mail"))


def can_preview_mails(actor: Actor) -> bool:
    """Whether the actor may look at the wording of mails."""
    return bool(actor.is_active and actor.has_perm("wagtailadmin.access_admin"))
