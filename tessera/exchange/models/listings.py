"""An offer or a seek."""

from datetime import timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.exchange.querysets import ListingQuerySet
from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier
from tessera.network.models import Organization, Person
from tessera.vocabularies.fields import concept_field
from tessera.vocabularies.labels import labels

MENTORING = "MEN"
#: For how long one stands at most.
LONGEST: Final = timedelta(days=366)


class Side(models.TextChoices):
    """Which way something goes."""

    OFFER = "offer", _("offer")
    SEEK = "seek", _("seek")


class Readers(models.TextChoices):
    """Who sees a listing."""

    EVERYBODY = "all", _("everybody")
    MEMBERS = "members", _("members who are signed in")


class Listing(models.Model):
    """What a person offers or seeks, for themselves or for an organization, until a day.

    It is seen only while the person may be seen: consent and blocks hold for it too. ``languages``
    are those in which one can work together; ``place`` is where it is wanted, none is anywhere.
    ``passed_at``: a moderator has read it, or did not need to. ``capacity`` is how many people a
    mentor has room for; other listings have none.
    """

    class State(models.TextChoices):
        """Where it stands."""

        HELD = "held", _("waiting to be read by a moderator")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        DECLINED = "declined", _("taken away by a moderator")

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="listings")
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="listings"
    )
    side = models.CharField(_("offer or seek"), max_length=5, choices=Side.choices)
    kind = concept_field("PX", _("what"), required=True)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=3000)
    language = LanguageTagField(_("language"))
    languages = models.JSONField(_("languages to work in"), default=list)
    themes = models.ManyToManyField("vocabularies.Concept", related_name="+")
    place = models.ForeignKey(
        "vocabularies.Place", models.PROTECT, null=True, blank=True, related_name="+"
    )
    capacity = models.PositiveSmallIntegerField(_("people at once"), null=True, blank=True)
    until = models.DateField(_("open until"), db_index=True)
    readers = models.CharField(_("who sees it"), max_length=8, choices=Readers.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    appeal = models.CharField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal_answered_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer or seek")
        verbose_name_plural = _("offers and seeks")
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index(fields=["kind", "side", "state"], name="listing_by_kind"),
            models.Index(fields=["state", "created_at"], name="listing_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("listing_detail", args=[self.identifier])

    @property
    def is_mentoring(self) -> bool:
        """Whether it is about mentoring, which has an agreement of its own."""
        entry = labels().concepts.get(self.kind_id)
        return entry is not None and entry.code == MENTORING

    @property
    def is_open(self) -> bool:
        """Whether others may answer it today."""
        return self.state == self.State.OPEN and self.until >= timezone.localdate()
