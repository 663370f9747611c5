"""Editors add sources, look at what would come, and see how each is doing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.catalogue.models import Record
from tessera.interop.models import HarvestItem, HarvestLink, HarvestRun, Source
from tests.factories import catalogue as make
from tests.factories import harvests
from tests.factories.accounts import desk_editor, stranger
from tests.interop.playing import Answer, Repository, dc, playing

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "The Repository", "form": "oai", "address": "https://repository.example/oai",
    "homepage": "", "licence": "CC-BY", "metadata_prefix": "", "set_spec": "", "kind": "ACA",
    "language": "en", "words": "housing\n\nmentor", "themes": ["HOU"],
    "mapping": "housing policy = hou\nA=B = LAN", "every_hours": "24", "quota": "100",
    "pause_seconds": "2", "is_published": "on", "is_active": "on",
}  # fmt: skip


@pytest.fixture
def editor():
    browser = Client()
    browser.force_login(desk_editor())
    return browser


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        records = [dc(f"oai:r:{n}", f"Housing study of the kind {n}") for n in range(3)]
        server.answering = Repository(records)
        yield server


def test_an_editor_adds_a_source_and_changes_it(editor):
    answer = editor.post("/en/desk/sources/new/", FILLED)
    source = Source.objects.get()
    assert answer.url == f"/en/desk/sources/{source.pk}/"
    assert (source.words, source.themes, source.every_hours, source.next_at) == (
        "housing\nmentor", ["HOU"], 24, None,
    )  # fmt: skip
    assert source.mapping == {"housing policy": "HOU", "A=B": "LAN"}
    page = editor.get(f"{answer.url}edit/").content.decode()
    assert "housing policy = HOU" in page
    editor.post(f"{answer.url}edit/", {**FILLED, "quota": "7"})
    source.refresh_from_db()
    assert source.quota == 7


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": "ftp://x.example/"}, "Enter a web address that begins with"),
        ({"address": "javascript:alert(1)"}, "Enter a web address that begins with"),
        ({"mapping": "housing = NOWHERE"}, "This line names no theme: housing = NOWHERE"),
        ({"quota": "0"}, "greater than or equal to 1"),
        ({"quota": "9" * 400}, "less than or equal to"),
        ({"name": ""}, "This field is required"),
        ({"words": "w" * 6000}, "at most 5000 characters"),
        ({"form": "ftp"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(editor, wrong, said):
    answer = editor.post("/en/desk/sources/new/", {**FILLED, **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "housing" in answer.content.decode()
    assert Source.objects.count() == 0


def test_one_address_is_one_source(editor):
    editor.post("/en/desk/sources/new/", FILLED)
    answer = editor.post("/en/desk/sources/new/", FILLED)
    assert answer.status_code == 422
    assert "This address is a source already." in answer.content.decode()


def test_an_editor_looks_at_ten_items_then_takes_them_in_and_takes_them_back(editor, other):
    editor.post("/en/desk/sources/new/", {**FILLED, "address": f"{other.base}/oai", "themes": []})
    address = f"/en/desk/sources/{Source.objects.get().pk}/"
    assert "Take in what is new" not in editor.get(address).content.decode()
    refused = editor.post(address, {"do": "run"})
    assert refused.status_code == 409
    assert "Look at ten items first." in refused.content.decode()
    preview = editor.post(address, {"do": "preview"})
    assert "Look again" in editor.get(preview.url).content.decode()
    harvests.work(HarvestRun.objects.get())
    page = editor.get(preview.url).content.decode()
    assert "Housing study of the kind 2" in page
    assert "Would be added: 3" in page
    assert Record.objects.count() == 0
    begun = editor.post(address, {"do": "run"})
    harvests.work(HarvestRun.objects.first())
    page = editor.get(f"{begun.url}?state=added").content.decode()
    assert "Take the whole run back" in page
    assert "Added: 3" in page
    editor.post(begun.url, {"do": "undo"})
    harvests.work(HarvestRun.objects.first())
    assert Record.objects.count() == 0
    assert "Taken back" in editor.get(begun.url).content.decode()


def test_a_preview_shows_what_the_mapping_makes_of_each_item(editor, other):
    other.answering = Repository([dc("oai:r:1", "A study of flats", subject="Housing policy")])
    editor.post("/en/desk/sources/new/", {**FILLED, "address": f"{other.base}/oai"})
    address = f"/en/desk/sources/{Source.objects.get().pk}/"
    preview = editor.post(address, {"do": "preview"})
    harvests.work(HarvestRun.objects.get())
    page = editor.get(preview.url).text
    for shown in ("Subjects at the source", "Housing policy", "Housing and neighbourhoods"):
        assert shown in page


def test_a_preview_that_fails_can_be_tried_again(editor, other):
    other.answering = lambda path, query, headers: Answer("busy", 503, {"Retry-After": "9999"})
    editor.post("/en/desk/sources/new/", {**FILLED, "address": f"{other.base}/oai"})
    address = f"/en/desk/sources/{Source.objects.get().pk}/"
    preview = editor.post(address, {"do": "preview"})
    harvests.work(HarvestRun.objects.get())
    page = editor.get(preview.url).text
    assert "The source is too busy, or asks to be left alone" in page
    assert "Look at ten items" in page
    assert "Change the source" in page


def test_an_editor_decides_what_waits(editor, other):
    there = make.record("Housing study of the kind 1")
    source = harvests.source(f"{other.base}/oai")
    harvests.harvested(source)
    address = f"/en/desk/sources/{source.pk}/"
    page = editor.get(address).content.decode()
    assert "1 item waits for you" in page
    assert there.identifier in page
    link = HarvestLink.objects.get(state="duplicate")
    answer = {"do": "decide", "item": link.pk, "choice": "add"}
    assert editor.post(address, answer).status_code == 302
    assert Record.objects.filter(provenance_id="oai:r:1").exists()
    late = editor.post(address, answer)
    assert late.status_code == 409
    assert "Somebody has decided about this meanwhile." in late.content.decode()
    for nonsense in ({"item": "x"}, {"item": "9" * 30}, {"do": "other"}):
        assert editor.post(address, {**answer, **nonsense}).status_code == 200


def test_the_list_shows_how_every_source_is_doing(editor, other):
    harvests.harvested(harvests.source(f"{other.base}/oai"))
    broken = harvests.source(f"{other.base}/nothing", name="Broken")
    other.answering = lambda path, query, headers: Answer("no", 403)
    harvests.harvested(broken)
    page = editor.get("/en/desk/sources/").content.decode()
    assert "failing since" in page
    assert "The source answered with an error (403)" in page
    assert "3 records" in page
    withdraw_record(Record.objects.first(), by=SYSTEM, reason="Outdated.")
    assert "2 records" in editor.get("/en/desk/sources/").text
    assert "Last run:" in page


def test_lists_cost_the_same_for_one_and_for_three(editor, other):
    def asked(address: str) -> int:
        editor.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(address).status_code == 200
        return len(queries)

    source = harvests.source(f"{other.base}/oai")
    run = harvests.harvested(source)
    addresses = (
        "/en/desk/sources/", f"/en/desk/sources/{source.pk}/",
        f"/en/desk/sources/{source.pk}/runs/{run.pk}/",
    )  # fmt: skip
    HarvestItem.objects.filter(run=run).exclude(pk=run.items.first().pk).delete()
    one = [asked(address) for address in addresses]
    for number in range(3):
        harvests.harvested(harvests.source(f"{other.base}/{number}", name=f"S{number}"))
        harvests.harvested(source)
        HarvestItem.objects.create(run=run, digest=str(number), upstream="x", state="added")
    assert [asked(address) for address in addresses] == one


def test_strangers_see_nothing_and_visitors_sign_in(other):
    source = harvests.source(f"{other.base}/oai")
    run = harvests.harvested(source)
    browser = Client()
    addresses = (
        "/en/desk/sources/", "/en/desk/sources/new/", f"/en/desk/sources/{source.pk}/",
        f"/en/desk/sources/{source.pk}/edit/", f"/en/desk/sources/{source.pk}/runs/{run.pk}/",
    )  # fmt: skip
    assert {browser.get(each).status_code for each in addresses} == {302}
    browser.force_login(stranger())
    assert {browser.get(each).status_code for each in addresses} == {403}
    assert {browser.post(each).status_code for each in addresses} == {403, 405}


def test_what_is_not_there_is_not_found(editor, other):
    source = harvests.source(f"{other.base}/oai")
    for address in (
        "/en/desk/sources/999/", "/en/desk/sources/999/edit/",
        f"/en/desk/sources/{source.pk}/runs/999/",
    ):  # fmt: skip
        assert editor.get(address).status_code == 404


def test_what_a_source_says_is_shown_and_never_run(editor, other):
    other.answering.records = [dc("oai:r:9", "&lt;script&gt;alert(1)&lt;/script&gt; of housing")]
    source = harvests.source(f"{other.base}/oai", name="<b>The</b> Repository")
    run = harvests.harvested(source)
    for address in ("", f"{source.pk}/", f"{source.pk}/runs/{run.pk}/"):
        page = editor.get(f"/en/desk/sources/{address}").content.decode()
        assert "<b>The</b>" not in page
        assert "<script>alert" not in page
