"""Who says that an entry is theirs, who vouches for it, and entries joined with another."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tessera.network.models.organizations import Organization
from tessera.network.models.people import Person


class Claim(models.Model):
    """A member says that an entry is theirs: about them, or of the organization that they work for.

    An entry belongs to one: two claims of one entry cannot both be accepted, whoever is faster.
    Who administers an organization later is another matter (``TeamMember``). ``disputed_at``:
    whoever holds the address that was kept with the entry said that it was not them.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("waiting for a proof")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not accepted")
        WITHDRAWN = "withdrawn", _("taken back by the member")
        REVOKED = "revoked", _("undone by an editor")
        ENDED = "ended", _("ended")

    class Proof(models.TextChoices):
        """How it was shown to be true."""

        MAIL = "mail", _("by the address that was known before")
        DOMAIN = "domain", _("by an address at the organization’s website")
        ORCID = "orcid", _("by signing in with its ORCID iD")
        VOUCHES = "vouches", _("two members vouched for it")
        EDITOR = "editor", _("an editor decided")

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="claims")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="claims")
    claimer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.TextField(_("why it is you"), max_length=1000, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    proof = models.CharField(max_length=7, choices=Proof.choices, blank=True)
    answer = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    disputed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("at", "pk")
        indexes: ClassVar = [models.Index(fields=["state", "at"], name="claim_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state="accepted"),
                name="one_accepted_claim_per_entry",
            ),
            models.UniqueConstraint(
                fields=["person", "claimer"],
                condition=models.Q(state="open"),
                name="one_open_claim_per_claimer",
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(state="accepted"),
                name="one_accepted_claim_per_organization",
            ),
            models.UniqueConstraint(
                fields=["organization", "claimer"],
                condition=models.Q(state="open"),
                name="one_open_organization_claim_each",
            ),
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(organization=None),
                name="a_claim_is_of_one_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def entry(self) -> Person | Organization:
        """What is claimed."""
        entry = self.person or self.organization
        assert entry is not None, "the database holds no claim of nothing"
        return entry

    @property
    def name(self) -> str:
        """What the entry is called, in the language of the page."""
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """What the entry is called; for an organization it reads its texts."""
        entry = self.entry
        return entry.name_in(language) if isinstance(entry, Organization) else str(entry)

    @property
    def of(self) -> dict[str, Person | Organization]:
        """The entry as a condition: what else is claimed of it."""
        return {"person": self.person} if self.person else {"organization": self.entry}

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.OPEN


class Vouch(models.Model):
    """A member was asked whether a claim is true; ``is_true`` is empty until they answer."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="vouches")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    is_true = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("vouching")
        verbose_name_plural = _("vouchings")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "member"], name="one_vouch_per_member")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class FormerEntry(models.Model):
    """The identifier of an entry that became one with another; its address leads there."""

    identifier = models.CharField(max_length=9, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="former_entries")

    def __str__(self) -> str:
        return self.identifier
