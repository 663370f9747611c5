"""The header's way in, or what the signed-in person may open; on every page."""

from urllib.parse import quote

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tessera.web.components.account_menu import account_links

register = template.Library()


@register.simple_tag(takes_context=True)
def account_menu(context: Context) -> SafeString:
    """“Sign in” for visitors, without a query; a menu for people who are signed in."""
    request: HttpRequest | None = context.get("request")
    has_session = request is not None and settings.SESSION_COOKIE_NAME in request.COOKIES
    if request is None or not has_session or not request.user.is_authenticated:
        return _way_in(request)
    rows = format_html_join(
        "",
        '<li><a href="{}">{}</a></li>',
        ((resolve_url(link.url_name), link.label) for link in account_links(request.user)),
    )
    return format_html(
        '<details class="menu"><summary>{}</summary><ul class="plain">{}</ul></details>',
        gettext("Account"),
        rows,
    )


def _way_in(request: HttpRequest | None) -> SafeString:
    address, back = reverse("account_login"), ""
    if request is not None and not request.path.startswith(reverse("account_index")):
        back = f"?next={quote(request.get_full_path())}"
    return format_html('<a href="{}{}" rel="nofollow">{}</a>', address, back, gettext("Sign in"))
