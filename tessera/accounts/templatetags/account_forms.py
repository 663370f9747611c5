"""Fields of the account's forms in our design."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def plain_input(field: BoundField) -> SafeString:
    """The field's control. A placeholder is no label: allauth's are left out."""
    attributes: dict[str, Any] = {"placeholder": False}
    if not isinstance(field.field.widget, CheckboxInput):
        attributes["class"] = "select" if hasattr(field.field.widget, "choices") else "input"
    return field.as_widget(attrs=attributes)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the label stands behind the control."""
    return isinstance(field.field.widget, CheckboxInput)
