"""Files of references come in whole, or not at all, and can be taken back."""

import gzip
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import publish_record
from tessera.catalogue.models import LearningItem, Record, RecordIdentifier
from tessera.changes.models import Change, Version
from tessera.interop.importing import actions, dois, tables, tessera_dumps, working
from tessera.interop.importing.bibtex import plain
from tessera.interop.importing.commanding import import_path
from tessera.interop.importing.json_texts import schema_row
from tessera.interop.importing.reading import format_of
from tessera.interop.importing.rows import FileFaultError
from tessera.interop.importing.tables import guessed_mapping
from tessera.interop.models import ImportBatch, ImportRow
from tessera.lib.errors import NotAllowedError
from tests.factories import catalogue as make
from tests.factories.accounts import desk_editor, stranger

pytestmark = pytest.mark.django_db

CSV = """Title;Year;Author;DOI;Theme;Country;Extra
Language cafés in small towns;2021;Özdemir, Can; 10.1000/XYZ;LAN;DE;x
=HYPERLINK("http://x");2020;;;;;
;2020;Nobody, A;;;;
Language Cafés in Small Towns!;2021-05;;;;;
A second work about housing;sometime;City of Bonn;nonsense;Nothing;Nowhere;
"""
BIB = r"""
@comment{left out}
@string{jms = "Journal of Migration"}
@article{oz21, title = {{\"U}ber {Integration} \& Caf\'es},
  author = {Can {\"O}zdemir and {City of Bonn}},
  journal = jms # " Studies", year = 2021, pages = {1--20}, doi = {10.1000/abc}, month = may}
@book{two, title = "Mentoring for newcomers", author = "Martinez, Ana", year = {2019}}
"""
RIS = (
    "TY  - JOUR\r\nTI  - Housing first for\r\n  newcomers in towns\r\n"
    "AU  - Hill, Ann\r\nPY  - 2020/05/01\r\nSP  - 3\r\nEP  - 9\r\nER  - \r\n"
    "TY  - RPRT\r\nTI  - It stops in the"
)  # fmt: skip
CSL = [
    {"id": "a", "type": "report", "title": "Counting <i>people</i>", "DOI": "10.1000/csl",
     "author": [{"literal": "UNHCR"}, {"family": "Li", "given": "Wei"}],
     "issued": {"date-parts": [[2018, 3]]}},
    "nonsense",
]  # fmt: skip
PAGE = """<html><script type="application/ld+json">{"@graph": [
{"@type": "Organization", "name": "O"}, {"@type": "ScholarlyArticle",
"headline": "Schools that welcome children", "datePublished": "2022-01-02",
"author": {"name": "Doe, Jane"}, "identifier": "https://doi.org/10.1000/ld",
"inLanguage": "en"}]}</script></html>"""


def sent(name: str, content: str | bytes, form: str, **values) -> ImportBatch:
    content = content.encode() if isinstance(content, str) else content
    batch = actions.receive_file(
        name=name, content=ContentFile(content), size=len(content), form=form, kind="ACA",
        language="en", encoding=values.pop("encoding", ""), by=SYSTEM,
    )  # fmt: skip
    if form in {"csv", "xlsx"} and "mapping" not in values:
        try:
            batch.mapping = guessed_mapping(actions.columns_of(batch)[0])
        except FileFaultError:
            batch.mapping = {"title": "title"}
        batch.save()
    return batch


def run(batch: ImportBatch, phase: str) -> ImportBatch:
    actions.begin(batch, phase=phase, by=SYSTEM, publish=True)
    return working.work_on(batch)


def states(batch: ImportBatch) -> list[str]:
    return list(ImportRow.objects.filter(batch=batch).values_list("state", flat=True))


def said(batch: ImportBatch, number: int) -> list[str]:
    return [code for code, _f, _v in ImportRow.objects.get(batch=batch, number=number).said]


