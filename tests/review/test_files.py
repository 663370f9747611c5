"""Files that people add: what is taken, what is refused and in which words, how it is served."""

import io
import socketserver
import threading
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError
from tessera.lib.uploads.sniffing import MOST_BYTES, FileRefusedError
from tessera.review.actions import attach_file, discard_draft, remove_file
from tessera.review.actions.files import read_pdf
from tessera.review.models import Submission, SubmissionFile
from tests.factories import accounts
from tests.factories import review as make

pytestmark = pytest.mark.django_db


def pdf(text: str = "Hello cafe") -> bytes:
    """A small PDF of one page with a line of text."""
    stream = f"BT /F1 24 Tf 100 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj" % number + each + b"endobj\n"
    start = len(body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"xref\n0 6\n0000000000 65535 f \n" + table
    return body + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def office(main: str = "word/document.xml", **entries: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(main, "<w/>")
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return kept.getvalue()


def photo(form: str = "JPEG") -> bytes:
    """A photo that knows where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (41.0, 0.0, 52.0)}
    exif[0x010F] = "Camera maker"
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(kept, form, exif=exif)
    return kept.getvalue()


def attach(name: str, content: bytes, **options: object) -> SubmissionFile:
    draft = make.draft()
    return attach_file(
        draft, name=name, content=content, licence="CC-BY", by=draft.author, **options
    )


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("report.pdf", pdf(), "application/pdf"),
        ("plan.docx", office(), "wordprocessingml.document"),
        ("figures.csv", b"a,b\n1,2\n", "text/csv"),
    ],
)
def test_documents_are_taken(name, content, kind):
    kept = attach(name, content)
    assert kept.content_type.endswith(kind)
    assert (kept.name, kept.size, len(kept.checksum)) == (name, len(content), 64)
    assert name not in kept.file.name


REFUSED = {
    "a drawing with a script": ("x.svg", b"<svg><script>alert(1)</script></svg>", "not taken"),
    "a drawing called a photo": ("x.png", b"<svg><script>alert(1)</script></svg>", "its name"),
    "a page called a text": ("x.txt", b"<html><script>1</script>", "what its name says"),
    "a PDF that is an archive too": ("x.pdf", pdf()[:-6] + office() + b"%%EOF", "at once"),
    "a PDF that is a page too": ("x.pdf", b"%PDF-1.4\n<script>1</script>" + pdf(), "at once"),
    "a PDF with a script": ("x.pdf", pdf().replace(b"/Type/Cat", b"/JavaScript 1/Type/Cat"),
                            "holds a script"),
    "an archive bomb": ("x.docx", office(word__a=b"0" * 40_000_000), "far larger"),
    "macros": ("x.docx", office(**{"word__vbaProject.bin": b"1"}), "macros"),
    "another archive": ("x.docx", office("other.xml"), "what its name says"),
    "nothing": ("x.pdf", b"", "empty"),
    "too much": ("x.txt", b"a" * (MOST_BYTES + 1), "larger than 10 MB"),
    "half a picture": ("x.jpg", photo()[:200], "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_dangerous_or_broken_is_refused_with_the_reason(what):
    name, content, words = REFUSED[what]
    with pytest.raises(FileRefusedError, match=words):
        attach(name, content, alternative_text="A picture")
    assert SubmissionFile.objects.count() == 0


def test_picture_is_drawn_anew_without_place_and_camera():
    kept = attach("street.jpg", photo(), alternative_text="A street")
    with kept.file.open("rb") as opened:
        content = opened.read()
    picture = Image.open(io.BytesIO(content))
    assert (picture.size, dict(picture.getexif()), b"Camera" in content) == ((60, 40), {}, False)


def test_picture_needs_words():
    with pytest.raises(FileRefusedError, match="Describe the picture"):
        attach("street.jpg", photo())


def test_text_of_a_pdf_is_read_by_the_worker():
    kept = attach("report.pdf", pdf("Hello cafe"))
    read_pdf.func(kept.pk)
    kept.refresh_from_db()
    assert "Hello cafe" in kept.text


def test_broken_pdf_takes_nothing_with_it():
    kept = attach("report.pdf", b"%PDF-1.4\nnothing\n%%EOF")
    read_pdf.func(kept.pk)
    kept.refresh_from_db()
    assert kept.text == ""


class _Scanner(socketserver.StreamRequestHandler):
    answer = b"stream: OK\0"

    def handle(self) -> None:
        self.rfile.read(10)
        while size := int.from_bytes(self.rfile.read(4), "big"):
            self.rfile.read(size)
        self.wfile.write(self.answer)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [(b"stream: OK\0", ""), (b"stream: Eicar FOUND\0", "malware"), (b"ERROR\0", "just now")],
)
def test_scanner_is_asked(settings, monkeypatch, answer, refusal):
    monkeypatch.setattr(_Scanner, "answer", answer)
    with socketserver.TCPServer(("127.0.0.1", 0), _Scanner) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        settings.MALWARE_SCANNER = f"clamd://127.0.0.1:{server.server_address[1]}"
        if refusal:
            with pytest.raises(FileRefusedError, match=refusal):
                attach("report.pdf", pdf())
        else:
            assert attach("report.pdf", pdf()).pk


def test_silent_scanner_means_no_file(settings):
    settings.MALWARE_SCANNER = "clamd:///nowhere/clamd.ctl"
    with pytest.raises(FileRefusedError, match="none is taken"):
        attach("report.pdf", pdf())


def test_file_is_added_and_taken_away_on_the_page():
    draft, client = make.draft(), Client(headers={"accept-language": "en"})
    client.force_login(draft.author)
    address = f"/en/contribute/drafts/{draft.identifier}/files/"
    bad = {"do": "attach", "file": SimpleUploadedFile("x.svg", b"<svg/>"), "licence": "CC-BY"}
    answer = client.post(address, bad)
    assert (answer.status_code, "Files of this kind are not taken" in answer.text) == (422, True)
    good = {"do": "attach", "file": SimpleUploadedFile("r.pdf", pdf()), "licence": "CC-BY"}
    client.post(address, good)
    kept = draft.files.get()
    assert "r.pdf" in client.get(address).text
    client.post(address, {"do": "detach", "number": kept.pk})
    assert draft.files.count() == 0


def test_file_is_only_ever_saved_and_only_by_its_people():
    kept = attach("report.pdf", pdf())
    address = f"/en/my/{kept.submission.identifier}/files/{kept.pk}/"
    author, stranger = Client(), Client()
    author.force_login(kept.submission.author)
    stranger.force_login(accounts.stranger())
    answer = author.get(address)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert [each.get(address).status_code for each in (stranger, Client())] == [404, 404]


def erase(kept: SubmissionFile, fate: Fate) -> None:
    of_submissions = next(each for each in registered() if each.model is Submission)
    of_submissions.erase(kept.submission.author, fate)


@pytest.mark.parametrize(
    "take_away",
    [
        lambda kept: remove_file(kept, by=kept.submission.author),
        lambda kept: discard_draft(kept.submission, by=kept.submission.author),
        lambda kept: erase(kept, Fate.DELETE),
        lambda kept: erase(kept, Fate.ANONYMIZE),
    ],
    ids=["file", "draft", "account with all", "account, published kept"],
)
def test_stored_file_goes_with_what_named_it(take_away, django_capture_on_commit_callbacks):
    kept = attach("report.pdf", pdf())
    storage, name = kept.file.storage, kept.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        take_away(kept)
    assert not storage.exists(name)


def test_stranger_adds_and_removes_nothing():
    draft, stranger = make.draft(), accounts.stranger()
    with pytest.raises(NotAllowedError):
        attach_file(draft, name="r.pdf", content=pdf(), licence="CC-BY", by=stranger)
    kept = attach_file(draft, name="r.pdf", content=pdf(), licence="CC-BY", by=draft.author)
    with pytest.raises(NotAllowedError):
        remove_file(kept, by=stranger)


def test_ninth_file_is_one_too_many():
    draft = make.draft()
    for number in range(8):
        attach_file(draft, name=f"{number}.txt", content=b"x", licence="CC-BY", by=draft.author)
    with pytest.raises(FileRefusedError, match="8 files"):
        attach_file(draft, name="9.txt", content=b"x", licence="CC-BY", by=draft.author)
