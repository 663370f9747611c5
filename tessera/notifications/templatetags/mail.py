"""Template tags of mails."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def absolute(path: str) -> str:
    """The whole address of a path on this site; a mail has no site around it."""
    return path if path.startswith(("http://", "https://")) else settings.BASE_URL + path
