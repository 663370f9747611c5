"""The offline template: handed out in seven languages, filled elsewhere, and read back in."""

import io
import zipfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import load_workbook

from tessera.review.models import Submission

pytestmark = pytest.mark.django_db
ANSWERS = {
    "title": "Cafés de langues", "summary": "On se rencontre.", "places": "Allemagne; Atlantide",
    "source_url": "pas une adresse", "themes": "LAN", "licence": "CC-BY", "total_cost": "1200",
    "is_global": "non", "period_start": "2021",
}  # fmt: skip


def handed_out(client, ending: str, language: str = "fr", kind: str = "PRA") -> bytes:
    address = f"/en/contribute/template/?kind={kind}&language={language}&ending={ending}"
    answer = client.get(address)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="tessera-{kind.lower()}-{language}.{ending}"'
    )
    return answer.content


def fill(ending: str, empty: bytes, answers: dict[str, str]) -> bytes:
    kept = io.BytesIO()
    if ending == "xlsx":
        book = load_workbook(io.BytesIO(empty))
        for row in book.worksheets[0].iter_rows(min_row=3):
            row[3].value = answers.get(row[0].value.strip("[]"))
        book.save(kept)
    else:
        document = Document(io.BytesIO(empty))
        for row in document.tables[0].rows:
            name = row.cells[0].paragraphs[-1].text.strip("[]")
            row.cells[1].paragraphs[0].text = answers.get(name, "")
        document.save(kept)
    return kept.getvalue()


def upload(client, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    return client.post("/en/contribute/from/", {"do": "template", "template": file})


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_filled_template_becomes_a_draft_with_errors_per_field(client, ending):
    answer = upload(client, f"t.{ending}", fill(ending, handed_out(client, ending), ANSWERS))
    assert answer.status_code == 302
    draft = Submission.objects.get()
    assert (draft.kind, draft.language) == ("PRA", "fr")
    assert draft.content == {
        "title": "Cafés de langues", "summary": "On se rencontre.", "places": ["DE"],
        "source_url": "pas une adresse", "themes": ["LAN"], "licence": "CC-BY",
        "total_cost": "1200", "period_start": "2021", "language": "fr",
    }  # fmt: skip
    page = client.get(answer.url).text
    assert "These answers need a change" in page
    assert "Atlantide" in page
    step = f"/en/contribute/drafts/{draft.identifier}/what/"
    assert f'href="{step}#id_places"' in page
    assert f'href="{step}#id_source_url"' in page
    assert "Read from your template." in page


def test_templates_are_there_in_seven_languages_and_for_every_kind(client):
    for code, _name in settings.LANGUAGES:
        document = Document(io.BytesIO(handed_out(client, "docx", code)))
        turned = document.element.xpath("//w:bidiVisual")
        assert bool(turned) == (code == "ar")
        assert document.tables[0].rows[0].cells[0].text.rstrip().endswith("[title]")
    titles = {
        load_workbook(io.BytesIO(handed_out(client, "xlsx", "ru", kind))).worksheets[0]["B1"].value
        for kind in ("PRA", "APP", "GUI", "POL", "ACA", "ORG")
    }
    assert len(titles) == 6
    for wrong in ("kind=XXX&language=en&ending=docx", "kind=PRA&language=xx&ending=docx", ""):
        assert client.get(f"/en/contribute/template/?{wrong}").status_code == 404


def changed(content: bytes, **parts: bytes) -> bytes:
    """The archive with parts added or replaced."""
    kept = io.BytesIO()
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry not in named:
                new.writestr(entry, old.read(entry))
        for name, text in named.items():
            new.writestr(name, text)
    return kept.getvalue()


def test_dangerous_and_foreign_files_are_refused_with_the_reason(client):
    word, sheet = handed_out(client, "docx"), handed_out(client, "xlsx")
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    foreign = io.BytesIO()
    Document().save(foreign)
    for name, content, said in (
        ("t.docx", changed(word, word__bomb_dot_xml=b"0" * 30_000_000), "far larger than it looks"),
        ("t.docx", changed(word, word__document_dot_xml=laughs), "declarations that no template"),
        ("t.xlsx", changed(sheet, xl__workbook_dot_xml=laughs), "declarations that no template"),
        ("t.xlsx", changed(sheet, xl__vbaProject_dot_bin=b"x"), "holds macros"),
        ("t.xlsx", changed(sheet, xl__workbook_dot_xml=b"<broken"), "cannot be read"),
        ("t.docx", foreign.getvalue(), "not a template of this site"),
        ("t.docx", word, "no answer in this template"),
        ("t.docm", word, "as .docx or .xlsx"),
        ("t.docx", b"%PDF-1.4 %%EOF", "not what its name says"),
        ("t.xlsx", b"x" * 2_100_000, "larger than 2 MB"),
    ):
        answer = upload(client, name, content)
        assert (answer.status_code, said in answer.text) == (422, True), (name, said)
    huge = fill("xlsx", sheet, {"title": "T", "summary": "x" * 25_000})
    page = client.get(upload(client, "t.xlsx", huge).url).text
    assert "at most 20000 characters are kept" in page.replace(",", "")
    assert "Choose the file" in client.post("/en/contribute/from/", {"do": "template"}).text
    assert Submission.objects.count() == 1
