"""Template tags of mails."""

from datetime import date

from django import template
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def absolute(path: str) -> str:
    """The whole address of a path on this site; a mail has no site around it.

    A page leads to the mail's language, in whatever language whoever caused the mail was reading.
    """
    if path.startswith(("http://", "https://")):
        return path
    start, language, rest = path[:1], *path[1:].partition("/")[::2]
    if language in dict(settings.LANGUAGES):
        return f"{settings.BASE_URL}{start}{get_language() or language}/{rest}"
    return settings.BASE_URL + path


@register.filter
def day(iso: str) -> str:
    """A day such as ``2026-12-01``, as it is written in the mail's language."""
    return date_format(date.fromisoformat(iso), "DATE_FORMAT")
