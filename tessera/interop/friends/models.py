"""Other Tesserae, and how we stand to them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.interop.harvesting.models import Source
from tessera.lib.fields import WebAddressField


class Friend(models.Model):
    """Another Tessera by its home, with the source from which its records come."""

    class State(models.TextChoices):
        """How we stand to it."""

        ASKS = "asks", _("asks to be friends")
        FRIENDS = "friends", _("friends")
        DECLINED = "declined", _("declined")
        ENDED = "ended", _("no longer friends")
        ADOPTED = "adopted", _("its records were adopted")

    home = WebAddressField(max_length=200, unique=True)
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    source = models.OneToOneField(
        Source, models.SET_NULL, null=True, blank=True, related_name="friend"
    )
    #: When it told us that it takes in our records.
    asked_at = models.DateTimeField(null=True, blank=True)
    #: When it heard the same from us; what is to be told, and how often that was tried.
    told_at = models.DateTimeField(null=True, blank=True)
    tell_at = models.DateTimeField(null=True, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    #: What its own document said when it was last read, and when that is done again.
    contact = models.CharField(max_length=200, blank=True)
    shows_us = models.BooleanField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    look_at = models.DateTimeField(null=True, blank=True, db_index=True)
    #: Since when a home whose records were adopted answers again.
    back_at = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("friend")
        verbose_name_plural = _("friends")
        ordering = ("name", "home")

    def __str__(self) -> str:
        return self.name or self.home

    @property
    def asks_openly(self) -> bool:
        """Whether it asks, and its own document says that it shows our records."""
        return self.state == self.State.ASKS and bool(self.shows_us)
