"""What the registry of DOIs knows of our records, and what it is still to be told."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DepositQuerySet(models.QuerySet[Any]):
    """Questions over deposits."""

    def waiting(self) -> "DepositQuerySet":
        """Changed since the registry was told, and not refused by it."""
        return self.filter(asked__gt=F("told"), is_refused=False)

    def due(self, *, at: datetime, lease_began: datetime) -> "DepositQuerySet":
        """What may be sent now, the longest due first; not what a living worker has in hand."""
        free = Q(taken_at__isnull=True) | Q(taken_at__lt=lease_began)
        return self.waiting().filter(free, due_at__lte=at).order_by("due_at", "pk")

    def in_trouble(self) -> "DepositQuerySet":
        """What the registry refused or did not take yet, the newest first."""
        return self.exclude(problem="").order_by("-is_refused", "-pk")


class Deposit(models.Model):
    """One record's DOI. It outlives the record: a DOI is never given twice, and never goes away.

    ``asked`` counts the changes, ``told`` is the one that the registry knows; in between it waits.
    """

    class State(models.TextChoices):
        """What the registry holds (https://support.datacite.org/docs/doi-states)."""

        NONE = "", _("not there yet")
        DRAFT = "draft", _("draft")
        REGISTERED = "registered", _("registered, not shown in searches")
        FINDABLE = "findable", _("findable")

    identifier = models.CharField(_("record"), max_length=9, unique=True)
    doi = models.CharField(_("DOI"), max_length=60, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, blank=True)
    asked = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("next attempt"), db_index=True)
    taken_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(_("registry told on"), null=True)
    is_refused = models.BooleanField(_("refused"), default=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = DepositQuerySet.as_manager()

    class Meta:
        verbose_name = _("DOI of a record")
        verbose_name_plural = _("DOIs of records")
        app_label = "interop"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(told__lte=F("asked")), name="told_what_was_asked")
        ]

    def __str__(self) -> str:
        return self.doi

    @property
    def is_waiting(self) -> bool:
        """Whether the registry is still to be told."""
        return self.asked > self.told and not self.is_refused
