"""Records get DOIs where the operator wants it: once, soon, and whatever the registry does."""

import base64
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.utils import timezone
from lxml import etree

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import merge_record, publish_record, withdraw_record
from tessera.catalogue.models import Record, RecordIdentifier
from tessera.changes.models import Change
from tessera.interop.deposits import registry as talking
from tessera.interop.deposits import sending
from tessera.interop.deposits.actions import NotSetUpError, queue_earlier_records, try_again
from tessera.interop.deposits.health import deposit_problems, health
from tessera.interop.deposits.models import Deposit
from tessera.interop.deposits.sending import send_deposits, wait_before
from tessera.lib.errors import NotAllowedError
from tests.factories import catalogue as make
from tests.factories.accounts import administrator, desk_editor, stranger
from tests.interop.registry import running_registry
from tests.interop.validation import check_datacite

pytestmark = pytest.mark.django_db
BUSY = {"errors": [{"status": "503", "title": "Service Unavailable"}]}
REFUSAL = {"errors": [{"source": "creators", "title": "Missing child element(s)."}]}


@pytest.fixture
def datacite(settings, monkeypatch):
    with running_registry() as (registry, address):
        settings.FETCH_LOOPBACK_ALLOWED = True
        settings.DOI_PREFIX, settings.DOI_REPOSITORY = "10.5072", "TEST.REPO"
        settings.DOI_SECRET, settings.DOI_API = "secret", address
        monkeypatch.setattr(sending, "_MOST_SECONDS", 60.0)
        yield registry


def doi_of(record):
    return f"10.5072/{record.identifier.lower()}"


def later(**time):
    Deposit.objects.update(due_at=timezone.now() - timedelta(**time or {"seconds": 1}))


def test_nothing_is_registered_unless_it_is_set_up():
    make.record()
    assert not Deposit.objects.exists()
    assert send_deposits() == 0
    with pytest.raises(NotSetUpError):
        queue_earlier_records(again=False)


def test_published_record_becomes_findable_and_leads_to_its_permanent_address(datacite, settings):
    record = make.record("Language cafés")
    assert Deposit.objects.get().is_waiting
    assert datacite.asked == [], "the registry is not asked while somebody waits for a page"
    assert send_deposits() == 1
    held = datacite.dois[doi_of(record)]
    assert held["state"] == "findable"
    assert held["url"] == f"{settings.BASE_URL}/id/{record.identifier}"
    metadata = etree.fromstring(base64.b64decode(held["xml"]))
    check_datacite(metadata)
    assert metadata.findtext("{*}identifier") == doi_of(record)
    record.refresh_from_db()
    assert record.doi == doi_of(record)
    assert Deposit.objects.get().state == "findable"


def test_queueing_is_part_of_the_publication(datacite):
    draft = make.draft_record()
    with transaction.atomic():
        publish_record(draft, by=SYSTEM)
        assert Deposit.objects.exists()
        transaction.set_rollback(True)
    assert not Deposit.objects.exists()


def test_doi_is_shown_wherever_readers_and_programs_look(datacite, client):
    record = make.record("Language cafés")
    page = f"/en/records/{record.identifier}/{record.slug}/"
    assert doi_of(record) not in client.get(page).text
    send_deposits()
    shown = client.get(page)
    address = f"https://doi.org/{doi_of(record)}"
    assert f'href="{address}"' in shown.text
    assert f'<meta name="citation_doi" content="{doi_of(record)}">' in shown.text
    assert f'<{address}>; rel="cite-as"' in shown["Link"]
    for form in ("jsonld", "csl", "bibtex", "ris", "turtle"):
        assert doi_of(record) in client.get(f"/id/{record.identifier}?format={form}").text, form
    assert doi_of(record) in client.get(f"/en/cite/?id={record.identifier}").text
    listed = client.get("/oai?verb=ListRecords&metadataPrefix=oai_datacite").text
    assert f'<identifier identifierType="DOI">{doi_of(record)}</identifier>' in listed
    assert client.get(f"/api/v1/records/{record.identifier}").json()["record_doi"] == doi_of(record)


def test_new_version_is_told_and_nothing_is_told_twice(datacite):
    record = make.record("Language cafés")
    send_deposits()
    send_deposits()  # The DOI itself was announced, which changes nothing at the registry.
    assert len(datacite.asked) == 1
    assert not Deposit.objects.waiting().exists()
    record = Record.objects.get().specific
    make.publish_again(record, title="Talking cafés")
    assert Record.objects.get().doi == doi_of(record)
    send_deposits()
    assert datacite.asked == [("PUT", doi_of(record))] * 2
    assert "Talking" in base64.b64decode(datacite.dois[doi_of(record)]["xml"]).decode()
    assert len(datacite.dois) == 1


