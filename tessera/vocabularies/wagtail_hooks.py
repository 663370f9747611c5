"""Vocabularies and places in the back office. Every change is announced: labels are everywhere."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.vocabularies.labels import forget_labels
from tessera.vocabularies.models import Concept, ConceptScheme, Place


class StableCodeForm(WagtailAdminModelForm):
    """Codes stand in addresses, exports and other people's links: set once, never changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in {"code", "scheme"} & set(self.fields):
                self.fields[name].disabled = True


class ConceptSchemeViewSet(SnippetViewSet):
    """The back office of concept schemes."""

    model = ConceptScheme
    icon = "list-ul"
    list_display = ("code", "slug")
    search_backend_name = None
    edit_handler = ObjectList(
        [FieldPanel("code"), FieldPanel("slug"), FieldPanel("labels"), FieldPanel("note")],
        base_form_class=StableCodeForm,
    )


class ConceptViewSet(SnippetViewSet):
    """The back office of concepts."""

    model = Concept
    icon = "tag"
    list_display = ("code", "__str__", "scheme", "broader", "is_deprecated")
    list_filter = ("scheme", "is_deprecated")
    list_per_page = 100
    search_backend_name = None
    search_fields = ("code", "labels__preferred", "labels__alternative")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("scheme"), FieldPanel("code")]),
            FieldRowPanel([FieldPanel("broader"), FieldPanel("position")]),
            FieldPanel("is_deprecated"),
            InlinePanel("labels", heading=_("Labels"), label=_("Label"), min_num=1),
            InlinePanel("mappings", heading=_("Mappings"), label=_("Mapping")),
        ],
        base_form_class=StableCodeForm,
    )


class PlaceViewSet(SnippetViewSet):
    """The back office of places."""

    model = Place
    icon = "site"
    list_display = ("code", "__str__", "kind", "parent", "population_band")
    list_filter = ("kind", "population_band")
    list_per_page = 100
    search_backend_name = None
    search_fields = ("code", "name", "names__name")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
            FieldPanel("name"),
            FieldPanel("parent"),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            FieldRowPanel([FieldPanel("population_band"), FieldPanel("place_type")]),
            FieldRowPanel([FieldPanel("wikidata"), FieldPanel("geonames")]),
            InlinePanel("names", heading=_("Names"), label=_("Name")),
        ],
        base_form_class=StableCodeForm,
    )


class VocabularyGroup(SnippetViewSetGroup):
    """The vocabularies' menu."""

    items = (ConceptViewSet, ConceptSchemeViewSet, PlaceViewSet)
    menu_label = _("Vocabularies")
    menu_icon = "tag"
    menu_order = 120


register_snippet(VocabularyGroup)


def _announce(instance: Any, what: Change.What) -> None:
    kinds = {Concept: Change.Kind.CONCEPT, Place: Change.Kind.PLACE}
    if isinstance(instance, ConceptScheme):
        kind, identifier = Change.Kind.CONCEPT, f"{instance.code}:*"
    elif type(instance) in kinds:
        kind = kinds[type(instance)]
        scheme = f"{instance.scheme.code}:" if isinstance(instance, Concept) else ""
        identifier = f"{scheme}{instance.code}"
    else:
        return
    with transaction.atomic():
        announce(kind=kind, identifier=identifier, what=what)
    forget_labels()


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def announce_change(request: HttpRequest, instance: Any) -> None:
    """A concept or a place was saved."""
    _announce(instance, Change.What.UPDATED)


@hooks.register("after_delete_snippet")
def announce_removal(request: HttpRequest, instances: list[Any]) -> None:
    """Concepts or places were deleted."""
    for instance in instances:
        _announce(instance, Change.What.REMOVED)
