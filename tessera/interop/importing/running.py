"""The worker's part of an import."""

from django_tasks import task

from tessera.interop.importing.working import work_on
from tessera.interop.models import ImportBatch


@task
def run_import(batch_id: int) -> None:
    """Go on with a batch; run again, it goes on from where it was."""
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch:
        work_on(batch)