def test_withdrawn_record_keeps_its_doi_but_nobody_finds_it(datacite, client):
    record = make.record()
    send_deposits()
    withdraw_record(record, by=SYSTEM, reason="Its facts were wrong.")
    send_deposits()
    assert datacite.dois[doi_of(record)]["state"] == "registered"
    tombstone = client.get(f"/id/{record.identifier}")
    assert tombstone.status_code == 410
    assert doi_of(record) in tombstone.text
    assert health().waiting == 0


def test_unpublished_and_published_again(datacite):
    record = make.record()
    send_deposits()
    Record.objects.get().specific.unpublish()
    send_deposits()
    assert datacite.dois[doi_of(record)]["state"] == "registered"
    publish_record(Record.objects.get().specific, by=SYSTEM)
    send_deposits()
    assert datacite.dois[doi_of(record)]["state"] == "findable"


def test_merged_and_deleted_records_are_hidden_too(datacite):
    kept, merged, deleted = (make.record(title) for title in ("One", "Two", "Three"))
    send_deposits()
    merge_record(merged, into=kept, by=SYSTEM, reason="The same.")
    Record.objects.get(pk=deleted.pk).specific.delete()
    send_deposits()
    states = {doi: held["state"] for doi, held in datacite.dois.items()}
    assert states == {
        doi_of(kept): "findable",
        doi_of(merged): "registered",
        doi_of(deleted): "registered",
    }


def test_record_withdrawn_before_the_registry_heard_of_it_leaves_nothing_there(datacite):
    withdraw_record(make.record(), by=SYSTEM, reason="Too early.")
    send_deposits()
    assert datacite.dois == {}
    assert not Deposit.objects.waiting().exists()


def test_what_has_a_doi_elsewhere_gets_none_here(datacite, settings):
    make.record(identifiers=[RecordIdentifier(scheme="doi", value="10.1000/own")])
    make.record("A guideline", kind="GUI")
    Record.objects.update(provenance_kind="harvest")
    assert not Deposit.objects.exists()
    assert queue_earlier_records(again=False) == 0


def test_drafts_only_where_the_operator_tries_it_out(datacite, settings):
    settings.DOI_STATE = "draft"
    record = make.record()
    send_deposits()
    assert datacite.dois[doi_of(record)]["state"] == "draft"
    assert Record.objects.get().doi == "", "a draft leads nowhere, so it is not shown"
    withdraw_record(record, by=SYSTEM, reason="Only a trial.")
    send_deposits()
    assert datacite.dois == {}


def test_registered_without_being_findable(datacite, settings):
    settings.DOI_STATE = "registered"
    record = make.record()
    send_deposits()
    assert datacite.dois[doi_of(record)]["state"] == "registered"
    assert Record.objects.get().doi == doi_of(record)


def test_registry_that_cannot_answer_is_asked_later_and_later(datacite):
    record = make.record()
    make.record("Another")
    datacite.fails(503, BUSY)
    assert send_deposits() == 0
    assert len(datacite.asked) == 1, "the next one would not be answered either"
    deposit = Deposit.objects.get(identifier=record.identifier)
    assert deposit.problem == "The registry cannot answer now (503)."
    assert deposit.attempts == 1
    assert deposit.due_at - timezone.now() > timedelta(seconds=50)
    datacite.fails(429, None, Retry_After="1800")
    later()
    send_deposits()
    waits = sorted(each.due_at - timezone.now() for each in Deposit.objects.all())
    assert waits[-1] > timedelta(minutes=29)
    later()
    assert send_deposits() == 2
    assert {held["state"] for held in datacite.dois.values()} == {"findable"}
    assert [wait_before(n) for n in (2, 3, 9, 99)] == [
        timedelta(minutes=1), timedelta(minutes=4), timedelta(hours=6), timedelta(hours=6),
    ]  # fmt: skip


def test_refusal_is_kept_with_its_reason_until_the_record_changes(datacite):
    record = make.record()
    datacite.fails(422, REFUSAL)
    send_deposits()
    later(days=1)
    send_deposits()
    assert len(datacite.asked) == 1
    deposit = Deposit.objects.get()
    assert deposit.is_refused
    assert deposit.problem == "Refused (422): creators Missing child element(s)."
    assert list(deposit_problems()) == [
        "The registry refused 1 DOIs: the report “DOI” of the back office says why."
    ]
    make.publish_again(Record.objects.get().specific, title="With all it needs")
    send_deposits()
    assert datacite.dois[doi_of(record)]["state"] == "findable"
    assert list(deposit_problems()) == []


def test_wrong_secret_stops_everything_for_an_hour(datacite, settings):
    settings.DOI_SECRET = "wrong"
    make.record()
    make.record("Another")
    send_deposits()
    assert len(datacite.asked) == 1
    deposit = Deposit.objects.exclude(problem="").get()
    assert "name or secret (401)" in deposit.problem
    assert "wrong" not in deposit.problem
    assert deposit.due_at - timezone.now() > timedelta(minutes=55)


