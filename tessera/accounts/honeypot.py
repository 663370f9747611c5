"""A field that people do not see and that machines fill in.

A form with ``add_honeypot`` is asked ``is_caught``; whoever is caught gets the answer of success,
so that nothing is learned. Templates render the field like any other (``accounts/_field.html``).
"""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

#: A name that machines like, and no browser fills in by itself.
FIELD: Final = "homepage_link"


def add_honeypot(form: forms.BaseForm) -> None:
    """Add the field. Its label is for the few who meet it, as with a screen reader's own view."""
    field = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    field.is_honeypot = True  # type: ignore[attr-defined]
    form.fields[FIELD] = field


def is_caught(form: Any) -> bool:
    """Whether the field was filled in; after validation."""
    return bool(form.cleaned_data.get(FIELD))
