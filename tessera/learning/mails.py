"""Mails about courses: a facilitator's message to a cohort."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.kinds import MailKind, register_mail


def _sample() -> dict[str, Any]:
    return {"path": "/en/learn/", "cohort": "Spring 2027", "subject": "Monday", "text": "…"}


COHORT = register_mail(MailKind("learning.cohort", _("Message to a cohort"), False, _sample))
MARKED = register_mail(
    MailKind("learning.marked", _("What the facilitator says to your answer"), False, _sample)
)
FEEDBACK = register_mail(
    MailKind("learning.feedback", _("Feedback on your answer in a course"), False, _sample)
)