def test_answer_that_comes_too_late_makes_no_second_doi(datacite, monkeypatch):
    record = make.record()
    monkeypatch.setattr(talking, "TIMEOUT_SECONDS", 0.3)
    datacite.delay = 0.8  # It did what it was asked, and we do not know.
    assert send_deposits() == 0
    assert Deposit.objects.get().problem == "No answer from the registry: timed_out."
    datacite.delay = 0.0
    later()
    assert send_deposits() == 1
    assert list(datacite.dois) == [doi_of(record)]


def test_worker_killed_between_answer_and_note_makes_no_second_doi(datacite, monkeypatch):
    record = make.record()
    with monkeypatch.context() as killed:
        killed.setattr(sending, "_settle", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            send_deposits()
    assert datacite.dois[doi_of(record)]["state"] == "findable"
    assert send_deposits() == 0, "it is in the hands of the other worker until its lease ends"
    Deposit.objects.update(taken_at=timezone.now() - sending.LEASE * 2)
    assert send_deposits() == 1
    assert len(datacite.dois) == 1
    assert Record.objects.get().doi == doi_of(record)


def test_withdrawn_after_a_killed_worker_registered_it(datacite, monkeypatch):
    record = make.record()
    with monkeypatch.context() as killed:
        killed.setattr(sending, "_settle", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            send_deposits()
    withdraw_record(record, by=SYSTEM, reason="Wrong.")
    Deposit.objects.update(taken_at=timezone.now() - sending.LEASE * 2)
    send_deposits()
    assert datacite.asked[-2:] == [("GET", doi_of(record)), ("PUT", doi_of(record))]
    assert datacite.dois[doi_of(record)]["state"] == "registered"


def test_change_while_the_registry_is_being_told_is_told_afterwards(datacite, monkeypatch):
    record = make.record("First")

    def meanwhile(*arguments, **named):
        answer = put(*arguments, **named)
        monkeypatch.setattr(sending, "put", put)
        make.publish_again(Record.objects.get().specific, title="Second")
        return answer

    put = sending.put
    monkeypatch.setattr(sending, "put", meanwhile)
    send_deposits()
    assert "Second" in base64.b64decode(datacite.dois[doi_of(record)]["xml"]).decode()
    assert len(datacite.asked) == 2


def test_earlier_records_are_queued_on_demand(datacite, settings):
    settings.DOI_PREFIX = ""
    record = make.record()
    settings.DOI_PREFIX = "10.5072"
    assert queue_earlier_records(again=False) == 1
    assert queue_earlier_records(again=False) == 0
    send_deposits()
    settings.BASE_URL = "https://moved.example.org"
    assert queue_earlier_records(again=True) == 1
    send_deposits()
    assert datacite.dois[doi_of(record)]["url"].startswith("https://moved.example.org/id/")


def test_queueing_asks_the_database_as_often_for_many_as_for_one(
    datacite, django_assert_num_queries
):
    from tessera.interop.deposits.queueing import queue_deposits

    records = [make.record(f"Record {number}") for number in range(3)]
    for few in (records[:1], records):
        with django_assert_num_queries(5):
            queue_deposits([each.identifier for each in few])


def test_harvesters_learn_of_the_new_doi(datacite):
    make.record()
    before = Change.objects.count()
    send_deposits()
    assert Change.objects.count() == before + 1


def test_administrator_sees_how_it_stands_and_tries_again(datacite, client):
    make.record()
    datacite.fails(422, REFUSAL)
    send_deposits()
    client.force_login(administrator())
    page = client.get("/editors/reports/dois/")
    assert "creators Missing child element(s)." in page.text
    deposit = Deposit.objects.get()
    answer = client.post(f"/editors/reports/dois/{deposit.pk}/again/", follow=True)
    assert f"{deposit.doi} is queued again." in answer.text
    send_deposits()
    assert datacite.dois[deposit.doi]["state"] == "findable"
    assert "The registry took everything" in client.get("/editors/reports/dois/").text


@pytest.mark.parametrize("who", [stranger, desk_editor])
def test_others_may_not_try_again(datacite, client, who):
    make.record()
    person = who()
    with pytest.raises(NotAllowedError):
        try_again(Deposit.objects.get(), by=person)
    client.force_login(person)
    assert client.get("/editors/reports/dois/").status_code in (302, 403)


def test_prefix_without_a_repository_is_told_at_the_start(settings):
    settings.DOI_PREFIX, settings.DOI_API = "10.5072", "http://registry.example.org"
    found = {each.id for each in run_checks() if each.id.startswith("interop")}
    assert found == {"interop.E001", "interop.E002"}
    settings.DOI_PREFIX = ""
    assert not [each for each in run_checks() if each.id.startswith("interop")]
