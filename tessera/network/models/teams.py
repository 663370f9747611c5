"""Who works in an organization, and who looks after its entry."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.network.models.organizations import Organization


class TeamMember(models.Model):
    """A member of this site who works in an organization. Whom readers see, the person decides."""

    class State(models.TextChoices):
        """Whose word is still missing."""

        ASKED = "asked", _("asked to join")
        INVITED = "invited", _("invited")
        ACTIVE = "active", _("in the team")

    class Role(models.TextChoices):
        """What they may do."""

        MEMBER = "member", _("works here")
        ADMINISTRATOR = "admin", _("administrator")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=6, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        ordering = ("role", "pk")
        indexes: ClassVar = [models.Index(fields=["user", "state"], name="team_by_user")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="once_in_an_organizations_team"
            ),
            models.CheckConstraint(
                condition=models.Q(role="member") | models.Q(state="active"),
                name="administrators_are_in_the_team",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_administrator(self) -> bool:
        """Whether they look after the organization's entry."""
        return self.role == self.Role.ADMINISTRATOR and self.state == self.State.ACTIVE
