"""Servers that loop, lie, break off or attack: each ends in a clear report, and nothing is lost."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Record
from tessera.interop.harvesting import actions, applying, pages, running
from tessera.interop.models import HarvestRun
from tessera.lib.safe_xml import UnreadableXmlError, read_xml
from tests.factories import harvests
from tests.interop.playing import OAI_HEAD, Answer, Repository, dc, playing

pytestmark = pytest.mark.django_db

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    "]><OAI-PMH>&b;</OAI-PMH>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<OAI-PMH>&a;</OAI-PMH>"
)


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        yield server


@pytest.fixture
def repository(other):
    records = [dc(f"oai:r:{n}", f"A study of the numbered kind {n}") for n in range(6)]
    other.answering = Repository(records, size=2)
    return other.answering


@pytest.fixture
def source(other, repository):
    return harvests.source(f"{other.base}/oai")


def lists(query: dict[str, str]) -> bool:
    return query.get("verb") == "ListRecords"


def place(query: dict[str, str]) -> int:
    """Where in the list the question stands."""
    return int(query.get("resumptionToken", "0"))


def told(run: HarvestRun) -> str:
    """What editors read of how the run ended."""
    return pages.run_shown(run).fault


def test_a_list_that_gives_the_same_token_again_is_left(repository, source):
    listed = repository.listed(2).replace(">4<", ">2<")
    repository.odd = lambda query: (
        Answer(f"{OAI_HEAD}{listed}</OAI-PMH>") if place(query) == 2 else None
    )
    run = harvests.harvested(source)
    assert (run.state, told(run)) == (
        "failed", "The source’s list goes round in circles and was left.",
    )  # fmt: skip
    assert Record.objects.count() == 4  # whole parts


def test_a_list_that_goes_round_with_ever_new_tokens_is_left(other, repository, source):
    numbers = iter(range(1000, 9999))

    def odd(query):
        if not lists(query):
            return None
        return Answer(
            f"{OAI_HEAD}<ListRecords>{''.join(repository.records[:2])}"
            f"<resumptionToken>{next(numbers)}</resumptionToken></ListRecords></OAI-PMH>"
        )

    repository.odd = odd
    run = harvests.harvested(source)
    assert (run.state, run.fault, run.parts, Record.objects.count()) == ("failed", "loop", 4, 2)


def test_a_list_of_empty_parts_is_left(repository, source):
    numbers = iter(range(1000, 9999))
    repository.odd = lambda query: (
        Answer(
            f"{OAI_HEAD}<ListRecords><resumptionToken>{next(numbers)}</resumptionToken>"
            "</ListRecords></OAI-PMH>"
        )
        if lists(query)
        else None
    )
    assert harvests.harvested(source).fault == "loop"


def test_a_lost_place_begins_the_list_anew_and_adds_nothing_twice(other, repository, source):
    lost = [True]

    def odd(query):
        if place(query) == 4 and lost:
            lost.pop()
            return Answer(f'{OAI_HEAD}<error code="badResumptionToken">old</error></OAI-PMH>')
        return None

    repository.odd = odd
    run = harvests.harvested(source)
    assert (run.state, run.counts, run.notes) == ("done", {"added": 6}, ["restarted"])


def test_a_server_that_loses_every_place_is_left(repository, source):
    repository.odd = lambda query: (
        Answer(f'{OAI_HEAD}<error code="badResumptionToken">old</error></OAI-PMH>')
        if place(query) == 4
        else None
    )
    run = harvests.harvested(source)
    assert (run.fault, run.restarts, Record.objects.count()) == ("lost-place", 4, 4)


def test_a_list_shorter_than_promised_is_asked_for_again(repository, source):
    repository.promised = 50
    run = harvests.harvested(source)
    source.refresh_from_db()
    assert (run.state, run.notes, source.bookmark) == ("done", ["short"], {})
    repository.promised = None
    assert harvests.harvested(source).counts == {"unchanged": 6}
    source.refresh_from_db()
    assert source.bookmark == {"since": "2026-01-09T12:00:00Z"}


@pytest.mark.parametrize("after", ["120", "Thu, 01 Jan 2099 00:00:00 GMT", "", "nonsense", "-5"])
def test_a_busy_server_is_left_alone_as_long_as_it_says(repository, source, after):
    busy = [True]

    def odd(query):
        if place(query) == 2 and busy:
            busy.pop()
            return Answer("busy", 503, {"Retry-After": after} if after else {})
        return None

    repository.odd = odd
    run = actions.begin(source, by=SYSTEM)
    harvests.work(run, steps=2)
    seconds = (run.wait_until - timezone.now()).total_seconds()
    expected = {"120": 120, "Thu, 01 Jan 2099 00:00:00 GMT": 24 * 3600}.get(after, 30)
    assert expected - 5 < seconds <= expected
    harvester = running.Harvester()
    assert not harvester.step(timezone.now() + timedelta(seconds=expected - 10))
    harvests.work(run)
    assert (run.state, run.counts, run.notes) == ("done", {"added": 6}, ["waited"])


def test_a_server_that_is_always_busy_is_left(repository, source):
    repository.odd = lambda query: Answer("busy", 503, {"Retry-After": "0"})
    run = harvests.harvested(source)
    assert run.fault == "busy"
    assert told(run).startswith("The source is too busy, or asks to be left alone: http")
    source.refresh_from_db()
    assert source.failing_since is not None


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(f"{OAI_HEAD}<ListRecords><record></OAI-PMH>"), "bad-xml"),
        (Answer(f"{OAI_HEAD}<ListRecords>\x01</ListRecords></OAI-PMH>"), "bad-xml"),
        (Answer(f"{OAI_HEAD}<ListRecords><record>"), "bad-xml"),
        (Answer(b"\xff\xfe\x00"), "bad-xml"),
        (Answer(""), "bad-xml"),
        (Answer(BOMB), "bomb"),
        (Answer(BOMB.replace("1.0", "1.0").encode("utf-16")), "bomb"),
        (Answer(EXTERNAL), "bomb"),
        (Answer('<?xml version="1.0" encoding="UTF-7"?><OAI-PMH/>'), "bomb"),
        (Answer("<html><body>Welcome</body></html>"), "not-oai"),
        (Answer(f'{OAI_HEAD}<error code="badArgument">what?</error></OAI-PMH>'), "oai-error"),
        (Answer(f"{OAI_HEAD}</OAI-PMH>"), "not-oai"),
        (Answer("no", 403), "status"),
        (Answer("broken", 500), "status"),
        (Answer("x" * 400, cut=100), "unreachable"),
        (Answer(status=302, headers={"Location": "http://10.0.0.1/oai"}), "address"),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/x"}), "address"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "address"),
        (Answer(status=302, headers={"Location": "/oai?verb=ListRecords"}), "redirects"),
    ],
)
def test_a_broken_part_ends_the_run_and_the_next_begins_there(repository, source, answer, fault):
    repository.odd = lambda query: (
        answer if place(query) == 2 or (fault == "redirects" and lists(query)) else None
    )
    run = harvests.harvested(source)
    assert (run.state, run.fault) == ("failed", fault)
    assert len(told(run)) > 20
    before = 0 if fault == "redirects" else 2
    assert (Record.objects.count(), run.counts.get("added", 0)) == (before, before)
    source.refresh_from_db()
    assert source.bookmark == {}
    repository.odd = lambda query: None
    run = harvests.harvested(source)
    assert (run.state, run.counts["added"], Record.objects.count()) == ("done", 6 - before, 6)
    source.refresh_from_db()
    assert source.failing_since is None


def test_a_silent_server_is_asked_again_before_it_is_left(repository, source):
    away = [1, 1, 1]

    def odd(query):
        return Answer("x" * 99, cut=9) if place(query) == 2 and away and away.pop() else None

    repository.odd = odd
    run = harvests.harvested(source)
    assert (run.state, run.counts) == ("done", {"added": 6})


def test_an_answer_beyond_all_bounds_is_not_read(repository, source):
    repository.odd = lambda query: Answer("<x>" + " " * 21_000_000) if lists(query) else None
    assert harvests.harvested(source).fault == "too-large"


def test_a_token_beyond_all_bounds_is_not_kept(repository, source):
    listed = repository.listed(0).replace(">2<", f">{'t' * 5000}<")
    repository.odd = lambda query: Answer(f"{OAI_HEAD}{listed}</OAI-PMH>") if lists(query) else None
    run = harvests.harvested(source)
    assert (run.fault, Record.objects.count()) == ("not-oai", 0)


@pytest.mark.parametrize("form", ["oai", "feed", "sitemap", "zotero"])
def test_no_form_of_source_leads_to_private_addresses(other, settings, form):
    settings.ZOTERO_API_URL = other.base
    private = Answer(status=302, headers={"Location": "http://192.168.0.1/groups/77"})
    other.answering = lambda path, query, headers: (
        Answer(status=404) if path == "/robots.txt" else private
    )
    run = harvests.harvested(harvests.source(f"{other.base}/groups/77", form=form))
    assert (run.state, run.fault, Record.objects.count()) == ("failed", "address", 0)
    other.answering = lambda path, query, headers: private
    if form != "zotero":
        run = harvests.harvested(harvests.source(f"{other.base}/other", form=form))
        assert (run.fault, other.asked[-1]) == ("address", "/robots.txt")


@pytest.mark.parametrize("form", ["oai", "feed", "sitemap"])
@pytest.mark.parametrize("body", [BOMB, EXTERNAL])
def test_entities_are_read_from_no_form_of_source(other, form, body):
    other.answering = lambda path, query, headers: (
        Answer(status=404) if path == "/robots.txt" else Answer(body)
    )
    run = harvests.harvested(harvests.source(f"{other.base}/x", form=form))
    assert (run.state, run.fault) == ("failed", "bomb")


def test_a_long_part_keeps_its_run_in_hand(repository, source, monkeypatch):
    run = actions.begin(source, by=SYSTEM)
    monkeypatch.setattr(applying, "STEP", 1)
    seen = []

    def decided(step, upstream, decide=applying._decide):
        HarvestRun.objects.filter(pk=run.pk).update(wait_until=timezone.now())
        decide(step, upstream)
        seen.append(upstream.key)

    def kept(step, keep=applying._keep):
        keep(step)
        assert HarvestRun.objects.get(pk=run.pk).wait_until > timezone.now() + timedelta(minutes=9)

    monkeypatch.setattr(applying, "_decide", decided)
    monkeypatch.setattr(applying, "_keep", kept)
    harvests.work(run)
    assert (run.state, len(seen)) == ("done", 6)


def test_robots_txt_is_heeded(other, repository, source):
    repository.robots = "User-agent: *\nDisallow: /oai\n"
    run = harvests.harvested(source)
    assert (run.fault, other.asked) == ("robots", ["/robots.txt"])


def test_the_pause_that_robots_txt_wishes_is_kept(repository, source):
    repository.robots = "User-agent: *\nCrawl-delay: 50\n"
    run = actions.begin(source, by=SYSTEM)
    harvests.work(run, steps=1)
    assert 45 < (run.wait_until - timezone.now()).total_seconds() <= 50


def test_one_bad_record_does_not_spoil_the_others(repository, source):
    repository.records[3] = "<record><header><identifier>oai:r:3</identifier></header></record>"
    repository.records[4] = dc("oai:r:4", "")
    repository.records[5] = dc("k" * 1200, "A key of more than a thousand characters")
    run = harvests.harvested(source)
    assert run.counts == {"added": 3, "refused": 3}
    said = {each[0] for item in run.items.filter(state="refused") for each in item.said}
    assert said == {"no-title", "long-key"}


def test_two_long_identifiers_that_begin_alike_are_two_records(repository, source):
    repository.records = [
        dc(f"{'k' * 400}{n}", f"A study of the numbered kind {n}") for n in range(3)
    ]
    assert harvests.harvested(source).counts == {"added": 3}
    assert len({each.provenance_id for each in Record.objects.all()}) == 3


def test_an_unknown_error_ends_one_run_and_not_the_worker(source, monkeypatch):
    monkeypatch.setattr(running, "apply", lambda *args: 1 / 0)
    run = harvests.harvested(source)
    assert (run.state, run.fault) == ("failed", "internal")


def test_only_one_run_of_a_source_is_at_work(source):
    actions.begin(source, by=SYSTEM)
    with pytest.raises(actions.HarvestStateError):
        actions.begin(source, by=SYSTEM)


def test_an_entity_bomb_costs_nothing():
    begin = time.perf_counter()
    with pytest.raises(UnreadableXmlError) as refused:
        read_xml(BOMB.encode())
    assert refused.value.is_dangerous
    assert time.perf_counter() - begin < 1
