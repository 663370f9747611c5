"""``tessera reindex``: rebuild the search index beside the present one, then swap."""

import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tessera.search.engines.errors import SearchEngineError
from tessera.search.indexing import reindex


class Command(BaseCommand):
    """Rebuilds without downtime."""

    help = "Rebuild the search index into a fresh folder and swap, with no downtime."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, with progress and the rate at the end."""
        started = time.perf_counter()
        try:
            count = reindex(self.show_progress, processes=min(os.cpu_count() or 1, 4))
        except SearchEngineError as error:
            raise CommandError(str(error)) from error
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"Search index: {count} documents in {seconds:.1f} s "
            f"({count / max(seconds, 0.001):.0f} a second)."
        )

    def show_progress(self, done: int, total: int) -> None:
        """A line every ten thousand, and the last."""
        if done % 10_000 == 0 or done == total:
            self.stdout.write(f"Indexing: {done} of {total}")
