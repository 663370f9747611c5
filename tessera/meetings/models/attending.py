"""Who takes part: registered participants, and people invited to seats, all without account."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.lib.fields import LanguageTagField
from tessera.meetings.models.seats import Seat
from tessera.meetings.models.sessions import Session
from tessera.vocabularies.fields import PlaceField, concept_field
from tessera.vocabularies.models import Place


class Registration(models.Model):
    """A registration. Its number is the order of arrival, given under the session's lock."""

    class State(models.TextChoices):
        """Where it stands; a seat is given when it is sent, and held until it is confirmed."""

        ASKED = "asked", _("waits for approval")
        SEATED = "seated", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        REFUSED = "refused", _("not approved")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("not confirmed in time")

    #: States in which an address is registered; of each address there is one in a session.
    ACTIVE: ClassVar = (State.ASKED, State.SEATED, State.WAITING)

    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations")
    number = models.PositiveIntegerField(_("order of arrival"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200)
    email = models.EmailField(_("e-mail address"), max_length=254)
    organization = models.CharField(_("organization"), max_length=250, blank=True)
    stakeholder = concept_field("SH", _("stakeholder group"))
    place = PlaceField(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": "country"},
        verbose_name=_("country"),
    )
    focus = models.CharField(_("what you work on"), max_length=400, blank=True)
    question = models.CharField(_("a question in advance"), max_length=600, blank=True)
    access_needs = models.CharField(_("what you need to take part"), max_length=600, blank=True)
    language = LanguageTagField(_("language of mails"), default="en")
    created_at = models.DateTimeField(_("registered at"))
    seated_at = models.DateTimeField(_("got a place at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    confirm_by = models.DateTimeField(_("to be confirmed by"), null=True, blank=True)
    attended_at = models.DateTimeField(_("marked as having been there at"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "number"], name="one_number_per_arrival"),
            models.UniqueConstraint(
                fields=["session", "email"],
                condition=Q(state__in=["asked", "seated", "waiting"]),
                name="one_registration_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def is_active(self) -> bool:
        """Whether it is neither withdrawn nor refused nor lapsed."""
        return self.state in self.ACTIVE


class Invitation(models.Model):
    """Somebody asked to take a seat. Who accepted the last sits there."""

    class State(models.TextChoices):
        """Where it stands. ``PROPOSED`` waits for the organizer to send it."""

        PROPOSED = "proposed", _("proposed")
        SENT = "sent", _("invited")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        RETRACTED = "retracted", _("retracted")

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="invitations")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200)
    email = models.EmailField(_("e-mail address"), max_length=254)
    affiliation = models.CharField(_("organization or position"), max_length=250, blank=True)
    place = PlaceField(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": "country"},
        verbose_name=_("country"),
    )
    language = LanguageTagField(_("language of mails"), default="en")
    message = models.TextField(_("message"), max_length=2000, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    proposed_by = models.CharField(_("proposed by"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    attended_at = models.DateTimeField(_("marked as having been there at"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(state="accepted"), name="one_person_per_seat"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
