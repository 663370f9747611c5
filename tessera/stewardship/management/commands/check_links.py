"""``tessera check-links``: ask the addresses of all public records and organizations now."""

import sys
import time
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tessera.stewardship.links import LinkRound, watch_addresses
from tessera.stewardship.models import WatchedAddress


class Command(BaseCommand):
    """Asks what is due, or everything; the worker does the same, slowly, all week."""

    help = "Check the links of public records and organizations."

    def add_arguments(self, parser: CommandParser) -> None:
        """What is due, or everything."""
        parser.add_argument("--all", action="store_true", help="also those that are not due")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, with progress, and say how many links are in which state."""
        watch_addresses()
        began = timezone.now()
        if options["all"]:
            WatchedAddress.objects.filter(next_at__gt=began).update(next_at=began)
        due = WatchedAddress.objects.filter(next_at__lte=began)
        total, found, work = due.count(), Counter[str](), LinkRound()
        while due.exists():
            finding = work.step(until=began)
            if finding is None:
                time.sleep(0.2)  # Every site that is due was asked a moment ago.
                continue
            found[finding.state or "no answer"] += 1
            self.show_progress(sum(found.values()), total)
        self.stdout.write(f"{sum(found.values())} addresses asked.")
        for state, count in found.most_common():
            self.stdout.write(f"  {state}: {count}")

    def show_progress(self, done: int, total: int) -> None:
        """A counter on a terminal, a line every hundred elsewhere."""
        if sys.stdout.isatty():
            self.stdout.write(f"\rChecking links: {done} of {total}", ending="")
            if done == total:
                self.stdout.write("")
        elif done % 100 == 0:
            self.stdout.write(f"Checking links: {done} of {total}")
