"""Changes to working sessions."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.errors import NotAllowedError
from tessera.lib.slugs import address_name
from tessera.lib.texts import best_text
from tessera.meetings.errors import SessionStateError
from tessera.meetings.models import Session


def can_publish_session(actor: "Actor | AnonymousUser") -> bool:
    """Whether the actor may make sessions public."""
    return bool(actor.is_active and actor.has_perm("meetings.change_session"))


def publish_session(session: Session, *, state: str, by: Actor) -> Session:
    """Make a drafted session public in a state.

    Raises:
        NotAllowedError: the actor may not publish sessions.
        SessionStateError: it is public already, has no text, or the state is no public one.
    """
    if not can_publish_session(by):
        raise NotAllowedError(_("You may not publish working sessions."))
    with transaction.atomic():
        drafted = Session.objects.select_for_update().get(pk=session.pk)
        text = best_text(drafted.texts.all(), "en", drafted.original_language)
        if drafted.state != Session.State.DRAFT or state == Session.State.DRAFT:
            raise SessionStateError(_("This working session is public already."))
        if text is None:
            raise SessionStateError(_("A working session needs a title before it is public."))
        if drafted.closes_at and not drafted.guiding_questions.exists():
            raise SessionStateError(
                _("A discussion needs at least one guiding question before it is public.")
            )
        drafted.state, drafted.slug = Session.State(state), address_name(text.title)
        drafted.save()
        log(drafted, "meetings.session.publish", user=user_or_none(by))
    return drafted
