"""Mails of a discussion in writing: it opened, it is half over, it closes soon."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.meetings.attendance import Holder, key_of
from tessera.meetings.mails import facts
from tessera.meetings.models import Session
from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail


def _sample() -> dict[str, Any]:
    return {
        "path": "/en/sessions/", "title": "Recognising skills before arrival", "what": "opening",
        "closes_at": "2027-02-04T13:00:00+00:00", "zone": "Europe/Madrid", "questions": 3,
    }  # fmt: skip


def _held_sample() -> dict[str, Any]:
    return {"path": "/en/sessions/", "title": "Recognising skills before arrival"}


DISCUSSION = register_mail(
    MailKind("meetings.discussion", _("A discussion that is open for days"), False, _sample)
)
HELD = register_mail(
    MailKind("meetings.held", _("Contributions that wait for a moderator"), False, _held_sample)
)


def tell_discussion(holder: Holder, what: str, *, session: Session, questions: int) -> None:
    """Queue ``opening``, ``halfway`` or ``closing``; once for each date that it was set to."""
    assert session.closes_at is not None
    date = session.starts_at if what == "opening" else session.closes_at
    once = f"{session.identifier}-{key_of(holder)}-{what}-{date:%Y%m%d%H%M}"
    told = {
        **facts(holder),
        "what": what,
        "closes_at": session.closes_at.isoformat(),
        "questions": questions,
    }
    to = holder.user or holder.email
    send_mail(DISCUSSION, to=to, context=told, language=holder.language, once=once)


def tell_held(moderator: Holder, *, session: Session, day: str) -> None:
    """Queue that something waits to be read; once a day."""
    once = f"{session.identifier}-{key_of(moderator)}-{day}"
    to = moderator.user or moderator.email
    send_mail(HELD, to=to, context=facts(moderator), language=moderator.language, once=once)
