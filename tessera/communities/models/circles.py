"""Communities of practice and who belongs to them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.communities.querysets import CommunityQuerySet, MembershipQuerySet
from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier


class Community(models.Model):
    """People who practise the same thing. ``languages`` are tags of those that are spoken in it.

    ``updated_at`` grows with everything that happens in it.
    """

    class Access(models.TextChoices):
        """Who reads, and who may join."""

        OPEN = "open", _("Open: everybody reads, everybody may join")
        REQUEST = "request", _("On request: everybody reads, focal points decide who joins")
        PRIVATE = "private", _("Private: only members know of it, and join by invitation")

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("waiting for approval")
        ACTIVE = "active", _("active")
        DECLINED = "declined", _("not approved")
        CLOSED = "closed", _("closed")

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    name = models.CharField(max_length=120)
    purpose = models.TextField(max_length=2000)
    language = LanguageTagField(default="en")
    languages = models.JSONField(default=list, blank=True)
    themes = models.ManyToManyField(
        "vocabularies.Concept",
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": "TH"},
    )
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.OPEN)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "pk")
        verbose_name_plural = _("communities of practice")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("community_detail", args=[self.identifier])

    @property
    def is_private(self) -> bool:
        """Whether only members know of it."""
        return self.access == self.Access.PRIVATE

    @property
    def is_active(self) -> bool:
        """Whether people may join and write."""
        return self.state == self.State.ACTIVE


class Membership(models.Model):
    """Somebody belongs to a community, or asks to."""

    class Role(models.TextChoices):
        """What somebody is there."""

        MEMBER = "member", _("member")
        FOCAL_POINT = "focal", _("focal point")

    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="community_memberships"
    )
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.MEMBER)
    is_accepted = models.BooleanField(default=True)
    note = models.CharField(max_length=500, blank=True)
    wants_digest = models.BooleanField(default=False)
    digest_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = _("memberships in communities")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "user"], name="one_membership_per_community"
            )
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.user_id}"

    @property
    def is_focal_point(self) -> bool:
        """Whether this member looks after the community."""
        return self.is_accepted and self.role == self.Role.FOCAL_POINT


class Invitation(models.Model):
    """An invitation by mail; the address is forgotten when it is used or too old."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = _("invitations to communities")

    def __str__(self) -> str:
        return f"{self.community_id}: {self.pk}"
