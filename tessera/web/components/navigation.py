"""The main navigation: only pages that exist."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Address below the language (part of the public interface) → the words of its link. One line of a
#: wide screen holds these in every language; all else is in the footer.
_MAIN: tuple[tuple[str, str | Promise], ...] = (
    ("search/", _("Search")),
    ("search/?view=map", _("Map")),
    ("organizations/", _("Organizations")),
    ("people/", _("People")),
    ("themes/", _("Themes")),
    ("sessions/", _("Sessions")),
    ("communities/", _("Communities")),
    ("learn/", _("Learn")),
    ("contribute/", _("Contribute")),
)
_FIND: tuple[tuple[str, str | Promise], ...] = (
    ("search/", _("Search")),
    ("themes/", _("Themes")),
    ("places/", _("Countries and regions")),
    ("organizations/", _("Organizations")),
    ("people/", _("People who can be asked")),
    ("sessions/", _("Working sessions")),
    ("communities/", _("Communities of practice")),
    ("ask/", _("Ask a peer")),
    ("exchange/", _("Offers and seeks")),
    ("funding/", _("Funding")),
    ("learn/", _("Courses")),
    ("tried/", _("What others tried")),
    ("new/", _("What’s new")),
)
_ABOUT: tuple[tuple[str, str | Promise], ...] = (
    ("about/", _("About this site")),
    ("how-records-are-checked/", _("How records are checked")),
    ("transparency/", _("How we decide, in numbers")),
    ("moderation/", _("Moderation in numbers")),
    ("accessibility/", _("Accessibility")),
    ("privacy/", _("Privacy")),
)
_OPEN: tuple[tuple[str, str | Promise], ...] = (
    ("data/", _("Open data")),
    ("/api/v1/docs", _("API for programs")),
    ("/oai?verb=Identify", _("Harvesting (OAI-PMH)")),
    ("style-guide/", _("Style guide")),
)


@dataclass(frozen=True)
class NavigationLink:
    """A link; ``current`` is ``page`` for what is shown, ``true`` for what it is below."""

    url: str
    label: str | Promise
    current: str = ""


@lru_cache(maxsize=256)
def _exists(path: str) -> bool:
    try:
        # Any word may be the name of a page that editors write; that is no promise that they did.
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


def _links(
    entries: tuple[tuple[str, str | Promise], ...], language: str, current: str
) -> list[NavigationLink]:
    links = []
    for address, label in entries:
        url = address if address.startswith("/") else f"/{language}/{address}"
        path, _question, query = url.partition("?")
        if _exists(path):
            is_below = not query and current.startswith(path)
            state = "page" if current == url else "true" if is_below else ""
            links.append(NavigationLink(url, label, state))
    return links


def main_links(language: str, current: str) -> list[NavigationLink]:
    """The header's links. ``current`` is the address shown, with ``?view=map`` for the map."""
    links = _links(_MAIN, language, current)
    if any(link.current and "?" in link.url for link in links):
        return [link if "?" in link.url else NavigationLink(link.url, link.label) for link in links]
    return links


def footer_links(language: str) -> dict[str, list[NavigationLink]]:
    """The footer's groups."""
    return {
        "find": _links(_FIND, language, ""),
        "about": _links(_ABOUT, language, ""),
        "open": _links(_OPEN, language, ""),
    }
