"""What goes with an attachment, whatever deletes it: its post, its discussion, an erasure."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from tessera.communities.actions.attaching import forget_stored
from tessera.communities.models import Attachment


@receiver(post_delete, sender=Attachment)
def _attachment_deleted(instance: Attachment, **_kwargs: Any) -> None:
    forget_stored(instance)
