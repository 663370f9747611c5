"""Editorial pages announce their changes, so that pages kept in memory are forgotten.

Deleting a page unpublishes it first, so that it is announced too.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from tessera.changes.actions import announce
from tessera.changes.models import Change


@receiver(page_published)
@receiver(post_page_move)
def announce_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page is new, says something else, or has another address."""
    with transaction.atomic():
        announce(kind=Change.Kind.PAGE, identifier=str(instance.pk), what=Change.What.UPDATED)


@receiver(page_unpublished)
def announce_unpublished(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page is gone."""
    with transaction.atomic():
        announce(kind=Change.Kind.PAGE, identifier=str(instance.pk), what=Change.What.REMOVED)


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def announce_restriction(
    sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any
) -> None:
    """A page may be read by other people than before."""
    with transaction.atomic():
        announce(kind=Change.Kind.PAGE, identifier=str(instance.page_id), what=Change.What.UPDATED)
