"""Widgets for concepts, places and languages. Each works without JavaScript."""

from typing import Any

from django import forms

from tessera.lib.languages import INTERFACE_LANGUAGES, direction, html_tag, own_name
from tessera.vocabularies.labels import labels


class Checklist(forms.CheckboxSelectMultiple):
    """Boxes to tick under group headings; a small script adds a field that filters them."""

    template_name = "vocabularies/widgets/checklist.html"

    class Media:
        css = {"all": ["vocabularies/checklist.css"]}
        js = ["vocabularies/checklist.js"]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Say which are ticked; what stands under no heading stands together."""
        context = super().get_context(name, value, attrs)
        groups: list[tuple[Any, list[Any], int]] = []
        for label, options, index in context["widget"]["optgroups"]:
            if not label and groups and not groups[-1][0]:
                groups[-1][1].extend(options)
            else:
                groups.append((label, list(options), index))
        context["widget"]["optgroups"] = groups
        ticked = [
            str(option["label"])
            for _label, options, _index in context["widget"]["optgroups"]
            for option in options
            if option["selected"]
        ]
        context["widget"]["ticked"] = ticked
        return context


class _OffersNoDeprecated:
    """Leaves out concepts that are no longer offered, unless they were chosen before."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """The groups without what is no longer offered."""
        concepts = labels().concepts
        groups = super().optgroups(name, value, attrs)  # type: ignore[misc]

        def is_offered(option: dict[str, Any]) -> bool:
            key = str(option["value"])
            entry = concepts.get(int(key)) if key.isdigit() else None
            return option["selected"] or entry is None or not entry.is_deprecated

        kept = [
            (label, [option for option in options if is_offered(option)], index)
            for label, options, index in groups
        ]
        return [group for group in kept if group[1]]


class ConceptSelect(_OffersNoDeprecated, forms.Select):
    """One concept."""


class ConceptChecklist(_OffersNoDeprecated, Checklist):
    """Any number of concepts."""


class LabelsInput(forms.MultiWidget):
    """One line per interface language, each under the language's own name."""

    template_name = "vocabularies/widgets/labels.html"
    use_fieldset = True

    def __init__(self, attrs: Any = None) -> None:
        lines: dict[str, forms.Widget | type[forms.Widget]] = {
            tag: forms.TextInput(attrs={"lang": html_tag(tag), "dir": direction(tag)})
            for tag in INTERFACE_LANGUAGES
        }
        super().__init__(lines, attrs)

    def decompress(self, value: Any) -> list[str]:
        """The lines in the order of the languages."""
        kept = value if isinstance(value, dict) else {}
        return [kept.get(tag, "") for tag in INTERFACE_LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Name each line."""
        context = super().get_context(name, value, attrs)
        for tag, line in zip(INTERFACE_LANGUAGES, context["widget"]["subwidgets"], strict=True):
            line["language"] = own_name(tag)
        return context