def test_table_is_checked_added_and_taken_back():
    make.record("Something else")
    before = Record.objects.count()
    batch = run(sent("works.csv", CSV, "csv"), "checking")
    assert (batch.state, batch.fault, batch.total) == ("checked", "", 5)
    assert Record.objects.count() == before
    assert states(batch) == ["new", "refused", "refused", "duplicate", "new"]
    assert [said(batch, n) for n in (2, 3)] == [["formula"], ["no-title"]]
    assert sorted(said(batch, 5)) == ["bad-date", "bad-doi", "unknown-place", "unknown-theme"]
    batch = run(batch, "adding")
    assert batch.state == "done"
    assert states(batch) == ["added", "refused", "refused", "duplicate", "added"]
    record = RecordIdentifier.objects.get(value="10.1000/xyz").record.specific
    assert (str(record), record.issued, record.year) == (
        "Language cafés in small towns",
        "2021",
        2021,
    )
    assert [str(each) for each in record.creators.all()] == ["Özdemir, Can"]
    assert [theme.code for theme in record.themes.all()] == ["LAN"]
    assert (record.provenance_kind, record.provenance_system) == ("import", batch.source)
    assert record.source_url == "https://doi.org/10.1000/xyz"
    version = Version.objects.get(identifier=record.identifier)
    assert version.snapshot == record.snapshot()
    assert Change.objects.filter(identifier=record.identifier, what="published").count() == 1
    edited = Record.objects.exclude(pk=record.pk).order_by("-pk").first()
    publish_record(edited.specific, by=SYSTEM)
    batch = run(batch, "undoing")
    assert batch.state == "undone"
    assert states(batch) == ["undone", "refused", "refused", "duplicate", "kept"]
    assert Record.objects.count() == before + 1
    assert Change.objects.filter(identifier=record.identifier, what="removed").count() == 1


def test_what_is_here_already_is_proposed_and_left_out():
    there = make.record(
        "Mentoring for newcomers", issued="2019", source_url="https://example.org/m/"
    )
    for content in (BIB, json.dumps([{"title": "Other", "URL": "http://example.org/m"}])):
        batch = run(sent("x", content, "bibtex" if content == BIB else "csl"), "checking")
        row = ImportRow.objects.get(batch=batch, state="duplicate")
        assert row.like == there.identifier
    actions.choose_duplicates(batch, shown=[row.pk], wanted=[row.pk], by=SYSTEM)
    assert states(run(batch, "adding")) == ["added"]


def test_references_of_every_format_become_records():
    added = {}
    for name, content in (
        ("bibtex", BIB), ("ris", RIS), ("csl", json.dumps(CSL)), ("jsonld", PAGE),
    ):  # fmt: skip
        batch = run(run(sent(f"x.{name}", content, name), "checking"), "adding")
        keys = ImportRow.objects.filter(batch=batch, state="added").values("identifier")
        records = [each.specific for each in Record.objects.filter(identifier__in=keys)]
        added[name] = [
            (str(each), each.issued, "; ".join(str(one) for one in each.creators.all()))
            for each in records
        ]
    assert added == {
        "bibtex": [
            ("Über Integration & Cafés", "2021", "Özdemir, Can; City of Bonn"),
            ("Mentoring for newcomers", "2019", "Martinez, Ana"),
        ],
        "ris": [("Housing first for newcomers in towns", "2020-05-01", "Hill, Ann")],
        "csl": [("Counting people", "2018-03", "UNHCR; Li, Wei")],
        "jsonld": [("Schools that welcome children", "2022-01-02", "Doe, Jane")],
    }
    article = RecordIdentifier.objects.get(value="10.1000/abc").record.specific
    assert (article.container, article.pages) == ("Journal of Migration Studies", "1–20")
    assert article.publication_type.code == "ART"
    assert plain(r"\v{S}kola {\ss} \o") == "Škola ß ø"


def test_columns_are_known_by_what_the_page_calls_them_in_any_language():
    columns = ["العنوان", "السنة", "المؤلفون", "Langue", "Краткое содержание", "yıl"]
    assert guessed_mapping(columns) == {
        "العنوان": "title", "السنة": "issued", "المؤلفون": "authors", "Langue": "language",
    }  # fmt: skip


def test_people_in_json_ld_are_told_by_family_and_given_name():
    person = {"@type": "Person", "name": "Jane Doe", "familyName": "Doe", "givenName": "Jane"}
    mononym, body = {"@type": "Person", "familyName": "Sukarno"}, {"name": "UNHCR"}
    work = {"@type": "Report", "name": "A report", "author": [person, mononym, body, "Li, Wei"]}
    assert schema_row(1, work).values["authors"] == ["Doe, Jane", "Sukarno", "UNHCR", "Li, Wei"]


