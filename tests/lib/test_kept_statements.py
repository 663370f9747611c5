"""Questions whose SQL is kept."""

import datetime as dt

import pytest
from django.utils import timezone

from tessera.catalogue.models import Practice, Record
from tessera.lib.kept_statements import KeptStatement
from tests.factories.catalogue import record

pytestmark = pytest.mark.django_db


def by_key(keys):
    return Practice.objects.filter(pk__in=keys)


def test_models_are_the_same_as_those_of_the_query_set():
    pk = record(verified_at=dt.date(2026, 3, 1)).pk
    (kept,) = KeptStatement(by_key).objects([pk])
    asked = Practice.objects.get(pk=pk)
    names = [field.attname for field in Practice._meta.concrete_fields]
    assert [getattr(kept, name) for name in names] == [getattr(asked, name) for name in names]
    assert (type(kept), kept._state.adding) == (Practice, False)


def test_rows_are_converted_as_those_of_the_query_set():
    one = record(verified_at=dt.date(2026, 3, 1))
    question = KeptStatement(
        lambda keys: Record.objects.filter(identifier__in=keys, live=True).values_list(
            "identifier", "live", "verified_at", "first_published_at"
        ),
        as_text=True,
    )
    (row,) = question.rows([one.identifier])
    assert row[:3] == (one.identifier, True, dt.date(2026, 3, 1))
    assert timezone.is_aware(row[3])


def test_the_same_question_is_asked_for_other_keys(django_assert_num_queries):
    first, second = record(), record()
    question = KeptStatement(by_key)
    question.objects([first.pk])
    with django_assert_num_queries(1):
        assert [each.pk for each in question.objects([second.pk])] == [second.pk]
    assert {each.pk for each in question.objects([first.pk, second.pk])} == {first.pk, second.pk}


def test_nothing_is_asked_without_keys(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert (KeptStatement(by_key).rows([]), KeptStatement(by_key).objects([])) == ([], [])


def test_more_keys_than_are_kept_are_answered_too():
    one = record()
    found = KeptStatement(by_key).objects([*range(10_000_000, 10_000_200), one.pk])
    assert [each.pk for each in found] == [one.pk]
