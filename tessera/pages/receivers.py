"""Editorial pages announce their changes, so that pages kept in memory are forgotten."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from tessera.changes.actions import announce
from tessera.changes.models import Change


@receiver(page_published)
def announce_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page is new or says something else."""
    with transaction.atomic():
        announce(kind=Change.Kind.PAGE, identifier=str(instance.pk), what=Change.What.UPDATED)


@receiver(page_unpublished)
def announce_unpublished(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page is gone."""
    with transaction.atomic():
        announce(kind=Change.Kind.PAGE, identifier=str(instance.pk), what=Change.What.REMOVED)
