"""Whatever changes for the public is written down once, in order, with the change itself."""

import pytest
from django.db import connection, transaction

from tessera.changes.actions import announce, announce_many, latest_sequence
from tessera.changes.models import Change

RECORD, PLACE = Change.Kind.RECORD, Change.Kind.PLACE
UPDATED = Change.What.UPDATED


@pytest.mark.django_db(transaction=True)
def test_change_cannot_be_announced_outside_the_transaction_that_makes_it():
    before = Change.objects.count()
    with pytest.raises(RuntimeError):
        announce(kind=RECORD, identifier="0000-0000", what=UPDATED)
    assert Change.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_change_that_did_not_happen_was_not_announced():
    before = Change.objects.count()
    with transaction.atomic():
        announce(kind=RECORD, identifier="0000-0000", what=UPDATED)
        transaction.set_rollback(True)
    assert Change.objects.count() == before


@pytest.mark.django_db
def test_each_change_has_a_greater_number_than_the_one_before():
    start = latest_sequence()
    numbers = [
        announce(kind=RECORD, identifier="0000-0000", what=UPDATED).sequence for _ in range(3)
    ]
    assert numbers == sorted(set(numbers))
    assert numbers[0] > start
    assert latest_sequence() == numbers[-1]


@pytest.mark.django_db
def test_many_changes_are_announced_at_once(django_assert_num_queries):
    with django_assert_num_queries(
        4 if connection.vendor == "postgresql" else 3
    ):  # one insert between a savepoint and its release
        rows = announce_many(kind=PLACE, identifiers=["DE", "FR", "TR"], what=UPDATED)
    kept = Change.objects.filter(pk__in=[row.pk for row in rows]).order_by("sequence")
    assert list(kept.values_list("kind", "identifier", "what")) == [
        ("place", "DE", "updated"),
        ("place", "FR", "updated"),
        ("place", "TR", "updated"),
    ]


@pytest.mark.django_db
def test_nothing_to_announce_leaves_no_trace():
    before = latest_sequence()
    assert announce_many(kind=PLACE, identifiers=[], what=UPDATED) == []
    assert latest_sequence() == before
