"""Two people who agreed that one mentors the other."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.exchange.models.listings import Listing
from tessera.exchange.querysets import MentorshipQuerySet
from tessera.lib.identifiers import new_identifier
from tessera.network.models import Person


class Mentorship(models.Model):
    """A proposal to mentor or to be mentored, and what became of it. Only the two see it.

    Who proposes has confirmed; the other confirms, or changes the agreement, which asks the first
    again. Who wanted to look further after the first meeting is never told to the other.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("proposed")
        ACTIVE = "active", _("agreed")
        DECLINED = "declined", _("not taken up")
        PARTED = "parted", _("both look further")
        ENDED = "ended", _("closed")

    class Fit(models.TextChoices):
        """What somebody says after the first meeting."""

        FITS = "fits", _("It fits: we go on")
        FURTHER = "further", _("I would rather look for somebody else")

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    offer = models.ForeignKey(
        Listing, models.SET_NULL, null=True, blank=True, related_name="mentorships"
    )
    mentor = models.ForeignKey(Person, models.CASCADE, related_name="mentorships_as_mentor")
    mentee = models.ForeignKey(Person, models.CASCADE, related_name="mentorships_as_mentee")
    goal = models.TextField(_("what it is for"), max_length=1500)
    rhythm = models.CharField(_("how often and how"), max_length=200)
    months = models.PositiveSmallIntegerField(_("for how many months"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    mentor_confirmed_at = models.DateTimeField(null=True, blank=True)
    mentee_confirmed_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    first_meeting_on = models.DateField(_("first meeting on"), null=True, blank=True)
    check_asked_at = models.DateTimeField(null=True, blank=True)
    mentor_fit = models.CharField(max_length=8, choices=Fit.choices, blank=True)
    mentee_fit = models.CharField(max_length=8, choices=Fit.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentoring")
        verbose_name_plural = _("mentoring")
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=["state", "agreed_at"], name="mentoring_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentor", "mentee"],
                condition=models.Q(state__in=["proposed", "active"]),
                name="one_running_mentoring_per_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(mentor=models.F("mentee")), name="nobody_mentors_themselves"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("mentoring_detail", args=[self.identifier])

    @property
    def is_active(self) -> bool:
        """Whether both have agreed and it runs."""
        return self.state == self.State.ACTIVE

    def role_of(self, user: Any) -> str:
        """``mentor``, ``mentee``, or empty for others."""
        roles = {self.mentor.user_id: "mentor", self.mentee.user_id: "mentee"}
        return roles.get(user.pk, "") if user.pk else ""

    def other_of(self, user: Any) -> Person:
        """The other of the two."""
        return self.mentee if self.role_of(user) == "mentor" else self.mentor

    def is_kept_apart(self) -> bool:
        """Whether a block is between the two. One query."""
        return bool(type(self).objects.filter(pk=self.pk).kept_apart().exists())

    def is_checked_on(self, day: date) -> bool:
        """Whether the first meeting has been, so that both can say how it was."""
        met = self.first_meeting_on
        return self.state == self.State.ACTIVE and bool(self.check_asked_at or (met and met < day))