def workbook(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">&b;</Types>"""


@pytest.mark.parametrize(
    ("form", "content", "fault"),
    [
        ("csv", b"", "empty"),
        ("csv", b"title\n", "empty"),
        ("csv", b"title\nCaf\xe9s\n", "encoding"),
        ("csv", b"title" + b"," * 1_000_000, "many-columns"),
        ("csv", b"title" + b",column" * 1_000_000, "long-field"),
        ("csv", "title\nCafés\n".encode() * 300 + b"Caf\xe9s\n", "encoding"),
        ("csv", b'title\n"' + b"x" * 200_000 + b'"\n', "long-field"),
        ("bibtex", b"@book{a, title={" + b"x y\n" * 100_000 + b"}}", "long-entry"),
        ("bibtex", b"@book{a, title={" + b"words of it\n" * 4_400_000 + b"}}", "long-entry"),
        ("bibtex", b"@book{a, title={" + b"x" * 50_000_000 + b"}}", "long-field"),
        ("bibtex", b"@book{a, title={Never ends", "long-entry"),
        ("ris", b"TY  - BOOK\nTI  - " + b"x" * 3_000_000, "long-field"),
        ("csl", b'[{"title": "A"}, {"title": ', "not-json"),
        ("csl", b"[" * 100_000, "not-json"),
        ("xlsx", b"PK no", "not-xlsx"),
        ("xlsx", workbook(**{"[Content_Types].xml": BOMB, "xl__workbook.xml": BOMB}), "not-xlsx"),
        ("xlsx", workbook(a=b"0" * 2_000_000), "bomb"),
        ("jsonld", b"<html>nothing</html>", "no-list"),
    ],
)
def test_file_that_cannot_be_read_is_refused_whole(monkeypatch, form, content, fault):
    monkeypatch.setattr(tables, "_MOST_UNPACKED", 1_000_000)
    batch = run(sent("x", content, form), "checking")
    assert (batch.state, batch.fault) == ("failed", fault)
    assert states(batch) == []


SHEET = (
    '<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>%s'
    "</sheetData></worksheet>"
)


def altered(sheet: str) -> bytes:
    """A workbook whose first sheet somebody wrote by hand."""
    book, whole = Workbook(), io.BytesIO()
    book.active.append(["title"])
    book.save(whole)
    with zipfile.ZipFile(whole) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    files["xl/worksheets/sheet1.xml"] = sheet.encode()
    return workbook(**{name.replace("/", "__"): content for name, content in files.items()})


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("declared", "row", "fault"),
    [
        ("", f'<row r="999999999">{cell("A999999999", "Far below")}</row>', "many-rows"),
        ("", f'<row r="2">{cell("XFD2", "Far beside")}</row>', "many-columns"),
        ("", f'<row r="2">{cell("ZZZZZ2", "Farther")}</row>', "not-xlsx"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
         f'<row r="2">{cell("A2", "&a;")}</row>', "not-xlsx"),
        ("", '<row r="2"><c r="A2" t="inlineStr"><is><t>It stops', "not-xlsx"),
    ],
)  # fmt: skip
def test_workbook_that_lies_is_refused_whole(declared, row, fault):
    batch = run(sent("x.xlsx", altered(SHEET % (declared, row)), "xlsx"), "checking")
    assert (batch.state, batch.fault, states(batch)) == ("failed", fault, [])


def test_formulas_are_refused_in_every_format():
    book, content = Workbook(), io.BytesIO()
    book.active.append(["title", "authors"])
    book.active.append(["A study of arrivals", "@SUM(A1)"])
    book.save(content)
    for form, text in (
        ("csv", 'title;authors\n" =HYPERLINK(""http://x"")";Ann\nA study;@SUM(A1)\n'),
        ("xlsx", content.getvalue()), ("csl", '[{"title": "=cmd|x"}]'),
        ("ris", "TY  - BOOK\nTI  - =1+1\nER  - \n"), ("bibtex", "@book{a, title={=1+1}}"),
    ):  # fmt: skip
        batch = run(sent(f"x.{form}", text, form), "checking")
        assert set(states(batch)) == {"refused"}, form
        assert said(batch, 1) == ["formula"], form


def test_lists_in_lists_without_end_are_no_description():
    for depth in (300, 900):
        name = "[" * depth + '"x"' + "]" * depth
        works = f'[{{"@type": "Report", "name": {name}}}, {{"@type": "Report", "name": "A work"}}]'
        batch = run(sent("x.jsonld", works, "jsonld"), "checking")
        assert states(batch)[-1:] == ["new"], depth


