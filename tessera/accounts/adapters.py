"""What allauth asks us: who asks, what mails say, how secrets are kept."""

import base64
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, override

from tessera.accounts.mails import tell_about_suspension
from tessera.accounts.models import Sanction, User
from tessera.web.client_address import client_address

_MOST_OF_AN_ADDRESS: Final = 254
#: Said on the page that follows anyway, or better there.
_UNSAID: Final = {
    "account/messages/logged_in.txt",
    "account/messages/login_code_sent.txt",
    "account/messages/email_confirmation_sent.txt",
}


@dataclass(frozen=True)
class _Site:
    """How mails name the site: never by the host that was asked."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: an address that cannot be forged, and the person's language."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """allauth cuts IPv6 addresses to the subscriber's network itself."""
        return client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """``TESSERA_SIGN_UP_OPEN``."""
        return settings.SIGN_UP_OPEN

    def new_user(self, request: HttpRequest) -> User:
        """Mails come in the language of the page on which somebody signs up."""
        return User(language=get_language() or "")

    def clean_email(self, email: str) -> str:
        """Refuse what the table has no room for."""
        MaxLengthValidator(_MOST_OF_AN_ADDRESS)(email)
        return email

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Leave out what only repeats the page."""
        if message_template not in _UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the recipient's language, whoever typed the address on whichever page.

        Who is suspended and asks for a code is told so by mail, not that there is no account.
        """
        if template_prefix == "account/email/unknown_account":
            current = Sanction.objects.suspensions().filter(
                user__email__iexact=email, lifted_at=None
            )
            if sanction := current.select_related("user").first():
                tell_about_suspension(sanction)
                return
        site = _Site(settings.SITE_NAME, urlsplit(settings.BASE_URL).netloc)
        with override(_language_of(email, context)):
            if template_prefix == "account/email/account_already_exists":
                path = reverse("account_reset_password")
                context = {**context, "password_reset_url": path}
            links = {name: _at_home(url) for name, url in context.items() if name.endswith("_url")}
            super().send_mail(template_prefix, email, {**context, **links, "current_site": site})

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The home page in the present language."""
        return reverse("home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The account's first page, which says how one signs in."""
        return reverse("account_index")


class SecondStepAdapter(DefaultMFAAdapter):
    """Second steps: secrets are encrypted with a key made of the secret key."""

    def encrypt(self, text: str) -> str:
        """For the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """From the database."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Signing in with ORCID or another provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """``TESSERA_SIGN_UP_OPEN``."""
        return settings.SIGN_UP_OPEN

    def new_user(self, request: HttpRequest, sociallogin: Any) -> User:
        """As for those who sign up here."""
        return User(language=get_language() or "")

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the list of connected accounts."""
        return reverse("socialaccount_connections")


def _language_of(email: str, context: dict[str, Any]) -> str:
    """What its owner chose; else the language of the page, as for addresses without account."""
    person = context.get("user") or User.objects.filter(email__iexact=email).first()
    return (person and person.language) or get_language() or settings.LANGUAGE_CODE


def _at_home(url: str) -> str:
    """The same page under ``TESSERA_BASE_URL``, whichever host was asked for it."""
    return urljoin(settings.BASE_URL, urlunsplit(("", "", *urlsplit(url)[2:])))


def _cipher() -> MultiFernet:
    """Encrypts with today's secret key, and reads what former ones encrypted."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([_fernet(key) for key in keys])


def _fernet(secret: str | bytes) -> Fernet:
    digest = salted_hmac("tessera.second-step", "key", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
