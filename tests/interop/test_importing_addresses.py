"""What stands at an address is fetched, looked at, and imported like a file."""

import json

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Record
from tessera.interop.importing import actions, addresses, working
from tessera.interop.importing.json_texts import csl_rows
from tessera.interop.models import ImportBatch
from tessera.lib.errors import NotAllowedError
from tests.factories import catalogue as make
from tests.factories.accounts import desk_editor, stranger
from tests.interop.playing import Answer, playing

pytestmark = pytest.mark.django_db
WORK = {"@context": "https://schema.org", "@type": "Report", "name": "Counting people who arrive"}
PAGE = (
    '<html><script type="application/ld+json">{"@type": "WebPage", "name": "A page"}</script>'
    f'<script type="application/ld+json">{json.dumps(WORK)}</script></html>'
)


@pytest.fixture
def waits(monkeypatch):
    """How long we waited, without waiting."""
    told: list[float] = []
    monkeypatch.setattr(addresses.time, "sleep", told.append)
    return told


@pytest.fixture
def other(settings, waits):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        settings.ZOTERO_API_URL = server.base
        yield server


def answers(server, *given: Answer | str, headers: dict[str, str] | None = None) -> None:
    """Answer one after the other, the last for ever."""
    left = [
        each
        if isinstance(each, Answer)
        else Answer(each, headers=headers or {"Content-Type": "text/html"})
        for each in given
    ]
    server.answering = lambda path, query, sent: left.pop(0) if len(left) > 1 else left[0]


def fetched(address: str, there: str = "page") -> ImportBatch:
    batch = actions.receive_address(
        address=address, there=there, kind="ACA", language="en", by=SYSTEM
    )
    return working.work_on(batch)


def added(batch: ImportBatch) -> list[str]:
    """The titles that come of it."""
    for phase in ("checking", "adding"):
        batch = working.work_on(actions.begin(batch, phase=phase, by=SYSTEM))
    return list(batch.rows.filter(state="added").values_list("title", flat=True))


def test_the_works_of_a_page_come_in_and_are_taken_back(other):
    answers(other, PAGE)
    batch = fetched(f"{other.base}/study")
    assert (batch.state, batch.form, batch.name) == (
        "uploaded", "jsonld", f"{other.base[7:]}/study",
    )  # fmt: skip
    assert added(batch) == ["Counting people who arrive"]
    assert Record.objects.get().provenance_system.startswith(f"import {batch.pk}: 127.0.0.1")
    working.work_on(actions.begin(batch, phase="undoing", by=SYSTEM))
    assert Record.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "kind", "body", "form"),
    [
        ("list.bib", "text/plain", "@book{a, title={Counting people who arrive}}", "bibtex"),
        ("x?format=csl", "application/vnd.citationstyles.csl+json; charset=utf-8",
         '[{"title": "Counting people who arrive"}]', "csl"),
        ("data", "application/ld+json", json.dumps(WORK), "jsonld"),
    ],
)  # fmt: skip
def test_a_file_at_an_address_is_known_by_its_name_or_type(other, path, kind, body, form):
    answers(other, Answer(body, headers={"Content-Type": kind}))
    batch = fetched(f"{other.base}/{path}")
    assert (batch.form, added(batch)) == (form, ["Counting people who arrive"])