def test_an_unknown_error_ends_the_batch_which_can_go_on_or_be_undone(monkeypatch):
    rows = "".join(f"A work of the number {number}\n" for number in range(4))
    monkeypatch.setattr(working, "STEP", 2)
    batch = sent("x.csv", f"title\n{rows}", "csv")
    with monkeypatch.context() as broken:
        broken.setattr(working, "candidate", lambda *given: 1 / 0)
        failed = run(batch, "checking")
    assert (failed.state, failed.fault, states(failed)) == ("failed", "internal", [])
    batch = run(failed, "checking")

    def breaking(done, total):
        raise ZeroDivisionError

    actions.begin(batch, phase="adding", by=SYSTEM)
    stopped = working.work_on(batch, breaking)
    assert (stopped.state, stopped.fault, Record.objects.count()) == ("stopped", "internal", 2)
    client = Client()
    client.force_login(desk_editor())
    page = client.get(f"/en/desk/imports/{batch.pk}/").text
    assert "The run met an error of this site." in page
    assert "Nothing was added." not in page
    batch = working.work_on(actions.resume(stopped, by=SYSTEM))
    assert (batch.state, batch.fault, Record.objects.count()) == ("done", "", 4)
    run(batch, "undoing")
    assert Record.objects.count() == 0


def test_old_encodings_are_read_when_they_are_said():
    batch = run(
        sent("x.csv", b"title\nCaf\xe9s for all\n", "csv", encoding="windows-1252"), "checking"
    )
    assert ImportRow.objects.get(batch=batch).title == "Cafés for all"


def test_stopped_import_goes_on_and_adds_nothing_twice(monkeypatch):
    rows = "".join(f"A work of the number {number}\n" for number in range(7))
    monkeypatch.setattr(working, "STEP", 2)
    batch = run(sent("x.csv", f"title\n{rows}", "csv"), "checking")
    actions.begin(batch, phase="adding", by=SYSTEM)

    def stopping(done, total):
        if done == 4:
            actions.stop(ImportBatch.objects.get(pk=batch.pk), by=SYSTEM)

    batch = working.work_on(batch, stopping)
    assert (batch.state, batch.done, Record.objects.count()) == ("stopped", 4, 4)
    with pytest.raises(actions.ImportStateError):
        actions.begin(batch, phase="adding", by=SYSTEM)
    batch = working.work_on(actions.resume(batch, by=SYSTEM))
    assert (batch.state, Record.objects.count()) == ("done", 7)
    assert working.work_on(batch).state == "done"
    assert not Record.objects.filter(live=True).exists()  # drafts, unless somebody says otherwise


def test_dois_are_asked_about(monkeypatch):
    known = {"10.1000/one": {"title": "What the registry says", "type": "book"}}
    monkeypatch.setattr(dois, "_asked", lambda doi: known.get(doi))
    monkeypatch.setattr(dois.time, "sleep", lambda seconds: None)
    text = "https://doi.org/10.1000/ONE\nnonsense\n10.1000/two\n"
    batch = run(sent("x.txt", text, "doi"), "checking")
    assert states(batch) == ["new", "refused", "refused"]
    assert [said(batch, n) for n in (2, 3)] == [["unreadable"], ["not-found"]]
    assert states(run(batch, "adding"))[0] == "added"


def test_command_imports_and_says_what_it_did(tmp_path):
    file = tmp_path / "works.bib"
    file.write_text(BIB, "utf-8")
    told: list[str] = []
    options = {"form": "", "kind": "ACA", "language": "en", "encoding": "", "publish": True}
    assert import_path(file, **options, dry_run=True, say=told.append) == 0
    assert Record.objects.count() == 0
    assert import_path(file, **options, dry_run=False, say=told.append) == 0
    assert Record.objects.public().count() == 2
    assert told[1].endswith(": 2 added.")
    file.write_text("@book{a, title={", "utf-8")
    assert import_path(file, **options, dry_run=False, say=told.append) == 1


def uploaded(client, content: bytes) -> str:
    file = SimpleUploadedFile("works.csv", content)
    values = {"file": file, "kind": "ACA", "language": "en"}
    return client.post("/en/desk/imports/", values)["Location"]


