"""What was stored of a file goes when the row that names it goes."""

from typing import Any

from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_delete


def forget_stored(file: FieldFile) -> None:
    """Delete what was stored, once it is sure that no row names it: after the transaction."""
    if file:
        storage, name = file.storage, str(file.name)
        transaction.on_commit(lambda: storage.delete(name))


def forget_with_rows(model: type[models.Model]) -> None:
    """Whatever deletes a row of this model, its ``file`` goes too.

    A cascade and a deletion of many tell each row as well (Django, ``Collector.delete``).
    """
    post_delete.connect(
        _row_deleted, sender=model, dispatch_uid=f"lib.uploads.stored.{model._meta.label}"
    )


def _row_deleted(instance: Any, **_kwargs: Any) -> None:
    forget_stored(instance.file)
