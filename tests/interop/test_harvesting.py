"""What others publish comes in whole, stays theirs, and overwrites nobody."""

import pytest
from django.test import Client

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import publish_record, withdraw_record
from tessera.catalogue.models import Record
from tessera.changes.models import Change, Version
from tessera.interop.harvesting import actions, deciding
from tessera.interop.harvesting.running import begin_due_runs
from tessera.interop.models import HarvestItem, HarvestLink, HarvestRun, Source
from tessera.lib.errors import NotAllowedError
from tests.factories import catalogue as make
from tests.factories import harvests
from tests.factories.accounts import desk_editor, stranger
from tests.interop.playing import Repository, dc, deleted, playing

pytestmark = pytest.mark.django_db

CAFES = dc(
    "oai:r:1", "Language cafés in small towns of the north", creator=["Özdemir, Can", "City"],
    description="What they do.", date="2021-05-02", language="eng", type="info:eu-repo/article",
    subject=["Language and interpreting", "unheard of"], publisher="Somebody",
    identifier=["https://r.example/1", "https://doi.org/10.1000/ABC"],
    rights="https://creativecommons.org/licenses/by/4.0/",
)  # fmt: skip
HOUSING = dc("oai:r:2", "Housing first for newcomers in cities", subject="Housing policy")


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        yield server


@pytest.fixture
def repository(other):
    other.answering = Repository([CAFES, HOUSING])
    return other.answering


def titles() -> list[str]:
    return sorted(str(record) for record in Record.objects.public())


def states(run: HarvestRun) -> dict[str, int]:
    return {name: count for name, count in run.counts.items() if count}


def test_records_come_in_with_what_is_said_of_them(other, repository):
    source = harvests.source(f"{other.base}/oai", mapping={"housing policy": "HOU"})
    run = harvests.harvested(source)
    assert (run.state, states(run)) == ("done", {"added": 2})
    record = Record.objects.get(provenance_id="oai:r:1").specific
    assert (str(record), record.issued, record.provenance_kind, record.provenance_system) == (
        "Language cafés in small towns of the north", "2021-05-02", "harvest", "The Repository",
    )  # fmt: skip
    assert [each.name for each in record.creators.all()] == ["Özdemir, Can", "City"]
    assert [(each.scheme, each.value) for each in record.identifiers.all()] == [
        ("doi", "10.1000/abc")
    ]
    assert record.licence.code == "CC-BY"
    assert [each.code for each in record.themes.all()] == ["LAN"]
    housing = Record.objects.get(provenance_id="oai:r:2")
    assert [each.code for each in housing.themes.all()] == ["HOU"]
    assert housing.licence.code == "CC0"  # the source's, because the item says none


def test_a_record_s_page_names_its_source(other, repository):
    harvests.harvested(harvests.source(f"{other.base}/oai"))
    record = Record.objects.get(provenance_id="oai:r:1")
    page = Client().get(record.get_absolute_url()).content.decode()
    assert "The Repository" in page
    assert "https://repository.example/" in page
    assert "https://r.example/1" in page
    assert "Public domain (CC0)" in page


def test_a_source_is_told_who_asks_and_asked_from_the_last_time_on(other, repository, settings):
    settings.SITE_CONTACT = "mailto:desk@example.org"
    source = harvests.source(f"{other.base}/oai", set_spec="integration")
    harvests.harvested(source)
    assert other.headers[-1]["from"] == "desk@example.org"
    assert settings.BASE_URL in other.headers[-1]["user-agent"]
    assert other.asked[0] == "/robots.txt"
    assert other.asked[-1] == "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=integration"
    source.refresh_from_db()
    harvests.harvested(source)
    assert other.asked[-1].endswith("&from=2026-01-09")  # the day before, by its own clock


def test_what_has_not_changed_is_left_alone(other, repository):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    changes = Change.objects.count()
    run = harvests.harvested(source)
    assert states(run) == {"unchanged": 2}
    assert Change.objects.count() == changes


def test_a_change_there_is_taken_over_as_a_new_version(other, repository):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    repository.records[1] = dc("oai:r:2", "Housing first, second edition", date="2022")
    run = harvests.harvested(source)
    assert states(run) == {"unchanged": 1, "changed": 1}
    record = Record.objects.get(provenance_id="oai:r:2")
    assert (str(record), record.issued, record.year) == (
        "Housing first, second edition", "2022", 2022,
    )  # fmt: skip
    newest = Version.objects.filter(identifier=record.identifier).order_by("-number").first()
    assert (newest.number, newest.reason) == (2, "Taken over from The Repository.")