def test_the_columns_are_checked_as_the_page_shows_them():
    client = Client()
    client.force_login(desk_editor())
    page = uploaded(client, b"title,note\nCafes for all,Housing first\n")
    form = client.get(page).text
    assert 'value="check" form="mapping"' in form
    refused = client.post(page, {"do": "check", "column-0": "", "column-1": ""})
    assert (refused.status_code, ImportBatch.objects.get().state) == (422, "uploaded")
    sent = client.post(page, {"do": "check", "column-0": "", "column-1": "title"})
    assert sent.status_code == 302
    working.work_on(ImportBatch.objects.get())
    assert ImportRow.objects.get().title == "Housing first"


def test_a_file_in_an_old_encoding_is_read_anew_without_sending_it_again():
    client = Client()
    client.force_login(desk_editor())
    page = uploaded(client, "Titre,Année\nCafés pour tous,2020\n".encode("windows-1252"))
    assert "is not in the encoding utf-8. Choose another one." in client.get(page).text
    assert client.post(page, {"do": "read", "encoding": "windows-1252"}).status_code == 302
    shown = client.get(page).text
    assert "Cafés pour tous" in shown
    assert "is not in the encoding" not in shown
    assert '<option value="windows-1252" selected>' in shown
    client.post(page, {"do": "read", "encoding": "ebcdic"})
    assert ImportBatch.objects.get().encoding == "windows-1252"


def test_editor_imports_on_the_pages(django_capture_on_commit_callbacks):
    client = Client()
    client.force_login(desk_editor())
    bad = client.post("/en/desk/imports/", {"file": SimpleUploadedFile("x.exe", b"x")})
    assert bad.status_code == 422
    file = SimpleUploadedFile("works.csv", CSV.encode())
    values = {"file": file, "kind": "ACA", "language": "en"}
    answer = client.post("/en/desk/imports/", values)
    page = answer["Location"]
    shown = client.get(page).text
    assert "Özdemir, Can" in shown
    assert "A cell begins like a formula: =HYPERLINK" in shown
    nothing = client.post(page, {"do": "map", "column-0": ""})
    assert nothing.status_code == 422
    assert "No column is the title" in nothing.text
    client.post(page, {"do": "map", "column-0": "title", "column-1": "issued"})
    assert client.post(page, {"do": "check"}).status_code == 302
    working.work_on(ImportBatch.objects.get())
    report = client.get(page).text
    assert "Add 2 records" in report
    assert "Perhaps here already (1)" in report
    row = ImportRow.objects.get(state="duplicate")
    client.post(page, {"do": "choose", "shown": row.pk, "wanted": row.pk})
    assert "Add 3 records" in client.get(f"{page}?state=duplicate").text
    client.post(page, {"do": "add", "publish": "yes"})
    at_work = client.get(page).text
    assert "Look again" in at_work
    working.work_on(ImportBatch.objects.get())
    assert Record.objects.public().count() == 3
    assert client.post(page, {"do": "add"}).status_code == 409
    table = b"".join(client.get(f"{page}report.csv").streaming_content).decode("utf-8-sig")
    assert table.splitlines()[0] == "row,state,title,identifier,like,notes"
    assert "'=HYPERLINK" in table
    assert "/en/desk/imports/" in client.get("/en/").text


def test_the_stranger_may_not():
    batch = sent("x.csv", CSV, "csv")
    person = stranger()
    steps = (
        lambda: actions.begin(batch, phase="checking", by=person),
        lambda: actions.map_columns(batch, mapping={}, by=person),
        lambda: actions.stop(batch, by=person),
        lambda: actions.resume(batch, by=person),
        lambda: actions.choose_duplicates(batch, shown=[], wanted=[], by=person),
        lambda: actions.receive_file(
            name="x", content=ContentFile(b""), size=0, form="csv", kind="ACA", language="en",
            encoding="", by=person,
        ),
    )  # fmt: skip
    for step in steps:
        with pytest.raises(NotAllowedError):
            step()
    client = Client()
    client.force_login(person)
    for page in ("", f"{batch.pk}/", f"{batch.pk}/report.csv"):
        assert client.get(f"/en/desk/imports/{page}").status_code == 403
        assert Client().get(f"/en/desk/imports/{page}").status_code == 302


