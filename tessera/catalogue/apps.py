"""Registration of the room."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room's application."""

    name = "tessera.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Let people show their works."""
        # Deferred: models can be imported only now.
        from tessera.catalogue.works import works_of_person
        from tessera.network.extras import add_person_section

        add_person_section("works", works_of_person)
