"""``tessera seed``: synthetic records for measuring."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tessera.catalogue.synthetic import remove, seed
from tessera.vocabularies.models import Concept


class Command(BaseCommand):
    """Adds or removes records that are marked as made for measuring."""

    help = "Add (or remove) synthetic records for measuring; never on a site with readers."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, or away with them."""
        parser.add_argument("--records", type=int, default=0, metavar="N")
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add or remove, with progress."""
        count = options["records"]
        if options["remove"]:
            self.stdout.write(f"{remove(self.show_progress)} synthetic records removed.")
        elif not 0 < count <= 2_000_000:
            raise CommandError("Say how many: --records N, from 1 to 2,000,000; or --remove.")
        elif not Concept.objects.exists():
            raise CommandError("Load the vocabularies first: tessera load-starter.")
        else:
            self.stdout.write(f"{seed(count, self.show_progress)} synthetic records are there.")

    def show_progress(self, done: int, total: int) -> None:
        """A line every ten thousand."""
        if done % 10_000 == 0 or done == total:
            self.stdout.write(f"{done} of {total}")
