"""Sources of harvests, and the worker's part of them without its waits."""

from datetime import timedelta

from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.interop.harvesting import actions
from tessera.interop.harvesting.running import Harvester
from tessera.interop.models import HarvestRun, Source


def source(address: str, **values: object) -> Source:
    """A source that somebody has looked at."""
    given = {
        "name": "The Repository", "form": "oai", "kind": "ACA", "language": "en",
        "is_published": True, "licence": "CC0", "homepage": "https://repository.example/",
    } | values  # fmt: skip
    made = actions.add_source(values={"address": address, **given}, by=SYSTEM)
    Source.objects.filter(pk=made.pk).update(previewed_at=timezone.now())
    made.refresh_from_db()
    return made


def work(run: HarvestRun, *, steps: int = 200) -> HarvestRun:
    """Let the worker go on until the run has ended; time flies."""
    harvester = Harvester()
    now = timezone.now()
    for _step in range(steps):
        now += timedelta(days=2)
        harvester.step(now)
        run.refresh_from_db()
        if not run.is_at_work:
            break
    return run


def harvested(source: Source) -> HarvestRun:
    """A whole run."""
    return work(actions.begin(source, by=SYSTEM))
