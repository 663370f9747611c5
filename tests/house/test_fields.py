"""The reference of fields names every field that a record or organization has."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from modelcluster.models import get_all_child_relations

from tessera.catalogue.models import KIND_MODELS, BuildingBlock
from tessera.changes.publication import _HOUSEKEEPING
from tessera.network.models import Organization

REFERENCE = Path(settings.BASE_DIR) / "docs/reference/fields.md"
_OF_NO_READER = (_HOUSEKEEPING - {"slug"}) | {"sort_order", "record", "organization", "block"}


def _fields(model):
    yield from (field.name for field in model._meta.concrete_fields)
    yield from (field.name for field in model._meta.local_many_to_many)


@pytest.mark.parametrize("model", [*KIND_MODELS.values(), BuildingBlock, Organization])
def test_every_field_is_documented(model):
    documented = set(re.findall(r"^\| `([a-z_]+)`", REFERENCE.read_text("utf-8"), re.M))
    rows = [relation.related_model for relation in get_all_child_relations(model)]
    names = {name for each in (model, *rows) for name in _fields(each)}
    assert names - documented - _OF_NO_READER == set()
