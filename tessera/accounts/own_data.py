"""What this room itself keeps about a person."""

from collections.abc import Iterator, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from tessera.accounts.models import Erasure, Sanction, User
from tessera.accounts.personal_data import (
    WITH_THE_ACCOUNT,
    Fate,
    delete_by,
    keep,
    register_personal_data,
    rows_by,
)


def _account(user: User) -> Iterator[Mapping[str, Any]]:
    yield {
        "email": user.email,
        "name": user.get_full_name(),
        "language": user.language,
        "joined": user.date_joined,
        "last_sign_in": user.last_login,
        "roles": sorted(user.groups.values_list("name", flat=True)),
    }


def _erase_account(user: User, fate: Fate) -> None:
    """The row stays without anything that tells whose it was, and nobody can sign in with it."""
    user.groups.clear()
    user.user_permissions.clear()
    user.email = f"erased-{user.pk}@erased.invalid"
    user.first_name = user.last_name = user.language = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    ModelLogEntry.objects.for_instance(user).update(label=f"#{user.pk}")


def _end_sign_ins(user: User, fate: Fate) -> None:
    rows = UserSession.objects.filter(user=user)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        User,
        export=_account,
        erase=_erase_account,
        retention=WITH_THE_ACCOUNT,
        title=_("Account"),
    )
    for model, title, fields in (
        (EmailAddress, _("E-mail address"), ("email", "verified", "primary")),
        (Authenticator, _("Second steps of signing in"), ("type", "created_at", "last_used_at")),
        (SocialAccount, _("Other services"), ("provider", "uid", "date_joined", "last_login")),
        (
            UserProfile,
            _("Preferences of the back office"),
            ("preferred_language", "current_time_zone", "theme"),
        ),
    ):
        register_personal_data(
            model,
            export=rows_by(model, "user", *fields),
            erase=delete_by(model, "user"),
            retention=WITH_THE_ACCOUNT,
            title=title,
        )
    register_personal_data(
        UserSession,
        export=rows_by(UserSession, "user", "created_at", "last_seen_at", "ip", "user_agent"),
        erase=_end_sign_ins,
        retention=_("Two weeks after the last use."),
        title=_("Where you are signed in"),
    )
    register_personal_data(
        Sanction,
        export=rows_by(Sanction, "user", "kind", "reason", "began_at", "until", "appeal", "answer"),
        erase=keep,
        retention=_("Kept without your name, as part of the record of decisions."),
    )
    register_personal_data(
        Erasure,
        export=rows_by(Erasure, "user", "asked_at", "due_at", "fate"),
        erase=keep,
        retention=_("Until the erasure is done."),
    )