def test_a_person_s_words_stay_and_other_fields_follow(other, repository):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    record = Record.objects.get(provenance_id="oai:r:2").specific
    text = record.texts.all()[0]
    text.title = "What a person wrote about housing"
    record.texts = [text]
    publish_record(record, by=desk_editor())
    repository.records[1] = dc("oai:r:2", "Housing first, second edition", date="2022")
    run = harvests.harvested(source)
    assert states(run) == {"unchanged": 1, "proposed": 1}
    record = Record.objects.get(pk=record.pk)
    assert (str(record), record.issued) == ("What a person wrote about housing", "2022")
    item = HarvestItem.objects.get(run=run, state="proposed")
    assert item.said[0] == ["kept", "title", ""]
    assert states(harvests.harvested(source)) == {"unchanged": 1, "proposed": 1}  # asked once


@pytest.mark.parametrize(
    ("choice", "title"),
    [("accept", "Housing first, second edition"), ("keep", "What a person wrote about housing")],
)
def test_somebody_decides_between_two_wordings(other, repository, choice, title):
    test_a_person_s_words_stay_and_other_fields_follow(other, repository)
    link = HarvestLink.objects.get(upstream="oai:r:2")
    deciding.decide(link, choice=choice, by=SYSTEM)
    assert str(Record.objects.get(provenance_id="oai:r:2")) == title
    assert states(harvests.harvested(link.source)) == {"unchanged": 2}


def test_what_somebody_is_writing_on_is_not_changed_under_their_hands(other, repository):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    record = Record.objects.get(provenance_id="oai:r:2").specific
    record.save_revision(user=desk_editor())
    repository.records[1] = dc("oai:r:2", "Housing first, second edition")
    assert states(harvests.harvested(source)) == {"unchanged": 1, "proposed": 1}
    assert "second edition" not in str(Record.objects.get(pk=record.pk))


def test_a_draft_follows_its_source_without_being_published(other, repository):
    source = harvests.source(f"{other.base}/oai", is_published=False)
    harvests.harvested(source)
    assert titles() == []
    repository.records[1] = dc("oai:r:2", "Housing first, second edition")
    assert states(harvests.harvested(source)) == {"unchanged": 1, "changed": 1}
    assert str(Record.objects.get(provenance_id="oai:r:2")) == "Housing first, second edition"
    assert titles() == []


def test_what_its_source_withdrew_leaves_a_tombstone(other, repository):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    repository.records[1] = deleted("oai:r:2")
    assert states(harvests.harvested(source)) == {"unchanged": 1, "withdrawn": 1}
    record = Record.objects.get(provenance_id="oai:r:2")
    assert record.withdrawal_reason == "Its source, The Repository, has withdrawn it."
    assert Client().get(f"/id/{record.identifier}").status_code == 410


@pytest.mark.parametrize(("choice", "status"), [("accept", 410), ("keep", 303)])
def test_what_a_person_worked_on_is_withdrawn_only_by_a_person(other, repository, choice, status):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    record = Record.objects.get(provenance_id="oai:r:2").specific
    publish_record(record, by=desk_editor())
    repository.records[1] = deleted("oai:r:2")
    assert states(harvests.harvested(source)) == {"unchanged": 1, "proposed": 1}
    assert Client().get(f"/id/{record.identifier}").status_code == 303
    deciding.decide(HarvestLink.objects.get(upstream="oai:r:2"), choice=choice, by=SYSTEM)
    assert Client().get(f"/id/{record.identifier}").status_code == status
    assert states(harvests.harvested(source)) == {"unchanged": 1, "dropped": 1}


def test_a_source_that_loses_everything_at_once_is_not_believed(other, repository):
    source = harvests.source(f"{other.base}/oai")
    repository.records = [dc(f"oai:r:{n}", f"A study of the numbered kind {n}") for n in range(30)]
    harvests.harvested(source)
    repository.records = [deleted(f"oai:r:{n}") for n in range(30)]
    run = harvests.harvested(source)
    assert states(run) == {"withdrawn": 20, "proposed": 10}
    assert run.notes == ["many-gone"]
    harvests.work(_undo(run))
    assert Record.objects.public().count() == 30


