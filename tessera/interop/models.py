"""What the room keeps of its own: imports and their rows, personal tokens, DOIs at the registry."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.interop.deposits.models import Deposit
from tessera.interop.friends.models import Friend
from tessera.interop.harvesting.models import HarvestItem, HarvestLink, HarvestRun, Source
from tessera.interop.ror.models import RorProposal
from tessera.lib.fields import WebAddressField

__all__ = [
    "ApiToken", "Deposit", "Friend", "HarvestItem", "HarvestLink", "HarvestRun", "ImportBatch",
    "ImportRow", "RorProposal", "Source",
]  # fmt: skip


def storage_name(instance: Any, filename: str) -> str:
    """A name that nobody guesses; that of the sender is kept beside it."""
    return f"imports/{get_random_string(32)}"


class ImportBatch(models.Model):
    """A file of references on its way in: mapped, checked, added, and perhaps undone."""

    class State(models.TextChoices):
        """Where it stands."""

        FETCHING = "fetching", _("being fetched")
        UPLOADED = "uploaded", _("to be prepared")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, nothing added yet")
        ADDING = "adding", _("being added")
        DONE = "done", _("added")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("refused")

    #: States in which the worker is busy with it.
    AT_WORK: ClassVar = (State.FETCHING, State.CHECKING, State.ADDING, State.UNDOING)

    name = models.CharField(max_length=200)
    #: Where it was fetched, and what is there (``addresses.KINDS``); empty of a file that was sent.
    address = WebAddressField(max_length=500, blank=True)
    there = models.CharField(max_length=12, blank=True)
    file = models.FileField(upload_to=storage_name, max_length=200)
    size = models.PositiveIntegerField()
    form = models.CharField(max_length=12)
    encoding = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=3, choices=Record.Kind.choices)
    language = models.CharField(max_length=16)
    mapping = models.JSONField(default=dict, blank=True)
    is_published = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=State.choices, default=State.UPLOADED, db_index=True
    )
    #: What a stopped batch goes on with.
    stopped_at = models.CharField(max_length=12, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)
    fault_values = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Whether the worker is busy with it."""
        return self.state in self.AT_WORK

    @property
    def source(self) -> str:
        """How records name where they came from."""
        return f"import {self.pk}: {self.name}"[:80]


class ImportRow(models.Model):
    """One row of a batch, and what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", _("new")
        DUPLICATE = "duplicate", _("perhaps here already")
        REFUSED = "refused", _("cannot be added")
        ADDED = "added", _("added")
        UNDONE = "undone", _("taken back")
        KEPT = "kept", _("kept, because somebody changed it")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)
    title = models.CharField(max_length=200, blank=True)
    said = models.JSONField(default=list, blank=True)
    identifier = models.CharField(max_length=9, blank=True)
    like = models.CharField(max_length=9, blank=True)
    is_wanted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_import_row_per_number")
        ]
        indexes: ClassVar = [models.Index(fields=["batch", "state", "number"])]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class ApiToken(models.Model):
    """A key with which a person's programs write drafts; only its digest is kept."""

    class Scope(models.TextChoices):
        """What it may do."""

        READ = "drafts:read", _("read my drafts")
        WRITE = "drafts:write", _("begin drafts")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("token for programs")
        verbose_name_plural = _("tokens for programs")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name
