"""The roles of the back office: groups whose permissions come with every installation.

Permissions are named by app and codename, because this room knows none of the rooms above it.
What an administrator adds to a group stays; what was taken away comes back with the next
upgrade, so a narrower role is a group of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EDITORS = "Editors"
STEWARDS = "Vocabulary stewards"
ADMINISTRATORS = "Administrators"

_RECORDS = (
    "approach",
    "practice",
    "guideline",
    "policyresource",
    "academicresource",
    "learningitem",
)


@dataclass(frozen=True)
class Role:
    """A group's name and permissions, each written ``app.codename``.

    ``pages`` and ``collections`` hold for the whole page tree and for all images and documents.
    """

    name: str
    permissions: tuple[str, ...]
    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


def _each(app: str, models: Iterable[str], verbs: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{app}.{verb}_{model}" for model in models for verb in verbs)


_BACK_OFFICE = "wagtailadmin.access_admin"
_DRAFTING = ("add", "change", "publish", "lock", "unlock")
# Editors delete no record. For pages and files Wagtail knows no such difference: who may change and
# publish a page may delete it when none is below it, and who may change a file may delete it.
_PAGES = _each("wagtailcore", ("page",), _DRAFTING)
_FILES = (
    *_each("wagtailimages", ("image",), ("add", "change", "choose")),
    *_each("wagtaildocs", ("document",), ("add", "change", "choose")),
)

ROLES = (
    Role(
        EDITORS,
        (
            _BACK_OFFICE,
            *_each("catalogue", _RECORDS, _DRAFTING),
            *_each("network", ("organization",), _DRAFTING),
            *_each("network", ("person",), ("change",)),
            *_each("catalogue", ("buildingblock",), ("add", "change")),
            *_each("review", ("reviewer",), ("view", "change")),
            *_each("meetings", ("session",), ("add", "change")),
            *_each("communities", ("community",), ("change",)),
            *_each("learning", ("course",), ("add", "change")),
        ),
        pages=_PAGES,
        collections=_FILES,
    ),
    Role(
        STEWARDS,
        (
            _BACK_OFFICE,
            *_each("vocabularies", ("concept", "conceptscheme", "place"), ("add", "change")),
        ),
    ),
)


@transaction.atomic
def ensure_roles() -> None:
    """Make the groups and give them what they lack; a fixed number of queries when complete.

    A permission whose room has no tables yet is passed over, and given after the next migration.
    """
    for role in ROLES:
        group = Group.objects.get_or_create(name=role.name)[0]
        _grant(group, _find(role.permissions))
        _grant_pages(group, _find(role.pages))
        _grant_collections(group, _find(role.collections))
    group = Group.objects.get_or_create(name=ADMINISTRATORS)[0]
    everything = Permission.objects.select_related("content_type")
    files = everything.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"])
    _grant(group, everything)
    _grant_pages(
        group, everything.filter(content_type__app_label="wagtailcore", content_type__model="page")
    )
    _grant_collections(
        group,
        [
            *files.filter(content_type__model__in=["image", "document"]),
            *_find(_each("wagtailcore", ("collection",), ("add", "change", "delete"))),
        ],
    )


def _find(names: tuple[str, ...]) -> list[Permission]:
    codenames = {name.partition(".")[2] for name in names}
    found = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    return [each for each in found if f"{each.content_type.app_label}.{each.codename}" in names]


def _grant(group: Group, permissions: Iterable[Permission]) -> None:
    present = set(group.permissions.values_list("pk", flat=True))
    group.permissions.add(*[each for each in permissions if each.pk not in present])


def _grant_pages(group: Group, permissions: Iterable[Permission]) -> None:
    root = Page.get_first_root_node()
    if root is None:
        return
    rows = [GroupPagePermission(group=group, page=root, permission=each) for each in permissions]
    GroupPagePermission.objects.bulk_create(rows, ignore_conflicts=True)


def _grant_collections(group: Group, permissions: Iterable[Permission]) -> None:
    root = Collection.get_first_root_node()
    if root is None:
        return
    rows = [
        GroupCollectionPermission(group=group, collection=root, permission=each)
        for each in permissions
    ]
    GroupCollectionPermission.objects.bulk_create(rows, ignore_conflicts=True)
