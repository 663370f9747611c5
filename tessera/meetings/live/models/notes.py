"""Shared notes by paragraph, and breakout groups with notes of their own."""

from typing import ClassVar, Final

from django.db import models

from tessera.meetings.live.models.rooms import Participant
from tessera.meetings.models.sessions import Session

LONGEST_PARAGRAPH: Final = 2000


class BreakoutGroup(models.Model):
    """A small group with notes of its own, which reports back to all."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="breakout_groups")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    report = models.TextField(max_length=2000, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


class SharedNote(models.Model):
    """The notes of everybody, or of one group."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="shared_notes")
    group = models.OneToOneField(
        BreakoutGroup, models.CASCADE, null=True, blank=True, related_name="note"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(group__isnull=True),
                name="one_note_of_everybody",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class NoteParagraph(models.Model):
    """One paragraph. ``revision`` grows with every change; an empty one counts as removed."""

    note = models.ForeignKey(SharedNote, models.CASCADE, related_name="paragraphs")
    text = models.TextField(max_length=LONGEST_PARAGRAPH, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return str(self.pk)


class NoteVersion(models.Model):
    """A paragraph as it was. By whom is kept only where the attribution rule allows names."""

    paragraph = models.ForeignKey(NoteParagraph, models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    text = models.TextField(max_length=LONGEST_PARAGRAPH, blank=True)
    by = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="note_versions"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("revision",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paragraph", "revision"], name="one_text_per_note_revision"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
