"""The first administrator, and the one-time link by which a password is set."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from tessera.accounts.models import User


def has_administrator() -> bool:
    """Whether someone can sign in as administrator. One query."""
    hashes = User.objects.filter(is_superuser=True, is_active=True).values_list(
        "password", flat=True
    )
    return any(not value.startswith("!") for value in hashes)


def make_administrator(email: str) -> tuple[User, bool]:
    """The administrator of this address, made without a password when missing; whether it was.

    Running it again is harmless, and gives an existing user the administrator's rights. The
    operator's word stands for the verification of the address.
    """
    user = User.objects.filter(email__iexact=email).first()
    made = user is None
    if user is None:
        user = User.objects.create_superuser(email)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )
    if not (user.is_superuser and user.is_active and user.is_staff):
        user.is_superuser = user.is_active = user.is_staff = True
        user.save(update_fields=["is_superuser", "is_active", "is_staff"])
    return user, made


def forget_second_step(user: User) -> None:
    """For who has lost it: the back office asks for a new one at the next sign-in."""
    Authenticator.objects.filter(user=user).delete()


def password_link(user: User) -> str:
    """An address that sets the user's password once, within three days."""
    path = reverse(
        "account_one_time_link",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    return f"{settings.BASE_URL}{path}"