def _undo(run: HarvestRun) -> HarvestRun:
    actions.undo(run, by=SYSTEM)
    return run


def test_a_whole_run_is_taken_back(other, repository):
    source = harvests.source(f"{other.base}/oai")
    run = harvests.work(_undo(harvests.harvested(source)))
    assert (run.state, Record.objects.count(), HarvestLink.objects.count()) == ("undone", 0, 0)
    source.refresh_from_db()
    assert (source.is_active, source.bookmark) == (False, {})
    assert states(harvests.harvested(source)) == {"added": 2}  # it can come again


def test_taking_a_later_run_back_restores_what_was_said_before(other, repository):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    before = titles()
    repository.records[1] = dc("oai:r:2", "Housing first, second edition")
    run = harvests.harvested(source)
    harvests.work(_undo(run))
    assert titles() == before


def test_undoing_keeps_what_a_person_worked_on(other, repository):
    source = harvests.source(f"{other.base}/oai")
    run = harvests.harvested(source)
    record = Record.objects.get(provenance_id="oai:r:2").specific
    publish_record(record, by=desk_editor())
    harvests.work(_undo(run))
    assert [each.pk for each in Record.objects.all()] == [record.pk]
    assert HarvestItem.objects.get(upstream="oai:r:2").state == "kept"


def test_only_the_newest_run_can_be_taken_back(other, repository):
    source = harvests.source(f"{other.base}/oai")
    first = harvests.harvested(source)
    harvests.harvested(source)
    with pytest.raises(actions.HarvestStateError):
        actions.undo(first, by=SYSTEM)


def test_what_is_here_already_waits_for_somebody(other, repository):
    there = make.record("Housing first for newcomers in cities")
    source = harvests.source(f"{other.base}/oai")
    run = harvests.harvested(source)
    assert states(run) == {"added": 1, "duplicate": 1}
    link = HarvestLink.objects.get(state="duplicate")
    assert link.like == there.identifier
    deciding.decide(link, choice="add", by=SYSTEM)
    assert Record.objects.get(provenance_id="oai:r:2").live
    assert states(harvests.harvested(source)) == {"unchanged": 2}


def test_what_somebody_left_out_does_not_come_again(other, repository):
    make.record("Housing first for newcomers in cities")
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    deciding.decide(HarvestLink.objects.get(state="duplicate"), choice="leave", by=SYSTEM)
    assert states(harvests.harvested(source)) == {"unchanged": 1, "dropped": 1}


def test_what_somebody_withdrew_or_deleted_here_does_not_come_again(other, repository):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    withdraw_record(Record.objects.get(provenance_id="oai:r:1"), by=SYSTEM, reason="no")
    Record.objects.get(provenance_id="oai:r:2").specific.delete()
    repository.records = [dc("oai:r:1", "Another name for it"), dc("oai:r:2", "And for this one")]
    assert states(harvests.harvested(source)) == {"dropped": 2}
    assert titles() == []


@pytest.mark.parametrize(
    ("choice", "count"), [({"words": "hous\ncourt"}, 1), ({"themes": ["LAN"]}, 1),
                          ({"words": "ousing"}, 0), ({"words": "CAFÉS, housing"}, 2)],
)  # fmt: skip
def test_only_what_was_asked_for_comes_in(other, repository, choice, count):
    run = harvests.harvested(harvests.source(f"{other.base}/oai", **choice))
    assert (run.counts.get("added", 0), run.counts.get("filtered", 0)) == (count, 2 - count)


def test_a_quota_is_kept_and_the_next_run_goes_on(other, repository):
    repository.records = [dc(f"oai:r:{n}", f"A study of the numbered kind {n}") for n in range(25)]
    repository.size = 10
    source = harvests.source(f"{other.base}/oai", quota=12)
    first = harvests.harvested(source)
    assert (states(first), first.notes) == ({"added": 12}, ["quota"])
    source.refresh_from_db()
    second = harvests.harvested(source)
    assert states(second) == {"unchanged": 2, "added": 12}
    source.refresh_from_db()
    assert states(harvests.harvested(source))["added"] == 1
    assert Record.objects.count() == 25


