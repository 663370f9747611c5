"""Programmes on paper, in seven languages; people who cannot be in two places at once."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.lib.printing import Document, Written, render_pdf
from tessera.lib.time_zones import zone_label
from tessera.meetings.clashes import clashes
from tessera.meetings.models import SessionOutcome, Summary, SummaryPart
from tests.factories.catalogue import record
from tests.factories.meetings import draft_session, seated, session
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


def read(content: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(content))
    return reader, " ".join(page.extract_text() for page in reader.pages)


def test_programme_is_printed_tagged_in_every_language(client):
    there = session(minutes=60)
    for language in INTERFACE_LANGUAGES:
        answer = client.get(
            f"/{language}/sessions/{there.identifier}/programme.pdf?zone=Asia/Tokyo"
        )
        assert answer["Content-Type"] == "application/pdf"
        reader, words = read(answer.content)
        catalog = reader.trailer["/Root"]
        assert catalog["/MarkInfo"]["/Marked"]
        assert str(catalog["/Lang"]).startswith(language[:2])
        assert "Who carries the risk?" in words
        assert "21:00" in words  # 15:00 in Istanbul.
        assert "Nuria Salcedo" in words
    assert client.get("/en/sessions/2222-2222/programme.pdf").status_code == 404
    assert client.get(f"/en/sessions/{draft_session().identifier}/programme.pdf").status_code == 404


def test_text_is_never_taken_as_markup():
    document = Document("#panic()", "", "ar", "$x$")
    document.paragraph(Written('#read("/etc/passwd") *x* <b>', "en"))
    _reader, words = read(render_pdf(document))
    assert "#read" in words
    assert "panic" in words
    document.paragraph(Written("x" * 500_000))
    with pytest.raises(ValueError, match="too long"):
        render_pdf(document)


def test_organizer_sees_who_would_be_in_two_sessions_at_once():
    here = session("Here", begins="2030-05-06T15:00", minutes=60)
    at_once = session("At once", begins="2030-05-06T15:59", minutes=60)
    session("After", begins="2030-05-06T16:00", minutes=60)
    seated(here, "PAN", "Jo", email="jo@example.org")
    seated(at_once, "PAN", "J. Park", email="jo@example.org")
    found = {(each.name, str(each.session)) for each in clashes(here)}
    assert found == {("Nuria Salcedo", "At once"), ("Jo", "At once")}


def test_summary_is_printed_with_what_it_cites_and_how_to_cite_it(client):
    there = session(begins="2026-05-06T15:00", minutes=60)
    address = f"sessions/{there.identifier}/summary.pdf"
    assert client.get(f"/en/{address}").status_code == 404
    cited, own = record(), record()
    summary = Summary.objects.create(session=there, language="en", composed_at=timezone.now())
    SummaryPart.objects.create(session=there, heading="Discussion", text="Shorter courses.")
    outcome = SessionOutcome.objects.create(
        session=there, kind=concept("OC", "COM"), text="Rooms in three districts.", owner="The city"
    )
    outcome.records.add(cited)
    assert client.get(f"/en/{address}").status_code == 404
    summary.record, summary.published_at = own, timezone.now()
    summary.save()
    for language in INTERFACE_LANGUAGES:
        answer = client.get(f"/{language}/{address}")
        assert answer["Content-Type"] == "application/pdf"
        reader, words = read(answer.content)
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert str(reader.trailer["/Root"]["/Lang"]).startswith(language[:2])
        for said in ("Shorter courses.", "Rooms in three districts.", "The city"):
            assert said in words
        for each in (cited, own):
            assert f"/id/{each.identifier}" in words
    page = client.get(f"/en/sessions/{there.identifier}/summary/").text
    assert f"City of Valdemora. {own.texts.get().title}" in page
    assert f"/id/{own.identifier}" in page
    SummaryPart.objects.bulk_create(
        SummaryPart(session=there, heading="Long", text="x" * 8000) for _number in range(60)
    )
    assert client.get(f"/en/{address}").status_code == 302


def test_programme_names_its_columns_and_zones_in_the_language_of_the_reader(client):
    there = session(minutes=60)
    heads = {"fr": "Partie", "es": "Parte", "ru": "Часть", "tr": "Bölüm"}
    for language, head in heads.items():
        printed = client.get(f"/{language}/sessions/{there.identifier}/programme.pdf").content
        assert head in read(printed)[1].split()
    assert zone_label("Europe/Istanbul", there.starts_at, "ar") == "إسطنبول، UTC+3"
    assert zone_label("Europe/Istanbul", there.starts_at, "en") == "Istanbul, UTC+3"
