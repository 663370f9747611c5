"""What people send in, from the first letter typed to a reviewed record (``domain.md`` D)."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier
from tessera.network.models import Organization
from tessera.review.querysets import SubmissionQuerySet

#: The kind of a suggested organization; the others are those of records.
ORGANIZATION: Final = "ORG"
KINDS: list[tuple[str, str | Promise]] = [
    *((kind.value, kind.label) for kind in Record.Kind),
    (ORGANIZATION, _("organization")),
]


class Submission(models.Model):
    """One contribution. ``content`` holds what was typed, as it was typed, by field name.

    A value is a text, a list of codes, or a list of rows (mappings of text to text). Concepts and
    places are codes, languages are tags. ``revision`` grows with every saving, so that a stale
    page never overwrites a newer text.
    """

    class State(models.TextChoices):
        """Where it is on its way."""

        DRAFT = "draft", _("draft")
        UNCONFIRMED = "unconfirmed", _("waiting for your confirmation")
        SUBMITTED = "submitted", _("received")
        SCREENING = "screening", _("with an editor")
        RETURNED = "returned", _("returned to you")
        DECLINED = "declined", _("declined")
        LISTED = "listed", _("listed")
        IN_REVIEW = "in_review", _("in peer review")
        REVISE = "revise", _("to be revised by you")
        ARBITRATION = "arbitration", _("in arbitration")
        REVIEWED = "reviewed", _("peer reviewed")

    identifier = models.CharField(
        _("identifier"), max_length=9, unique=True, default=new_identifier, editable=False
    )
    kind = models.CharField(_("kind"), max_length=3, choices=KINDS)
    language = LanguageTagField(_("language"), default="en")
    content = models.JSONField(_("what was typed"), default=dict, blank=True)
    #: Where fields came from when the draft started from something: see ``starting.filling``.
    origins = models.JSONField(_("where fields came from"), default=dict, blank=True)
    #: Identifiers of records that its author said this is not.
    not_same_as = models.JSONField(_("not the same as"), default=list, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("author"),
    )
    author_email = models.EmailField(_("e-mail address of an author without account"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    #: Why an editor should look twice, as codes (``first``, ``links``, ``trap``); never shown
    #: to readers, and never a reason to delete.
    held_for = models.JSONField(_("held for"), default=list, blank=True)
    record = models.ForeignKey(
        Record,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("record"),
    )
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("organization"),
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="edited_submissions",
        verbose_name=_("editor"),
    )
    submitted_at = models.DateTimeField(_("sent in"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("-updated_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="submission_by_state"),
            models.Index(fields=["author", "updated_at"], name="submission_by_author"),
            models.Index(fields=["author_email"], name="submission_by_address"),
            # All that the desk counts, filters and sorts by: it reads no row for that.
            models.Index(
                fields=[
                    "state",
                    "editor",
                    "kind",
                    "language",
                    "due_at",
                    "submitted_at",
                    "record",
                ],
                name="submission_for_desk",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.identifier

    @property
    def title(self) -> str:
        """Its title (the name of an organization) as typed; may be empty."""
        return str(self.content.get("title") or "").strip()

    @property
    def is_editable(self) -> bool:
        """Whether its authors may change what it says."""
        return self.state in EDITABLE

    @property
    def is_overdue(self) -> bool:
        """Whether its clock has run out."""
        return self.due_at is not None and self.due_at < timezone.now()

    def value(self, name: str) -> Any:
        """What was typed in a field; an empty text when nothing was."""
        return self.content.get(name, "")


_State = Submission.State
#: From each state, those that it may move to.
TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    _State.DRAFT: frozenset({_State.UNCONFIRMED, _State.SUBMITTED}),
    _State.UNCONFIRMED: frozenset({_State.DRAFT, _State.UNCONFIRMED, _State.SUBMITTED}),
    _State.SUBMITTED: frozenset({_State.SCREENING, _State.RETURNED, _State.DECLINED}),
    _State.SCREENING: frozenset({_State.LISTED, _State.RETURNED, _State.DECLINED}),
    # Back to screening: an editor took a decision back.
    _State.RETURNED: frozenset({_State.SUBMITTED, _State.DECLINED, _State.SCREENING}),
    _State.DECLINED: frozenset({_State.SCREENING}),
    _State.LISTED: frozenset({_State.IN_REVIEW}),
    _State.IN_REVIEW: frozenset(
        {_State.REVISE, _State.ARBITRATION, _State.REVIEWED, _State.LISTED}
    ),
    _State.REVISE: frozenset({_State.IN_REVIEW, _State.REVIEWED, _State.LISTED}),
    _State.ARBITRATION: frozenset({_State.REVISE, _State.REVIEWED, _State.LISTED}),
    _State.REVIEWED: frozenset({_State.IN_REVIEW}),
}
#: States in which the authors write.
EDITABLE: Final = frozenset({_State.DRAFT, _State.UNCONFIRMED, _State.RETURNED, _State.REVISE})
#: States of a draft that others may be shown, as nothing of it was decided.
BEFORE_A_DECISION: Final = frozenset(
    {_State.DRAFT, _State.UNCONFIRMED, _State.RETURNED, _State.SUBMITTED, _State.SCREENING}
)
#: States in which somebody on the editors' side has to act.
WITH_EDITORS: Final = frozenset({_State.SUBMITTED, _State.SCREENING, _State.ARBITRATION})


class SubmissionEvent(models.Model):
    """One step on a submission's way; ``by`` is empty for the system and for authors without
    account.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="events")
    from_state = models.CharField(max_length=12, choices=Submission.State.choices)
    to_state = models.CharField(max_length=12, choices=Submission.State.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("step of a submission")
        verbose_name_plural = _("steps of submissions")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class SubmissionMessage(models.Model):
    """What an author and the editors write to each other about a submission."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_from_editors = models.BooleanField(_("from the editors"), default=False)
    text = models.TextField(_("message"), max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("message about a submission")
        verbose_name_plural = _("messages about submissions")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class SubmissionCopy(models.Model):
    """What a stale page wanted to save: kept beside the newer text until its author chooses."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="copies")
    changes = models.JSONField(default=dict)
    based_on = models.PositiveIntegerField(_("revision it began from"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("kept copy")
        verbose_name_plural = _("kept copies")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.submission_id} r{self.based_on}"


class CoAuthor(models.Model):
    """Somebody whom the author asked to write along; may write once the invitation is accepted."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="co_authors")
    email = models.EmailField(_("e-mail address"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="co_authored",
        verbose_name=_("account"),
    )
    invited_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        ordering = ("invited_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "email"], name="co_author_once")
        ]

    def __str__(self) -> str:
        return self.email