def test_ten_are_looked_at_before_anything_is_added(other, repository):
    repository.records = [dc(f"oai:r:{n}", f"A study of the numbered kind {n}") for n in range(25)]
    source = harvests.source(f"{other.base}/oai")
    Source.objects.update(previewed_at=None)
    with pytest.raises(actions.HarvestStateError):
        actions.begin(source, by=SYSTEM)
    run = harvests.work(actions.begin(source, by=SYSTEM, is_preview=True))
    assert (states(run), Record.objects.count(), HarvestLink.objects.count()) == ({"new": 10}, 0, 0)
    assert states(harvests.harvested(source)) == {"added": 25}


def test_sources_are_asked_when_their_time_has_come(other, repository):
    source = harvests.source(f"{other.base}/oai", every_hours=24)
    source.schedule()
    source.save()
    assert begin_due_runs() == 0
    assert begin_due_runs(source.next_at) == 1
    run = harvests.work(HarvestRun.objects.get())
    assert states(run) == {"added": 2}
    source.refresh_from_db()
    assert source.next_at is not None
    Source.objects.update(is_active=False)
    assert begin_due_runs(source.next_at) == 0


def test_a_run_of_a_dead_worker_is_taken_up_by_another(other, repository):
    repository.size = 1
    run = actions.begin(harvests.source(f"{other.base}/oai"), by=SYSTEM)
    harvests.work(run, steps=1)
    assert (run.state, states(run)) == ("running", {"added": 1})
    harvests.work(run)  # another worker, which knows nothing
    assert (run.state, states(run)) == ("done", {"added": 2})
    assert other.asked.count("/oai?verb=ListRecords&metadataPrefix=oai_dc") == 1


def test_a_stopped_run_stays_stopped(other, repository):
    repository.size = 1
    run = actions.begin(harvests.source(f"{other.base}/oai"), by=SYSTEM)
    harvests.work(run, steps=1)
    actions.stop(run, by=SYSTEM)
    harvests.work(run, steps=2)
    assert (run.state, states(run)) == ("stopped", {"added": 1})


def test_changing_what_would_come_asks_for_another_look(other, repository):
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    source.refresh_from_db()
    assert source.bookmark == {"since": "2026-01-09T12:00:00Z"}
    actions.change_source(source, values={"quota": 7}, by=SYSTEM)
    source.refresh_from_db()
    assert source.previewed_at is not None
    actions.change_source(source, values={"words": "housing"}, by=SYSTEM)
    source.refresh_from_db()
    assert (source.previewed_at, source.bookmark) == (None, {})


def test_datacite_is_read(other, repository):
    resource = (
        '<resource xmlns="http://datacite.org/schema/kernel-4">'
        '<identifier identifierType="DOI">10.5072/XY-1</identifier><creators><creator>'
        "<creatorName>Hill, Ann</creatorName></creator></creators><titles>"
        '<title titleType="Subtitle">no</title><title>Counting people who arrive</title></titles>'
        "<publisher>Zeta</publisher><publicationYear>2019</publicationYear>"
        '<resourceType resourceTypeGeneral="Dataset">x</resourceType><language>fr</language>'
        '<rightsList><rights rightsIdentifier="cc-by-4.0"/></rightsList><descriptions>'
        '<description descriptionType="Abstract">Numbers.</description></descriptions></resource>'
    )
    record = (
        "<record><header><identifier>oai:d:1</identifier></header><metadata>"
        '<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/">'
        f"<payload>{resource}</payload></oai_datacite></metadata></record>"
    )
    repository.records = [record]
    repository.formats["oai_datacite"] = "http://schema.datacite.org/oai/oai-1.1/"
    harvests.harvested(harvests.source(f"{other.base}/oai"))
    found = Record.objects.get().specific
    assert (str(found), found.issued, found.original_language, found.licence.code) == (
        "Counting people who arrive", "2019", "fr", "CC-BY",
    )  # fmt: skip
    assert (found.publication_type.code, found.source_url) == (
        "DAT", "https://doi.org/10.5072/xy-1",
    )  # fmt: skip


def test_a_stranger_may_not(other, repository):
    source = harvests.source(f"{other.base}/oai")
    run = harvests.harvested(source)
    person = stranger()
    link = HarvestLink.objects.first()
    for attempt in (
        lambda: actions.add_source(values={}, by=person),
        lambda: actions.change_source(source, values={}, by=person),
        lambda: actions.begin(source, by=person),
        lambda: actions.stop(run, by=person),
        lambda: actions.undo(run, by=person),
        lambda: deciding.decide(link, choice="keep", by=person),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
