"""Fields of the account's forms in our design."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect, Textarea, TextInput
from django.utils.safestring import SafeString

register = template.Library()
#: Choices that a list shows without a box of its own.
_MOST_SHOWN = 24


@register.simple_tag
def plain_input(field: BoundField) -> SafeString:
    """The field's control. A placeholder is no label: allauth's are left out.

    Words stand in the direction of their own language, whatever that of the page is.
    """
    widget = field.field.widget
    attributes: dict[str, Any] = {"placeholder": False}
    if not isinstance(widget, CheckboxInput):
        attributes["class"] = "select" if hasattr(widget, "choices") else "input"
    if type(widget) in {TextInput, Textarea} and "dir" not in widget.attrs:
        attributes["dir"] = "auto"
    return field.as_widget(attrs=attributes)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the label stands behind the control."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_list(field: BoundField) -> bool:
    """Whether its choices are shown as a list of boxes or rings."""
    return isinstance(field.field.widget, RadioSelect)  # Django's list of boxes derives from it.


@register.filter
def is_long_list(field: BoundField) -> bool:
    """Whether its choices are so many that their list scrolls in a box of its own."""
    choices = getattr(field.field, "choices", ())
    shown = sum(len(name) if isinstance(name, list | tuple) else 1 for _value, name in choices)
    return shown > _MOST_SHOWN
