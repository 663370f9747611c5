"""Who may publish, withdraw and merge records, and what is left afterwards."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import merge_record, publish_record, withdraw_record
from tessera.catalogue.errors import RecordStateError
from tessera.catalogue.models import Record
from tessera.catalogue.rules import can_edit_record, can_publish_record
from tessera.changes.models import Version
from tessera.lib.errors import NotAllowedError
from tests.factories import accounts
from tests.factories import catalogue as make
from tests.factories.vocabularies import changes_after, last_sequence

pytestmark = pytest.mark.django_db

KINDS = ["APP", "PRA", "GUI", "POL", "ACA"]


def log_of(record: Record) -> list[tuple[str, object, dict]]:
    entries = ModelLogEntry.objects.filter(
        object_id=str(record.pk), action__startswith="catalogue."
    ).order_by("pk")
    return [(entry.action, entry.user, entry.data) for entry in entries]


@pytest.mark.parametrize("kind", KINDS)
def test_steward_publishes_every_kind(kind):
    person, draft = accounts.steward(), make.draft_record(kind=kind)
    record = publish_record(draft, by=person, reason="Checked with the city")
    assert Record.objects.public().filter(pk=record.pk).exists()
    assert record.kind == kind
    assert log_of(record) == [
        ("catalogue.record.publish", person, {"reason": "Checked with the city"})
    ]


def test_reason_of_a_publication_is_kept_with_its_version():
    record = make.record()
    publish_record(record, by=SYSTEM, reason="New figures")
    kept = Version.objects.filter(identifier=record.identifier).order_by("number")
    assert [version.reason for version in kept] == ["", "New figures"]


@pytest.mark.parametrize("who", [accounts.stranger, accounts.editor, AnonymousUser])
def test_others_may_not_publish_withdraw_or_merge(who):
    person, draft, record, other = who(), make.draft_record(), make.record(), make.record()
    start = last_sequence()
    with pytest.raises(NotAllowedError):
        publish_record(draft, by=person)
    with pytest.raises(NotAllowedError):
        withdraw_record(record, by=person, reason="I do not like it")
    with pytest.raises(NotAllowedError):
        merge_record(record, into=other, by=person, reason="The same")
    assert changes_after(start) == []
    assert set(Record.objects.public()) == {
        Record.objects.get(pk=each.pk) for each in (record, other)
    }


def test_somebody_who_left_may_not_publish():
    person = accounts.steward()
    person.is_active = False
    assert not can_publish_record(person, make.draft_record())


def test_editor_writes_and_does_not_publish():
    person, draft = accounts.editor(), make.draft_record()
    assert (can_edit_record(person, draft), can_publish_record(person, draft)) == (True, False)


def test_permission_for_one_kind_is_none_for_another():
    person = accounts.steward()
    person.user_permissions.remove(
        *person.user_permissions.filter(codename="publish_policyresource")
    )
    assert can_publish_record(person, make.draft_record(kind="PRA"))
    assert not can_publish_record(person, make.draft_record(kind="POL"))


def test_withdrawn_record_keeps_reason_and_successor():
    person, record, successor = accounts.steward(), make.record(), make.record("Better")
    start = last_sequence()
    withdraw_record(record, by=person, reason=" It never ran. ", replaced_by=successor)
    record.refresh_from_db()
    assert record.is_withdrawn
    assert (record.withdrawal_reason, record.replaced_by) == ("It never ran.", successor.identifier)
    assert not record.is_merged
    assert not Record.objects.public().filter(pk=record.pk).exists()
    assert changes_after(start) == [("record", record.identifier, "withdrawn")]
    assert log_of(record)[-1][:2] == ("catalogue.record.withdraw", person)


def test_merged_record_points_to_the_one_that_stays():
    record, other = make.record(), make.record("The one that stays")
    start = last_sequence()
    merge_record(record, into=other, by=accounts.steward(), reason="Entered twice")
    record.refresh_from_db()
    assert (record.is_merged, record.replaced_by) == (True, other.identifier)
    assert changes_after(start) == [("record", record.identifier, "merged")]


@pytest.mark.parametrize("reason", ["", "   "])
def test_reason_is_needed(reason):
    record, other = make.record(), make.record()
    with pytest.raises(RecordStateError):
        withdraw_record(record, by=SYSTEM, reason=reason)
    with pytest.raises(RecordStateError):
        merge_record(record, into=other, by=SYSTEM, reason=reason)
    assert Record.objects.public().count() == 2


def test_record_is_withdrawn_once():
    record = make.record()
    withdraw_record(record, by=SYSTEM, reason="Wrong")
    start = last_sequence()
    with pytest.raises(RecordStateError):
        withdraw_record(record, by=SYSTEM, reason="Wrong again")
    record.refresh_from_db()
    assert record.withdrawal_reason == "Wrong"
    assert changes_after(start) == []


def test_draft_is_deleted_and_not_withdrawn():
    with pytest.raises(RecordStateError):
        withdraw_record(make.draft_record(), by=SYSTEM, reason="Wrong")


def test_withdrawn_record_cannot_be_published():
    record = make.record()
    withdraw_record(record, by=SYSTEM, reason="Wrong")
    record.refresh_from_db()
    with pytest.raises(RecordStateError):
        publish_record(record, by=SYSTEM)


def test_record_is_merged_only_into_another_public_one():
    record, gone = make.record(), make.record()
    withdraw_record(gone, by=SYSTEM, reason="Wrong")
    gone.refresh_from_db()
    for into in (record, gone, make.draft_record()):
        with pytest.raises(RecordStateError):
            merge_record(record, into=into, by=SYSTEM, reason="The same")
    assert Record.objects.public().filter(pk=record.pk).exists()


def test_end_before_the_start_is_refused():
    draft = make.draft_record(period_start="2020", period_end="2018")
    with pytest.raises(ValidationError) as caught:
        draft.clean()
    assert list(caught.value.message_dict) == ["period_end"]
    make.draft_record(period_start="2018", period_end="2018/..").clean()
