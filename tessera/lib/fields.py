"""Model fields that know what may be typed: languages and web addresses.

In migrations each is the field of Django that it refines, so that none names a class of ours.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from tessera.lib.languages import INTERFACE_LANGUAGES, is_tag, language_choices

_NO_WEB_ADDRESS = _("Enter a web address that begins with https:// or http://.")
_WEB_ADDRESS = URLValidator(schemes=["http", "https"], message=_NO_WEB_ADDRESS)


def present_language_choices() -> Iterator[tuple[Any, Any]]:
    """All languages, named in the language of the page being made; none first."""
    choices = language_choices(get_language() or "en")
    count = len(INTERFACE_LANGUAGES)
    yield "", "---------"
    yield _("Languages of this site"), choices[:count]
    yield _("Other languages"), choices[count:]


@lru_cache(maxsize=16)
def _options(in_language: str) -> SafeString:
    """All options, none selected: made once, because a form shows them a dozen times."""
    choices = language_choices(in_language)
    count = len(INTERFACE_LANGUAGES)
    with override(in_language):
        groups = (
            (_("Languages of this site"), choices[:count]),
            (_("Other languages"), choices[count:]),
        )
        return format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            (
                (name, format_html_join("", '<option value="{}">{}</option>', languages))
                for name, languages in groups
            ),
        )


class LanguageSelect(forms.Select):
    """A list of languages that keeps a tag which it does not name, such as one with a region."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The list with the value selected."""
        chosen = str(value or "")
        options = _options(get_language() or "en")
        mark = format_html('<option value="{}"', chosen)
        first = format_html('<option value=""{}>---------</option>', "" if chosen else " selected")
        if chosen and mark in options:
            options = mark_safe(options.replace(mark, f"{mark} selected", 1))  # noqa: S308 - parts are escaped
        elif chosen:
            first += format_html('<option value="{}" selected>{}</option>', chosen, chosen)
        every = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}{}</select>", flatatt(every), first, options)


class LanguageChoiceField(forms.ChoiceField):
    """A language, by its BCP 47 tag."""

    widget = LanguageSelect

    def __init__(self, **options: Any) -> None:
        for name in ("max_length", "empty_value", "strip"):
            options.pop(name, None)
        super().__init__(choices=present_language_choices, **options)

    def valid_value(self, value: Any) -> bool:
        """Any tag of a known language, with a region or without."""
        return is_tag(str(value)) or super().valid_value(value)


class LanguageTagField(models.CharField):  # type: ignore[type-arg]
    """A BCP 47 tag in lower case, chosen by the language's name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 16)
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A ``CharField`` to migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def formfield(self, **options: Any) -> Any:
        """A list of languages."""
        options.pop("widget", None)
        return super().formfield(form_class=LanguageChoiceField, **options)


class _WebAddressFormField(forms.URLField):
    default_error_messages = {"invalid": _NO_WEB_ADDRESS}
    default_validators = [_WEB_ADDRESS]


class WebAddressField(models.URLField):  # type: ignore[type-arg]
    """The address of a page on the web: ``http`` or ``https``, nothing else."""

    default_validators = [_WEB_ADDRESS]

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A ``URLField`` to migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.URLField", args, options

    def formfield(self, **options: Any) -> Any:
        """A field for web addresses; a bare host name gets ``https``."""
        return super().formfield(
            **{"assume_scheme": "https", **options, "form_class": _WebAddressFormField}
        )
