"""Publishing keeps a version and announces; taking back announces, too."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.catalogue.models import Practice, Record, RecordLink
from tessera.changes.models import Version
from tessera.changes.publication import WithdrawnError
from tests.factories import catalogue as make
from tests.factories.accounts import steward
from tests.factories.network import organization
from tests.factories.vocabularies import changes_after, concept, last_sequence

pytestmark = pytest.mark.django_db


def versions(thing) -> list[Version]:
    return list(Version.objects.filter(identifier=thing.identifier).order_by("number"))


def test_draft_is_neither_kept_nor_announced():
    start = last_sequence()
    draft = make.draft_record()
    draft.save_revision()
    assert versions(draft) == []
    assert changes_after(start) == []


def test_publishing_keeps_a_version_and_announces_it():
    start, person = last_sequence(), steward()
    draft = make.draft_record("Language cafés")
    draft.save_revision().publish(user=person, skip_permission_checks=True)
    (kept,) = versions(draft)
    assert (kept.number, kept.by) == (1, person)
    assert kept.snapshot["texts"][0]["title"] == "Language cafés"
    assert changes_after(start) == [("record", draft.identifier, "published")]


def test_publishing_again_is_an_update_with_the_next_number():
    record = make.record()
    start = last_sequence()
    make.publish_again(record, title="Language cafés, revised")
    assert [kept.number for kept in versions(record)] == [1, 2]
    assert [kept.snapshot["texts"][0]["title"] for kept in versions(record)] == [
        "Language cafés",
        "Language cafés, revised",
    ]
    assert changes_after(start) == [("record", record.identifier, "updated")]


def test_publishing_derives_year_and_address():
    record = make.record("Language cafés: a guide", period_start="2019?")
    assert (record.year, record.slug) == (2019, "language-cafes-a-guide")


def test_old_revision_brings_back_texts_but_neither_identity_nor_tombstone():
    record = make.record("First")
    first = record.latest_revision
    record = make.publish_again(record, title="Second")
    Record.objects.filter(pk=record.pk).update(identifier="0000-0000", slug="moved")
    revised = first.as_object()
    assert (revised.identifier, revised.slug) == ("0000-0000", "moved")
    assert revised.texts.get().title == "First"


def test_revision_of_a_withdrawn_thing_still_knows_that_it_is_withdrawn():
    record = make.record()
    revision = record.latest_revision
    withdraw_record(record, by=SYSTEM, reason="Asked by its owner")
    revised = revision.as_object()
    assert revised.withdrawal_reason == "Asked by its owner"
    assert revised.withdrawn_at is not None


def test_what_was_withdrawn_cannot_be_published_again():
    record = make.record()
    withdraw_record(record, by=SYSTEM, reason="Wrong")
    start = last_sequence()
    with pytest.raises(WithdrawnError):
        record.latest_revision.publish(skip_permission_checks=True)
    assert not Record.objects.public().filter(pk=record.pk).exists()
    assert len(versions(record)) == 1
    assert changes_after(start) == []


def test_unpublishing_is_announced_once():
    record = make.record()
    start = last_sequence()
    record.unpublish()
    record.unpublish()
    assert changes_after(start) == [("record", record.identifier, "removed")]
    assert not Record.objects.public().filter(pk=record.pk).exists()


def test_publishing_after_unpublishing_is_news():
    record = make.record()
    record.unpublish()
    start = last_sequence()
    record.latest_revision.publish(skip_permission_checks=True)
    assert changes_after(start) == [("record", record.identifier, "published")]


def test_deleting_is_announced_and_leaves_the_versions():
    office = organization()
    identifier, start = office.identifier, last_sequence()
    office.delete()
    assert changes_after(start) == [("organization", identifier, "removed")]
    assert Version.objects.filter(identifier=identifier).count() == 1


def test_publication_with_a_later_date_waits_for_it():
    draft = make.draft_record(go_live_at=timezone.now() + timedelta(days=3))
    start = last_sequence()
    draft.save_revision().publish(skip_permission_checks=True)
    assert versions(draft) == []
    assert changes_after(start) == []


def test_later_revision_of_a_public_thing_changes_nothing_before_its_date():
    record = make.record()
    start = last_sequence()
    record.go_live_at = timezone.now() + timedelta(days=3)
    record.save_revision().publish(skip_permission_checks=True)
    assert len(versions(record)) == 1
    assert changes_after(start) == []
    assert Record.objects.public().filter(pk=record.pk).exists()


def test_clock_publishes_what_is_due_also_when_another_thing_was_withdrawn():
    gone, due = make.record("Gone"), make.draft_record("Due")
    for thing in (gone, due):
        thing.go_live_at = timezone.now() + timedelta(days=3)
        thing.save_revision().publish(skip_permission_checks=True)
        _let_the_date_pass(thing)
    withdraw_record(gone, by=SYSTEM, reason="Wrong")
    call_command("publish_scheduled", stdout=StringIO())
    due.refresh_from_db()
    gone.refresh_from_db()
    assert (due.live, gone.live) == (True, False)
    assert len(versions(due)) == 1


def _let_the_date_pass(thing) -> None:
    past = timezone.now() - timedelta(hours=1)
    revision = thing.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def test_version_means_the_same_in_another_database():
    office = organization()
    other = make.record("Another")
    record = make.record(
        themes=["LAN", "EMP.JOB"],
        places=["DE", "FR"],
        publisher=office,
        evidence_level=concept("EL", "E0"),
        links=[RecordLink(url="https://example.org/")],
    )
    record.relations.create(kind=concept("RL", "cites"), target=other)
    record.save_revision().publish(skip_permission_checks=True)
    snapshot = versions(record)[-1].snapshot
    assert snapshot == {
        "identifier": record.identifier,
        "kind": "PRA",
        "lane": "listed",
        "original_language": "en",
        "is_global": False,
        "publisher": office.identifier,
        "evidence_level": "E0",
        "provenance_kind": "manual",
        "migrant_led": "unknown",
        "offers_peer_answers": False,
        "themes": ["EMP.JOB", "LAN"],
        "places": ["DE", "FR"],
        "texts": [
            {
                "language": "en",
                "status": "original",
                "is_outdated": False,
                "title": "Language cafés",
                "summary": "People meet and talk.",
            }
        ],
        "links": [{"url": "https://example.org/", "is_official_text": False, "state": "unchecked"}],
        "relations": [{"kind": "cites", "target": other.identifier}],
        "creators": [],
        "evaluations": [],
        "identifiers": [],
        "outcomes": [],
        "parties": [],
        "policy_mappings": [],
        "results": [],
    }


def test_version_keeps_no_private_field():
    record = make.record(contact_mailbox="inside@example.org")
    office = organization(contact_mailbox="office@example.org", registration="HRB 1234")
    assert Practice.objects.get(pk=record.pk).contact_mailbox == "inside@example.org"
    kept = str([versions(record)[0].snapshot, versions(office)[0].snapshot])
    assert "inside@" not in kept
    assert "office@" not in kept
    assert "HRB" not in kept