def test_another_tessera_is_read_page_by_page_with_its_translations(other):
    def record(number: int) -> dict:
        return {
            "id": f"T7K2-9QX{number}", "url": f"https://there.example/id/T7K2-9QX{number}",
            "type": "PRA", "language": "fr",
            "texts": [
                {"language": "en", "title": f"Language cafés {number}", "status": "machine"},
                {"language": "fr", "title": f"Cafés des langues {number}", "status": "original"},
            ],
        }  # fmt: skip

    def answering(path, query, headers):
        assert path == "/api/v1/records"
        if query.get("after"):
            return Answer(json.dumps({"results": [record(2)], "next": None}))
        following = f"{other.base}/api/v1/records?limit=200&after=x"
        return Answer(json.dumps({"results": [record(1)], "next": following}))

    other.answering = answering
    batch = fetched(f"{other.base}/en/", "tessera")
    assert added(batch) == ["Cafés des langues 1", "Cafés des langues 2"]
    texts = Record.objects.first().texts.order_by("language")
    assert [(each.language, each.title, each.status) for each in texts] == [
        ("en", "Language cafés 1", "machine"), ("fr", "Cafés des langues 1", "original"),
    ]  # fmt: skip


def test_a_zotero_group_is_read_politely(other, waits):
    asked = []

    def answering(path, query, headers):
        assert (path, headers["zotero-api-version"]) == ("/groups/77/items/top", "3")
        asked.append(int(query["start"]))
        if len(asked) == 2:
            return Answer("slow", 429, {"Retry-After": "7"})
        rows = [
            {"id": f"77/K{number}", "type": "report", "title": f"A study of the kind {number}"}
            for number in range(asked[-1], min(asked[-1] + 100, 150))
        ]
        head = {"Total-Results": "150", **({"Backoff": "9"} if len(asked) == 1 else {})}
        return Answer(json.dumps({"items": rows}), headers=head)

    other.answering = answering
    batch = fetched("https://www.zotero.org/groups/77/integration/library", "zotero")
    assert (asked, waits) == ([0, 100, 100], [9.0, 7.0, 0.5])
    assert (batch.form, len(added(batch))) == ("csl", 150)
    assert Record.objects.order_by("pk").first().provenance_id == "77/K0"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer("<html>no works</html>", headers={"Content-Type": "text/html"}), "nothing-there"),
        (Answer("x", headers={"Content-Type": "image/png"}), "nothing-there"),
        (Answer("no", 403), "status"), (Answer("no", 404), "status"), (Answer("x", 503), "busy"),
        (Answer("x", 503, {"Retry-After": "7200"}), "busy"),
        (Answer(status=302, headers={"Location": "http://10.0.0.1/"}), "address"),
        (Answer(status=302, headers={"Location": "/round"}), "redirects"),
        (Answer("x" * 900, cut=10), "unreachable"),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_said_and_can_be_asked_for_again(other, waits, answer, fault):
    answers(other, answer)
    batch = fetched(f"{other.base}/page")
    assert (batch.state, batch.fault, bool(batch.file)) == ("failed", fault, False)
    assert max(waits, default=0) <= 60
    client = Client()
    client.force_login(desk_editor())
    page = client.get(f"/en/desk/imports/{batch.pk}/").text
    assert ("Nothing was added." in page, "Fetch it again" in page) == (True, True)
    assert client.post(f"/en/desk/imports/{batch.pk}/", {"do": "check"}).status_code == 409
    answers(other, PAGE)
    client.post(f"/en/desk/imports/{batch.pk}/", {"do": "fetch"})
    assert working.work_on(ImportBatch.objects.get()).state == "uploaded"
    assert client.post(f"/en/desk/imports/{batch.pk}/", {"do": "fetch"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("[{", "bad-json"), ("[]", "bad-json"), ('{"results": 1}', "bad-json"),
        ('{"results": [], "next": "http://10.0.0.1/api/v1/records"}', "address"),
        ('{"results": [], "next": "/api/v1/records?limit=200"}', "loop"),
    ],
)  # fmt: skip
def test_a_tessera_that_lies_is_left(other, body, fault):
    answers(other, body)
    batch = fetched(other.base, "tessera")
    assert (batch.state, batch.fault) == ("failed", fault)


def test_a_tessera_with_ever_new_pages_is_left(other, monkeypatch):
    monkeypatch.setattr(addresses, "_MOST_PAGES", 3)
    numbers = iter(range(100))
    other.answering = lambda path, query, headers: Answer(
        json.dumps({"results": [{}], "next": f"/api/v1/records?after={next(numbers)}"})
    )
    assert fetched(other.base, "tessera").fault == "too-long"


