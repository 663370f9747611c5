"""The catalogue in the back office."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from tessera.catalogue.choosers import RecordChooserViewSet, record_chooser
from tessera.catalogue.ending import end_record
from tessera.catalogue.models import KIND_MODELS, BuildingBlock, Record
from tessera.catalogue.panels import edit_handler
from tessera.catalogue.rules import can_publish_record
from tessera.catalogue.superseding import supersede
from tessera.changes.backoffice import PublicationViewSet

_ICONS = {
    "APP": "compass", "PRA": "group", "GUI": "list-ul", "POL": "doc-full", "ACA": "openquote",
    "LRN": "clipboard-list",
}  # fmt: skip


def _viewset(kind: str) -> type[PublicationViewSet]:
    model: Any = KIND_MODELS[kind]
    return type(
        f"{model.__name__}ViewSet",
        (PublicationViewSet,),
        {
            "model": model,
            "icon": _ICONS.get(kind, "snippet"),
            "menu_label": model._meta.verbose_name_plural.capitalize(),
            "list_display": ("__str__", "identifier", "year"),
            "list_filter": ("lane", "live", "provenance_kind"),
            "search_fields": ("texts__title", "identifier"),
            "edit_handler": edit_handler(kind),
            "__doc__": f"The back office of {model._meta.verbose_name_plural}.",
        },
    )


class BuildingBlockViewSet(SnippetViewSet):
    """The back office of building blocks."""

    model = BuildingBlock
    icon = "cogs"
    list_display = ("__str__", "kind")
    search_backend_name = None
    panels = (FieldPanel("kind"), InlinePanel("texts", heading=_("Texts"), min_num=1))


class CatalogueGroup(SnippetViewSetGroup):
    """The catalogue's menu."""

    items = (*[_viewset(kind) for kind in KIND_MODELS], BuildingBlockViewSet)
    menu_label = _("Records")
    menu_icon = "folder-open-inverse"
    menu_order = 100


register_snippet(CatalogueGroup)


@hooks.register("register_admin_viewset")
def register_record_chooser() -> RecordChooserViewSet:
    """The window for choosing a record."""
    return record_chooser


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """The pages for withdrawing and merging, and for superseding."""
    return [
        path("records/<str:identifier>/end/", end_record, name="end_record"),
        path("records/<str:identifier>/supersede/", supersede, name="supersede_record"),
    ]


@hooks.register("register_snippet_listing_buttons")
def add_ending_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """“Withdraw or merge” and “Superseded” in the lists of records, for those who may."""
    if isinstance(snippet, Record) and snippet.live and can_publish_record(user, snippet):
        yield Button(
            _("Withdraw or merge"),
            reverse("end_record", args=[snippet.identifier]),
            icon_name="bin",
            priority=60,
        )
        yield Button(
            _("Superseded …"),
            reverse("supersede_record", args=[snippet.identifier]),
            icon_name="redirect",
            priority=55,
        )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the catalogue's entries in the audit log."""
    actions.register_action("catalogue.record.publish", _("Publish"), _("Published"))
    actions.register_action("catalogue.record.review", _("Review"), _("Marked as peer reviewed"))
    actions.register_action("catalogue.record.withdraw", _("Withdraw"), _("Withdrawn"))
    actions.register_action(
        "catalogue.record.restore", _("Bring back"), _("Took back a withdrawal")
    )
    actions.register_action(
        "catalogue.record.supersede", _("Supersede"), _("Superseded by a newer record")
    )
    actions.register_action(
        "catalogue.record.end_supersession",
        _("No longer superseded"),
        _("Took back that a newer record has taken its place"),
    )
    actions.register_action("catalogue.record.merge", _("Merge"), _("Merged into another record"))
