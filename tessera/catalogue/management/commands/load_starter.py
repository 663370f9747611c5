"""``tessera load-starter``: add the starter collection to an empty installation."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tessera.catalogue.starter.further import load_further_parts
from tessera.catalogue.starter.loading import load_starter
from tessera.catalogue.starter.reading import InvalidCollectionError


class Command(BaseCommand):
    """Loads what is missing; never changes what is there."""

    help = "Load the starter collection; never twice, never over an edit."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, with progress."""
        try:
            added = load_starter(self.show_progress)
        except InvalidCollectionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Starter collection: {added} records and organizations added.")
        if further := load_further_parts():
            self.stdout.write(f"Starter collection: {further} working sessions and courses added.")

    def show_progress(self, done: int, total: int) -> None:
        """A counter on a terminal, a line every hundred elsewhere."""
        if sys.stdout.isatty():
            self.stdout.write(f"\rLoading the starter collection: {done} of {total}", ending="")
            if done == total:
                self.stdout.write("")
        elif done % 100 == 0 or done == total:
            self.stdout.write(f"Loading the starter collection: {done} of {total}")
