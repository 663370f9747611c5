"""Whether an address of e-mail is at an organization's own website."""

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.db.models import Q

from tessera.network.models import Organization

if TYPE_CHECKING:
    from tessera.accounts.models import User

#: Whose pages and mailboxes anybody may have: an address there says nothing.
_FOR_EVERYBODY: Final = frozenset(
    {
        "blogspot.com", "europa.eu", "facebook.com", "github.com", "github.io", "gmail.com",
        "gmx.de", "gmx.net", "google.com", "googlemail.com", "hotmail.com", "icloud.com",
        "instagram.com", "linkedin.com", "linktr.ee", "mail.ru", "medium.com", "outlook.com",
        "proton.me", "protonmail.com", "qq.com", "sites.google.com", "telegram.org", "twitter.com",
        "un.org", "vk.com", "web.de", "weebly.com", "wixsite.com", "wordpress.com", "x.com",
        "yahoo.com", "yandex.ru", "youtube.com", "163.com",
    }
)  # fmt: skip


def own_domain(organization: Organization) -> str:
    """The domain that stands for an organization alone; empty when none does. One query.

    A website that several organizations of the directory share, as the departments of a city do,
    stands for none of them.
    """
    host = _host(organization.website)
    if not host or host in _FOR_EVERYBODY:
        return ""
    alike = Q(website__icontains=f"//{host}") | Q(website__icontains=f"//www.{host}")
    others = Organization.objects.public().exclude(pk=organization.pk).filter(alike)
    shared = host in {_host(each) for each in others.values_list("website", flat=True)[:200]}
    return "" if shared else host


def has_domain(user: "User", organization: Organization) -> bool:
    """Whether the account has confirmed an address at the organization's own domain.

    Subdomains do not count: students and clients often have an address below. Two queries.
    """
    domain = own_domain(organization)
    if not domain:
        return False
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return rows.filter(email__iendswith=f"@{domain}").exists()


def _host(website: str) -> str:
    host = (urlsplit(website).hostname or "").rstrip(".")
    return host.removeprefix("www.") if "." in host else ""
