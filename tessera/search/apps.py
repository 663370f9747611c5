"""Registration of the room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room's application."""

    name = "tessera.search"
    label = "search"

    def ready(self) -> None:
        """Let kept pages follow the index, and the readiness probe see how far it is behind."""
        from tessera.catalogue.extras import find_near_by, find_titles_by, propose_by
        from tessera.search.following import check_index, check_meaning, index_generation
        from tessera.search.meaning.service import vectors_generation
        from tessera.search.near_titles import near_titles
        from tessera.search.proposals import proposals
        from tessera.search.related import near_record
        from tessera.web.page_cache import add_generation
        from tessera.web.probes import add_check

        find_near_by(near_record)
        find_titles_by(near_titles)
        propose_by(proposals)
        add_generation("index", index_generation)
        add_generation("meaning", vectors_generation)
        add_check("index", check_index)
        add_check("meaning", check_meaning)
