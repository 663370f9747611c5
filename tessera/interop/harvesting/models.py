"""Sources, their runs, what each run met, and which item there is which record here."""

from datetime import timedelta
from hashlib import sha256
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.lib.fields import WebAddressField


def digest_of(upstream: str) -> str:
    """A key of one length for an identifier of any length."""
    return sha256(upstream.encode()).hexdigest()


class Source(models.Model):
    """Another site whose descriptions are taken in, and how."""

    class Form(models.TextChoices):
        """How it is asked."""

        OAI = "oai", _("OAI-PMH")
        FEED = "feed", _("Feed (Atom or RSS)")
        SITEMAP = "sitemap", _("Sitemap, or a page, with JSON-LD")
        ZOTERO = "zotero", _("Zotero group library")

    class Every(models.IntegerChoices):
        """How often, in hours."""

        BY_HAND = 0, _("only by hand")
        DAILY = 24, _("every day")
        WEEKLY = 168, _("every week")
        MONTHLY = 720, _("every month")

    name = models.CharField(max_length=120)
    form = models.CharField(max_length=12, choices=Form.choices)
    address = WebAddressField(max_length=500)
    homepage = WebAddressField(max_length=500, blank=True)
    licence = models.CharField(max_length=16, blank=True)
    metadata_prefix = models.CharField(max_length=40, blank=True)
    set_spec = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=3, choices=Record.Kind.choices)
    language = models.CharField(max_length=16)
    words = models.TextField(blank=True)
    themes = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    every_hours = models.PositiveSmallIntegerField(choices=Every.choices, default=Every.WEEKLY)
    quota = models.PositiveIntegerField(default=500)
    pause_seconds = models.PositiveSmallIntegerField(default=2)
    is_published = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    #: The other end is a Tessera whose records keep their identifiers.
    is_friend = models.BooleanField(default=False)
    #: Where the next run begins: a date, a version, or a place in a list that a quota cut.
    bookmark = models.JSONField(default=dict, blank=True)
    previewed_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("source of harvests")
        verbose_name_plural = _("sources of harvests")
        ordering = ("name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address", "set_spec"], name="one_source_per_address")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def page(self) -> str:
        """Where people can look at it."""
        return self.homepage or self.address

    def schedule(self) -> None:
        """Set when it is asked next."""
        is_due = self.is_active and self.every_hours and self.previewed_at
        self.next_at = timezone.now() + timedelta(hours=self.every_hours) if is_due else None


class HarvestRun(models.Model):
    """One time of asking a source. The worker takes it part by part, and keeps its place."""

    class State(models.TextChoices):
        """Where it stands."""

        RUNNING = "running", _("at work")
        DONE = "done", _("finished")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("ended by a fault")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    AT_WORK: ClassVar = (State.RUNNING, State.UNDOING)
    ENDED: ClassVar = (State.DONE, State.STOPPED, State.FAILED)

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    #: Ten items are looked at, and nothing is added.
    is_preview = models.BooleanField(default=False)
    cursor = models.JSONField(default=dict, blank=True)
    #: Where this run began, for when it is taken back.
    bookmark = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    fault = models.CharField(max_length=20, blank=True)
    fault_values = models.JSONField(default=dict, blank=True)
    promised = models.PositiveIntegerField(null=True, blank=True)
    parts = models.PositiveIntegerField(default=0)
    #: Items told of that are of no matter here, such as withdrawals of what never came.
    passed = models.PositiveIntegerField(default=0)
    #: Parts in a row that held nothing new: a list that goes round in circles.
    stale_parts = models.IntegerField(default=0)
    restarts = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    #: Not before this moment: a pause, a wait that the other side asked for, or somebody has it.
    wait_until = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("run of a harvest")
        verbose_name_plural = _("runs of harvests")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state__in=["running", "undoing"]),
                name="one_open_run_per_source",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "wait_until"])]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.started_at:%Y-%m-%d}"

    @property
    def is_at_work(self) -> bool:
        """Whether the worker is busy with it."""
        return self.state in self.AT_WORK

    def count(self, name: str) -> None:
        """One more of them."""
        self.counts[name] = self.counts.get(name, 0) + 1


class HarvestLink(models.Model):
    """One item of a source, by its whole identifier there, and the record that it became."""

    class State(models.TextChoices):
        """How the two stand to each other."""

        FOLLOWED = "followed", _("followed")
        PROPOSED = "proposed", _("a change waits for somebody")
        DUPLICATE = "duplicate", _("perhaps here already")
        DROPPED = "dropped", _("no longer followed")
        GONE = "gone", _("withdrawn by its source")
        ADOPTED = "adopted", _("adopted")

    source = models.ForeignKey(Source, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64)
    upstream = models.TextField()
    address = models.CharField(max_length=500, blank=True)
    record = models.ForeignKey(
        Record, models.SET_NULL, null=True, blank=True, related_name="harvest_links"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.FOLLOWED)
    title = models.CharField(max_length=200, blank=True)
    #: What the source said when it was last taken over: the measure of what people changed since.
    row = models.JSONField(default=dict, blank=True)
    #: What it says now, while somebody has to decide; ``{"gone": true}`` when it withdrew it.
    pending = models.JSONField(null=True, blank=True)
    like = models.CharField(max_length=9, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("harvested item")
        verbose_name_plural = _("harvested items")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "digest"], name="one_link_per_upstream")
        ]
        indexes: ClassVar = [models.Index(fields=["source", "state"])]

    def __str__(self) -> str:
        return self.upstream[:200]


class HarvestItem(models.Model):
    """What a run met, and what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", _("would be added")
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        PROPOSED = "proposed", _("waits for a decision")
        DUPLICATE = "duplicate", _("perhaps here already")
        UNCHANGED = "unchanged", _("as it was")
        FILTERED = "filtered", _("left out by the filter")
        OWN = "own", _("at home here, or elsewhere")
        DROPPED = "dropped", _("no longer followed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REFUSED = "refused", _("cannot be added")
        UNDONE = "undone", _("taken back")
        KEPT = "kept", _("kept, because somebody changed it")

    run = models.ForeignKey(HarvestRun, models.CASCADE, related_name="items")
    digest = models.CharField(max_length=64)
    upstream = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices)
    title = models.CharField(max_length=200, blank=True)
    said = models.JSONField(default=list, blank=True)
    identifier = models.CharField(max_length=9, blank=True)
    like = models.CharField(max_length=9, blank=True)
    #: Of a preview, what the item says; of a change, what it said before.
    row = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("item of a harvest")
        verbose_name_plural = _("items of harvests")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "digest"], name="one_item_per_run")
        ]
        indexes: ClassVar = [models.Index(fields=["run", "state"])]

    def __str__(self) -> str:
        return self.title or self.upstream[:200]


#: Who has a run in hand for longer than this, and is heard of no more, is dead.
LEASE: Final = timedelta(minutes=10)
#: Runs of a source whose items are kept.
RUNS_KEPT: Final = 20


def prune_items(source: Source) -> None:
    """Forget the items of old runs; their counts stay."""
    old: list[Any] = list(source.runs.values_list("pk", flat=True)[RUNS_KEPT : RUNS_KEPT + 5])
    HarvestItem.objects.filter(run__in=old).delete()
