"""``load_pages``: the editorial pages that every installation begins with."""

from typing import Any

from django.core.management.base import BaseCommand

from tessera.pages.loading import load_pages


class Command(BaseCommand):
    """Adds pages in the languages that have none."""

    help = "Add the pages about the site where a language has none; never over an edit."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add what is missing, and say how much that was."""
        self.stdout.write(f"{load_pages()} pages were added.")
