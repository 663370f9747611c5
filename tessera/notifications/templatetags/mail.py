"""Template tags of mails."""

from datetime import date

from django import template
from django.conf import settings
from django.utils.formats import date_format

register = template.Library()


@register.simple_tag
def absolute(path: str) -> str:
    """The whole address of a path on this site; a mail has no site around it."""
    return path if path.startswith(("http://", "https://")) else settings.BASE_URL + path


@register.filter
def day(iso: str) -> str:
    """A day such as ``2026-12-01``, as it is written in the mail's language."""
    return date_format(date.fromisoformat(iso), "DATE_FORMAT")
