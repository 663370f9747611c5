"""Files of a contribution: with the record for its readers, on the short page for its author."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tessera.accounts.actors import SYSTEM
from tessera.changes.models import Change
from tessera.lib.errors import NotAllowedError
from tessera.review.actions import attach_file, hide_file, remove_file, submit_submission
from tessera.review.actions.desk import list_submission
from tessera.review.actions.files import read_pdf
from tessera.review.errors import SubmissionStateError
from tessera.review.models import Submission
from tessera.search.documents import index_documents
from tests.factories import accounts, reviewing
from tests.factories import review as make
from tests.review.test_files import office, pdf, photo

pytestmark = pytest.mark.django_db
BOMB = office(**{"word__big.xml": b"0" * 30_000_000})
POLYGLOT = pdf()[:-6] + b"PK\x05\x06%%EOF\n"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def listed_with_files() -> Submission:
    """A record that an editor listed, with a report, a photo, and one file to link to only."""
    author = make.author()
    draft = make.draft(author, **reviewing.COMPLETE)
    for name, content, licence, words in (
        ("report.pdf", pdf("Wheelbarrow festival"), "CC-BY", ""),
        ("street.jpg", photo(), "CC0", "A street with tables"),
        ("secret.pdf", pdf("Hidden treasure"), "LINK", ""),
    ):
        attach_file(
            draft, name=name, content=content, licence=licence, alternative_text=words, by=author
        )
    for file in draft.files.all():
        read_pdf.call(file.pk)
    return draft


def test_files_become_public_with_the_record_and_search_reads_them(client):
    draft = listed_with_files()
    report, street, secret = draft.files.order_by("pk")
    sent = submit_submission(draft, by=make.author())
    record = list_submission(sent, by=SYSTEM, is_confirmed=True).record
    page = client.get(record.get_absolute_url()).text
    assert 'alt="A street with tables"' in page
    assert "report.pdf" in page
    assert "CC BY: credit the author" in page
    assert "secret.pdf" not in page
    address = f"/en/records/{record.identifier}/files/"
    saved = client.get(f"{address}{report.pk}/")
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment")
    shown = client.get(f"{address}{street.pk}/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert client.get(f"{address}{secret.pk}/").status_code == 404
    (document,) = index_documents([record.identifier])
    assert "Wheelbarrow festival" in document.texts["en"].body
    assert "Hidden treasure" not in str(document)
    # Its author asks; an editor takes it off, and search forgets it.
    Submission.objects.filter(pk=draft.pk).update(state="revise")
    report.refresh_from_db()
    with pytest.raises(SubmissionStateError, match="Ask the editors"):
        remove_file(report, by=make.author())
    for nobody in (accounts.stranger(), make.author()):
        with pytest.raises(NotAllowedError):
            hide_file(report, by=nobody)
    before = Change.objects.count()
    editor = Client(headers={"accept-language": "en"})
    editor.force_login(accounts.administrator())
    desk = f"/en/desk/{draft.identifier}/"
    assert "Take it off the page" in editor.get(desk).text
    assert editor.post(f"{desk}files/{report.pk}/").status_code == 302
    assert client.get(f"{address}{report.pk}/").status_code == 404
    assert Change.objects.count() == before + 1
    assert client.post(f"{desk}files/{street.pk}/").status_code in {302, 403, 404}
    assert client.get(f"{address}{street.pk}/").status_code == 200


def test_short_page_takes_a_file_or_says_why_not():
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.author())
    page = client.get("/en/contribute/PRA/").text
    carried = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("draft", "revision", "kind")
    }
    typed = {**make.SNAPSHOT, "places": "DE", "language": "en", "then": "send", **carried}

    def send(name: str, content: bytes, **more: str):
        draft = Submission.objects.first()
        revision = {"revision": draft.revision} if draft else {}
        file = SimpleUploadedFile(name, content)
        return client.post(
            "/en/contribute/PRA/", {**typed, **revision, "attached-file": file, **more}
        )

    licence = {"attached-licence": "CC-BY"}
    for name, content, more, said in (
        ("a.pdf", pdf(), {}, "Choose what others may do with the file."),
        ("a.svg", SVG, licence, "Files of this kind are not taken."),
        ("a.png", SVG, licence, "Describe the picture|not what its name says"),
        ("a.pdf", POLYGLOT, licence, "a PDF and something else at once"),
        ("a.docx", BOMB, licence, "far larger than it looks"),
    ):
        answer = send(name, content, **more)
        assert answer.status_code == 422
        assert re.search(said, answer.text), (name, said)
        assert "Language cafés" in answer.text  # What was typed is there, and saved.
    draft = Submission.objects.get()
    assert (draft.state, draft.files.count()) == ("draft", 0)
    assert send("plan.pdf", pdf(), **licence).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.files.get().name) == ("screening", "plan.pdf")
