"""Choosing a record of any kind in a form."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from tessera.catalogue.models import Record
from tessera.changes.choosers import Searchable


class _RecordChooseView(Searchable, BaseChooseView):
    per_page = 25

    @property
    def columns(self) -> list[Any]:
        return [
            *super().columns,
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("identifier", label=_("Identifier"), accessor="identifier"),
            LiveStatusTagColumn(sort_key=None),
        ]


class _ChooseView(ChooseViewMixin, CreationFormMixin, _RecordChooseView):
    pass


class _ChooseResultsView(ChooseResultsViewMixin, CreationFormMixin, _RecordChooseView):
    pass


class RecordChooserViewSet(ChooserViewSet):
    """The window for choosing a record, whatever its kind."""

    model = Record
    icon = "doc-full"
    choose_view_class = _ChooseView
    choose_results_view_class = _ChooseResultsView
    choose_one_text = _("Choose a record")
    choose_another_text = _("Choose another record")
    edit_item_text = _("Edit this record")


record_chooser = RecordChooserViewSet("record_chooser")
