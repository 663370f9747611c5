"""Registration of the room."""

from django.apps import AppConfig


class VocabulariesConfig(AppConfig):
    """The room's application."""

    name = "tessera.vocabularies"
    label = "vocabularies"
