"""Choosing a published thing in a form: a window with a search field, and rows of choosers."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)


class ChooserSearchForm(BaseFilterForm):
    """Finds things whose ``chooser_search_fields`` contain every word."""

    q = forms.CharField(
        label=_("Search term"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        required=False,
    )

    def filter(self, objects: Any) -> Any:
        """Those with all the words typed, each in any of the fields."""
        objects = super().filter(objects)
        typed = self.cleaned_data.get("q", "")
        if not typed:
            return objects
        self.is_searching = True
        self.search_query = typed
        for word in typed.split():
            condition = Q()
            for name in objects.model.chooser_search_fields:
                condition |= Q(**{f"{name}__icontains": word})
            objects = objects.filter(pk__in=objects.model.objects.filter(condition).values("pk"))
        return objects


class Searchable:
    """A chooser's list: searched in the database, texts read at once, the newest first."""

    filter_form_class = ChooserSearchForm
    ordering = ("-pk",)
    model_class: Any

    def get_object_list(self) -> Any:
        """Everything that was not withdrawn."""
        model = self.model_class
        things = model.objects.prefetch_related("texts")
        is_publication = hasattr(model, "withdrawn_at")
        return things.filter(withdrawn_at__isnull=True) if is_publication else things


class _ChooseView(Searchable, ChooseView):
    pass


class _ChooseResultsView(Searchable, ChooseResultsView):
    pass


class SearchableChooserViewSet(SnippetChooserViewSet):
    """The window for choosing one of a snippet model with ``chooser_search_fields``."""

    choose_view_class = _ChooseView
    choose_results_view_class = _ChooseResultsView


class SeveralChoosers(forms.Widget):
    """Any number of things, each in a chooser of its own; a few empty ones wait below."""

    use_fieldset = True
    _empty_rows = 3

    def __init__(self, chooser: Any, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.chooser = chooser

    @property
    def media(self) -> forms.Media:
        """What one chooser needs."""
        return self.chooser.media

    def id_for_label(self, id_: str) -> str:
        """The label names the whole list."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """A chooser for each thing chosen, and empty ones."""
        identifier = (attrs or {}).get("id", f"id_{name}")
        rows = [*(value or []), *[None] * self._empty_rows]
        rendered = (
            (self.chooser.render(name, row, {"id": f"{identifier}_{number}"}),)
            for number, row in enumerate(rows)
        )
        lines = format_html_join("", "<div>{}</div>", rendered)
        return format_html('<div class="t-chooser-list">{}</div>', lines)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The ids of all rows that are not empty."""
        return [each for each in data.getlist(name) if each]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Nothing chosen is an answer."""
        return False
