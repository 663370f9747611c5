"""Registration of the room."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room's application."""

    name = "tessera.catalogue"
    label = "catalogue"
