"""What is kept about people after a session."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate, register_personal_data
from tessera.meetings.afterwards.feedback import hidden_key
from tessera.meetings.afterwards.recording import answer_consent
from tessera.meetings.attendance import Holder, key_of, session_of
from tessera.meetings.models import (
    AttendanceCertificate,
    FeedbackAnswer,
    Invitation,
    Registration,
    SessionOutcome,
    Speaker,
)


def _export(user: User) -> Iterator[Mapping[str, Any]]:
    rows = SessionOutcome.objects.filter(owner_email__iexact=user.email).order_by("pk")
    yield from rows.values("session__identifier", "text", "owner", "owner_email").iterator()


def _erase(user: User, fate: Fate) -> None:
    """The outcome stays; nobody is asked any more."""
    SessionOutcome.objects.filter(owner_email__iexact=user.email).update(owner_email="")


def _export_feedback(user: User) -> Iterator[Mapping[str, Any]]:
    rows = FeedbackAnswer.objects.filter(Q(key__in=_keys(user)) | Q(email__iexact=user.email))
    fields = ("usefulness", "news", "intention", "use", "was_heard", "access", "barriers",
              "further", "name", "used", "used_note")  # fmt: skip
    yield from rows.order_by("pk").values("session__identifier", *fields).iterator()


def _erase_feedback(user: User, fate: Fate) -> None:
    """What can be told to be this person's goes; of the rest nobody knows whose it is."""
    FeedbackAnswer.objects.filter(Q(key__in=_keys(user)) | Q(email__iexact=user.email)).delete()


def _export_certificates(user: User) -> Iterator[Mapping[str, Any]]:
    rows = AttendanceCertificate.objects.filter(email__iexact=user.email).order_by("pk")
    yield from rows.values("session__identifier", "code", "name", "issued_at").iterator()


def _erase_certificates(user: User, fate: Fate) -> None:
    AttendanceCertificate.objects.filter(email__iexact=user.email).delete()


def _export_consents(user: User) -> Iterator[Mapping[str, Any]]:
    rows = Speaker.objects.filter(email__iexact=user.email).order_by("pk")
    yield from rows.values("session__identifier", "name", "consent", "answered_at").iterator()


def _erase_consents(user: User, fate: Fate) -> None:
    """Nobody's consent can be shown any more: the recording goes from the site."""
    for each in Speaker.objects.filter(email__iexact=user.email).select_related("session"):
        refused = answer_consent(each, agrees=False)
        refused.name, refused.email = "–", ""
        refused.save(update_fields=["name", "email"])


def _keys(user: User) -> list[str]:
    """What answers of this person are found by, while they have a place and the survey is open."""
    own = Q(user=user) | Q(email__iexact=user.email)
    holders: list[Holder] = [
        *Registration.objects.filter(own).select_related("session"),
        *Invitation.objects.filter(own).select_related("seat__session"),
    ]
    return [hidden_key(session_of(each), key_of(each)) for each in holders]


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        FeedbackAnswer,
        export=_export_feedback,
        erase=_erase_feedback,
        retention=_(
            "Your name, if you gave it, as long as registrations; your address, if you agreed to "
            "be asked later, until four months after that; the answer without them stays."
        ),
        title=_("answers to feedback surveys of working sessions"),
    )
    register_personal_data(
        AttendanceCertificate,
        export=_export_certificates,
        erase=_erase_certificates,
        retention=_("Until you withdraw it, for ten years at most."),
        title=_("certificates of attendance"),
    )
    register_personal_data(
        Speaker,
        export=_export_consents,
        erase=_erase_consents,
        retention=_("As long as the recording is here: it shows that you agreed."),
        title=_("consents to recordings of working sessions"),
    )
    register_personal_data(
        SessionOutcome,
        export=_export,
        erase=_erase,
        retention=_("Your address until four months after the last question about it."),
        title=_("outcomes of working sessions that you are asked about"),
    )