def test_identifier_that_somebody_had_is_never_given_again(monkeypatch):
    there = make.record("Here already")
    gone = make.record("Gone")
    Record.objects.get(pk=gone.pk).specific.delete()
    names = iter([there.identifier, gone.identifier, "T7K2-9QXW", "T7K2-9QXW"])
    field = Record._meta.get_field("identifier")
    monkeypatch.setattr(field, "_get_default", lambda: next(names))
    batch = sent(
        "works.csv", "title\nOne long title\nTwo long title\nThree long title\nFour\n", "csv"
    )
    batch = run(run(batch, "checking"), "adding")
    assert batch.state == ImportBatch.State.DONE
    added = set(Record.objects.exclude(pk=there.pk).values_list("identifier", flat=True))
    assert len(added) == 4
    assert "T7K2-9QXW" in added
    assert not {there.identifier, gone.identifier} & added


def test_records_of_another_tessera_come_in_from_its_dump():
    there = {
        "id": "T7K2-9QXW", "url": "https://there.example/id/T7K2-9QXW", "type": "PRA",
        "subtype": "", "language": "fr", "issued": "2021", "source": "https://x.example/1",
        "texts": [
            {"language": "en", "title": "Language cafés", "summary": "", "status": "machine"},
            {"language": "fr", "title": "Cafés des langues", "summary": "S", "status": "original"},
        ],
        "creators": [{"name": "Hill, Ann", "is_person": True}], "publisher": {"name": "City"},
        "themes": ["LAN"], "places": [{"code": "DE"}], "licence": "CC-BY", "doi": "10.1000/DUMP",
    }  # fmt: skip
    content = f"{json.dumps(there)}\n{json.dumps({'results': [there, 'nonsense']})}\n"
    batch = run(sent("records.tessera.jsonl", content, "tessera"), "checking")
    states = list(batch.rows.values_list("state", flat=True))
    assert states == ["new", "duplicate", "refused"]
    record = Record.objects.get(pk__in=_added(batch)).specific
    assert (record.kind, record.provenance_id, record.original_language) == (
        "PRA", there["url"], "fr",
    )  # fmt: skip
    texts = record.texts.order_by("language").values_list("language", "title", "status")
    assert list(texts) == [
        ("en", "Language cafés", "machine"), ("fr", "Cafés des langues", "original"),
    ]  # fmt: skip
    assert [each.code for each in record.themes.all()] == ["LAN"]


def test_a_table_brings_learning_items_with_what_kind_they_are():
    rows = (
        "Title,Kind,Type\nAsking first for newcomers,LRN,CRS\n"
        "Visiting towns in Poland,Learning item,Study visit\n"
    )
    batch = run(sent("items.csv", rows, "csv"), "checking")
    items = LearningItem.objects.filter(pk__in=_added(batch)).order_by("pk")
    assert [each.learning_kind.code for each in items] == ["CRS", "STV"]


def _added(batch: ImportBatch) -> list[int]:
    identifiers = run(batch, "adding").rows.filter(state="added").values_list("identifier")
    return list(Record.objects.filter(identifier__in=identifiers).values_list("pk", flat=True))


@pytest.mark.parametrize("content", ['{"texts": [', "[1, 2\n", "<html>"])
def test_a_broken_dump_is_refused_with_its_place(content):
    batch = run(sent("x.tessera.jsonl", content, "tessera"), "checking")
    assert (batch.state, batch.fault) == ("failed", "not-json")


def test_an_identifier_of_more_than_a_thousand_characters_is_refused_and_not_cut():
    items = [
        {"id": "k" * length, "title": f"Counting people by {length}", "type": "report"}
        for length in (1000, 1001)
    ]
    batch = run(sent("a.json", json.dumps(items), "csl"), "checking")
    rows = {row.state: row.said for row in batch.rows.all()}
    assert rows["refused"][0][0] == "long-key"
    assert len(Record.objects.get(pk__in=_added(batch)).provenance_id) == 1000


def test_a_dump_is_read_packed_as_it_is_published(monkeypatch):
    line = json.dumps({"language": "en", "texts": [{"language": "en", "title": "Counting people"}]})
    packed = gzip.compress(f"{line}\n".encode())
    assert format_of("records.jsonl.gz") == "tessera"
    batch = run(sent("records.jsonl.gz", packed, "tessera"), "checking")
    assert [row.title for row in batch.rows.all()] == ["Counting people"]
    for content in (packed[:-9], packed[:12] + b"x" * 30):
        assert run(sent("x.jsonl.gz", content, "tessera"), "checking").fault == "bad-gzip"
    monkeypatch.setattr(tessera_dumps, "_MOST_UNPACKED", 20)
    assert run(sent("x.jsonl.gz", packed, "tessera"), "checking").fault == "bad-gzip"
