"""What is kept about a person, in every room: to be taken away, and to be erased.

Each room registers its models that hold something about a user, when it is loaded. Erasing keeps
the user's row, without name and address: who acted stays one and the same nobody in the history of
what others read. So a model that only names who acted needs no eraser; a house test knows each.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User


class Fate(models.TextChoices):
    """What becomes of somebody's contributions."""

    ANONYMIZE = "anonymize", _("Keep them, without my name")
    DELETE = "delete", _("Delete what is not published; what is published stays, without my name")


Export = Callable[[User], Iterator[Mapping[str, Any]]]
Erase = Callable[[User, Fate], object]


@dataclass(frozen=True)
class PersonalData:
    """How rows of one model are taken away and erased, and how long they are kept otherwise."""

    model: type[models.Model]
    export: Export
    erase: Erase
    retention: str | Promise
    title: str | Promise


_registered: dict[str, PersonalData] = {}


def register_personal_data(
    model: type[models.Model],
    *,
    export: Export,
    erase: Erase,
    retention: str | Promise,
    title: str | Promise = "",
) -> PersonalData:
    """Let a person's rows of ``model`` be taken away and erased.

    ``export`` gives a flat mapping per row, of values that JSON can hold. ``erase`` runs in the
    transaction of the whole erasure. ``retention`` is a sentence for the person,
    ``title`` the model's name where its plural would not be understood.
    """
    name = title or model._meta.verbose_name_plural or model.__name__
    entry = PersonalData(model, export, erase, retention, name)
    _registered[model._meta.label] = entry
    return entry


def registered() -> list[PersonalData]:
    """All entries, by the name of the model."""
    return [_registered[label] for label in sorted(_registered)]


def rows_by(model: type[models.Model], owner: str, *fields: str) -> Export:
    """An exporter: the named fields of the rows whose field ``owner`` is the user."""

    def export(user: User) -> Iterator[Mapping[str, Any]]:
        rows = model._default_manager.filter(**{owner: user}).order_by("pk")
        yield from rows.values(*fields).iterator(chunk_size=500)

    return export


def delete_by(model: type[models.Model], owner: str) -> Erase:
    """An eraser: delete the rows whose field ``owner`` is the user, whatever was chosen."""

    def erase(user: User, fate: Fate) -> object:
        return model._default_manager.filter(**{owner: user}).delete()

    return erase


def keep(user: User, fate: Fate) -> None:
    """An eraser for rows that say nothing more once the account has no name."""


WITH_THE_ACCOUNT: Final = _("Until the account is erased.")
