"""Languages, addresses and navigation: template tags that every page may use (no ``load`` needed).

Each component's arguments are its attributes: a name that it does not know is an error that Django
reports with the tag's name.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from tessera.lib.languages import direction, html_tag, language_name
from tessera.web.components.navigation import NavigationLink, footer_links, main_links
from tessera.web.components.page_actions import page_actions
from tessera.web.display import display_of
from tessera.web.templatetags.drawings import safe

register = template.Library()


@register.simple_tag
def page_language() -> str:
    """The page's language as HTML wants it (``zh-Hans``)."""
    return html_tag(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def page_direction() -> str:
    """``ltr`` or ``rtl``."""
    return direction(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def lang_attrs(language: str | None) -> SafeString:
    """Attributes ``lang`` and ``dir`` for a text in ``language``; nothing in the page's own.

    Use as ``<p{% lang_attrs text.language %}>``: a space comes with it.
    """
    if not language or language == get_language():
        return safe("")
    return _lang_attrs(language)


@lru_cache(maxsize=512)
def _lang_attrs(language: str) -> SafeString:
    return format_html(' lang="{}" dir="{}"', html_tag(language), direction(language))


@register.filter
def instant(moment: datetime | None) -> str:
    """A moment for the attribute ``datetime``, to the second: HTML allows three digits more."""
    return localtime(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def language_label(language: str) -> str:
    """A language's name in the page's language."""
    return language_name(language, get_language() or "en")


_LANGUAGES = dict(settings.LANGUAGES)


def _in_language(path: str, language: str) -> str:
    first, separator, rest = path.lstrip("/").partition("/")
    if first in _LANGUAGES:
        return f"/{language}/{rest}" if separator else f"/{language}/"
    return f"/{language}/"


@register.simple_tag(takes_context=True)
def translated_url(context: Context, language: str, with_query: bool = True) -> str:
    """The address of the same page in another language."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return f"/{language}/"
    path = _in_language(request.path, language)
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if with_query and query else path


@register.simple_tag
@cache
def interface_languages() -> tuple[Mapping[str, str], ...]:
    """The seven languages: ``code``, ``name`` in itself, ``tag`` and ``dir``."""
    return tuple(
        {"code": code, "name": name, "tag": html_tag(code), "dir": direction(code)}
        for code, name in settings.LANGUAGES
    )


@register.simple_tag(takes_context=True)
def alternate_links(context: Context) -> SafeString:
    """For search engines: the same page in every language, and which one is for all others.

    Written here, as are the links of the language menu: they stand on every page.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return safe("")
    base = escape(settings.BASE_URL)
    tags = [(each["tag"], each["code"]) for each in interface_languages()]
    return safe(
        "".join(
            f'<link rel="alternate" hreflang="{tag}" '
            f'href="{base}{escape(_in_language(request.path, code))}">\n'
            for tag, code in (*tags, ("x-default", "en"))
        )
    )


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> SafeString:
    """The items of the language menu: this page in each of the other languages."""
    present = get_language()
    return safe(
        "".join(
            f'<li><a href="{escape(translated_url(context, each["code"]))}" lang="{each["tag"]}" '
            f'dir="{each["dir"]}" hreflang="{each["tag"]}" data-language="{each["code"]}">'
            f"{escape(each['name'])}</a></li>\n"
            for each in interface_languages()
            if each["code"] != present
        )
    )


@register.simple_tag
def page_language_name() -> str:
    """The page's language in itself."""
    return _LANGUAGES.get(get_language() or "en", "English")


@register.simple_tag(takes_context=True)
def main_navigation(context: Context) -> tuple[NavigationLink, ...]:
    """The header's links."""
    request: HttpRequest | None = context.get("request")
    current = request.path if request else ""
    if request and request.GET.get("view") == "map":
        current += "?view=map"
    return tuple(main_links(get_language() or "en", current))


@register.simple_tag
def footer_navigation() -> Mapping[str, list[NavigationLink]]:
    """The footer's groups of links."""
    return footer_links(get_language() or "en")


@register.simple_tag(takes_context=True)
def display_choice(context: Context) -> str:
    """``light``, ``dark`` or ``""``."""
    return display_of(context.get("request"))


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """The way to this page, made of ``crumb`` tags."""
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol class="plain">{}</ol></nav>',
        gettext("Breadcrumb"),
        content,
    )


@register.simple_tag
def crumb(label: str, url: str = "", language: str = "") -> SafeString:
    """One step; without ``url`` it is this page."""
    attributes = lang_attrs(language)
    if url:
        return format_html('<li><a href="{}"{}>{}</a></li>', url, attributes, label)
    return format_html('<li><span aria-current="page"{}>{}</span></li>', attributes, label)


@register.simple_tag
def page_action_links(kind: str, identifier: str) -> SafeString:
    """The links that other rooms put on this page; nothing when there are none."""
    links = format_html_join(
        " ",
        '<a class="act" rel="nofollow" href="{}">{}</a>',
        ((address, label) for address, label in page_actions(kind, identifier)),
    )
    return format_html('<p class="small mt-3">{}</p>', links) if links else SafeString("")
