"""The mail about new comments on an issues paper, gathered, to whoever sent the paper out."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tessera.lib.languages import interface_language
from tessera.lib.texts import best_text
from tessera.meetings.models import PaperComment, PaperVersion
from tessera.notifications.actions import send_mail
from tessera.notifications.kinds import MailKind, register_mail

#: After one mail about comments on a version, the next waits so long, and gathers.
TELL_EVERY: Final = timedelta(days=1)
_AT_ONCE: Final = 200


def _sample() -> dict[str, Any]:
    return {
        "path": "/en/sessions/", "title": "Recognising skills before arrival", "comments": 3,
        "version": 1,
    }  # fmt: skip


COMMENTS = register_mail(
    MailKind("meetings.comments", _("Comments on an issues paper"), False, _sample)
)


def ring_paper_clocks(now: datetime) -> None:
    """Tell of comments that nobody was told of; of each version once a day at most."""
    since = Coalesce(OuterRef("comments_told_at"), OuterRef("circulated_at"))
    new = PaperComment.objects.filter(version=OuterRef("pk"), created_at__gt=since)
    rested = Q(comments_told_at=None) | Q(comments_told_at__lte=now - TELL_EVERY)
    due = PaperVersion.objects.filter(rested, Exists(new), circulated_by__is_active=True)
    for version in due.order_by("pk")[:_AT_ONCE]:
        with transaction.atomic():
            _tell(version, now)


def _tell(version: PaperVersion, now: datetime) -> None:
    """Comments are written under the same lock, so that none falls between two mails."""
    locked = PaperVersion.objects.select_for_update().get(pk=version.pk)
    sender = locked.circulated_by
    if sender is None or locked.comments_told_at != version.comments_told_at:
        return
    since = locked.comments_told_at or locked.circulated_at
    new = locked.comments.filter(created_at__gt=since, created_at__lte=now)
    count = new.exclude(key=f"u{sender.pk}").count()
    PaperVersion.objects.filter(pk=locked.pk).update(
        comments_told_at=now if count else F("comments_told_at")
    )
    if not count:
        return
    session, language = locked.paper.session, interface_language(sender.language)
    text = best_text(session.texts.all(), language, session.original_language)
    with override(language):
        path = reverse("session_paper", args=[session.identifier])
    context = {
        "path": f"{path}?version={locked.number}",
        "title": text.title if text else session.identifier,
        "comments": count,
        "version": locked.number,
    }
    send_mail(COMMENTS, to=sender, context=context, language=language)