def test_a_fetch_can_be_stopped_and_begun_anew(other, monkeypatch):
    batch = actions.receive_address(
        address=f"{other.base}/groups/77", there="zotero", kind="ACA", language="en", by=SYSTEM
    )

    answers(other, json.dumps({"items": [{"title": "A study"}]}))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(addresses.time, "sleep", lambda _s: actions.stop(batch, by=SYSTEM))
        assert working.work_on(batch).state == "stopped"
    batch = working.work_on(actions.resume(batch, by=SYSTEM))
    assert (batch.state, bool(batch.file)) == ("uploaded", True)


def test_an_editor_fetches_from_the_page(other, client):
    client.force_login(desk_editor())
    given = {"do": "fetch", "from-kind": "ACA", "from-language": "en"}
    bad = client.post("/en/desk/imports/", {
        **given, "from-there": "zotero", "from-address": "https://www.zotero.org/people",
    })  # fmt: skip
    assert bad.status_code == 422
    assert "Give the address of the group, with its number." in bad.text
    assert "https://www.zotero.org/people" in bad.text
    answers(other, PAGE)
    good = client.post("/en/desk/imports/", {
        **given, "from-there": "page", "from-address": f"{other.base}/study",
    })  # fmt: skip
    assert "Being fetched" in client.get(good["Location"]).text
    working.work_on(ImportBatch.objects.get())
    page = client.get(good["Location"]).text
    assert "Counting people who arrive" in page
    assert "Type of publication" in page
    assert "REP" not in page


def test_a_stranger_may_not_fetch(client):
    with pytest.raises(NotAllowedError):
        actions.receive_address(
            address="https://x.example/", there="page", kind="ACA", language="en", by=stranger()
        )
    assert ImportBatch.objects.count() == 0


def test_what_is_here_already_is_proposed_before_anything_is_added(other):
    there = make.record("Counting people who arrive")
    answers(other, PAGE)
    batch = working.work_on(
        actions.begin(fetched(f"{other.base}/study"), phase="checking", by=SYSTEM)
    )
    assert [(row.state, row.like) for row in batch.rows.all()] == [("duplicate", there.identifier)]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer("no", 404), []), (Answer("[{"), []), (Answer("[" * 90_000), []),
        (Answer("[]"), []), (Answer('"text"'), []),
        (Answer(status=302, headers={"Location": "http://10.0.0.1/"}), []),
        (Answer("x", 503, {"Retry-After": "7"}), [7.0]), (Answer("x", 429), [2.0]),
        (Answer("x", 503, {"Retry-After": "7200"}), [60.0]), (Answer("x" * 99, cut=9), [2.0]),
    ],
)  # fmt: skip
def test_a_registry_of_dois_on_a_bad_day_refuses_one_row(other, settings, waits, answer, told):
    settings.DOI_RESOLVER = other.base

    def answering(path, query, headers):
        if path == "/10.1000/good":
            return Answer('{"title": "Counting people who arrive"}')
        return answer

    other.answering = answering
    content = ContentFile("10.1000/bad\n10.1000/good\n")
    batch = actions.receive_file(
        name="x.doi", content=content, size=30, form="doi", kind="ACA", language="en",
        encoding="", by=SYSTEM,
    )  # fmt: skip
    batch = working.work_on(actions.begin(batch, phase="checking", by=SYSTEM))
    assert [row.state for row in batch.rows.all()] == ["refused", "new"]
    assert [each for each in waits if each != 0.3] == told


def test_json_lines_of_references_are_read_whole(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "1", "title": "A"}\n{"id": "2", "title": "B"}\n')
    assert [row.one("title") for row in csl_rows(path, "utf-8")] == ["A", "B"]
