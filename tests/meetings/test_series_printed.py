"""The overall programme of a forum and its combined report, on pages and on paper."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from tessera.lib import printing
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.meetings.models import Series, Session, SessionOutcome, Summary, SummaryPart
from tests.factories.catalogue import record
from tests.factories.meetings import draft_session, session
from tests.factories.series import draft_forum, forum, placed
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


def words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def address_of(there: Series, what: str, language: str = "en") -> str:
    return f"/{language}/sessions/series/{there.identifier}/{what}"


def summarized(there: Series, title: str, *, published: bool = True, **fields: object) -> Session:
    """A closed session of the forum with a summary of one part, an outcome, and a record."""
    made = session(title, **fields)
    placed(there, made, there.rooms.first())
    Session.objects.filter(pk=made.pk).update(state="CLOSED")
    moment = timezone.now() if published else None
    Summary.objects.create(
        session=made,
        language="en",
        composed_at=timezone.now(),
        published_at=moment,
        record=record(f"Summary: {title}"),
    )
    SummaryPart.objects.create(session=made, heading="What was said", text=f"Much on {title}.")
    outcome = SessionOutcome.objects.create(
        session=made, kind=concept("OC", "COM"), text=f"We open a desk for {title}."
    )
    outcome.records.add(record(f"Cited by {title}"))
    return made


def test_programme_is_printed_in_every_language_with_days_and_rooms(client):
    there = forum()
    first, second = there.rooms.all()
    placed(there, session("Early", begins="2030-05-06T22:00", time_zone="Europe/Berlin"), first)
    placed(there, session("Late", begins="2030-05-07T10:00", time_zone="Europe/Berlin"), second)
    placed(there, draft_session("Secret draft"), first)
    placed(there, session("Closed door", access="invitation"), first)
    for language in INTERFACE_LANGUAGES:
        answer = client.get(address_of(there, "programme.pdf", language))
        assert answer["Content-Type"] == "application/pdf"
        catalog = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
        assert catalog["/MarkInfo"]["/Marked"]
        assert str(catalog["/Lang"]).startswith(language[:2])
        text = words(answer.content)
        for said in ("Cities and newcomers", "Early", "Late", "22:00", "Nuria Salcedo"):
            assert said in text
        assert "Secret draft" not in text
        assert "Closed door" not in text
    text = words(client.get(address_of(there, "programme.pdf")).content)
    assert text.index("Monday, 6 May 2030") < text.index("Tuesday, 7 May 2030")
    assert "Berlin, UTC+2" in text
    elsewhere = words(client.get(f"{address_of(there, 'programme.pdf')}?zone=Asia/Tokyo").content)
    assert "05:00–06:00" in elsewhere
    assert "Monday, 6 May 2030" not in elsewhere
    assert client.get(address_of(draft_forum(), "programme.pdf")).status_code == 404


def test_two_hundred_sessions_are_printed_with_as_few_questions(client, monkeypatch):
    there = forum()
    rooms = list(there.rooms.all())

    def ask() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address_of(there, "programme.pdf"))
        return len(asked), words(answer.content)

    for number in range(2):
        placed(there, session(f"S{number}", begins=f"2030-05-06T1{number}:00"), rooms[number])
    two, _text = ask()
    for number in range(198):
        begins = f"2030-05-0{6 + number % 3}T{8 + number % 12:02}:00"
        placed(there, session(f"Number {number}", begins=begins), rooms[number % 2])
    two_hundred, text = ask()
    assert two_hundred == two
    assert "Number 197" in text


def test_very_large_programme_is_printed_without_its_parts(client, monkeypatch):
    there = forum()
    placed(there, session("Kept"))
    monkeypatch.setattr(printing, "MOST_CHARACTERS", 2200)
    text = words(client.get(address_of(there, "programme.pdf")).content)
    assert "Kept" in text
    assert "Nuria Salcedo" not in text
    assert "stand on its page" in text


def test_report_puts_published_summaries_together(client):
    there = forum()
    assert "No summary has been published yet." in client.get(address_of(there, "report/")).text
    assert client.get(address_of(there, "report.pdf")).status_code == 404
    assert "Combined report" not in client.get(there.get_absolute_url()).text
    summarized(there, "Housing", begins="2030-05-06T10:00")
    summarized(there, "Work", begins="2030-05-07T10:00")
    summarized(there, "Not yet checked", published=False)
    summarized(there, "Behind closed doors", access="invitation")
    page = client.get(address_of(there, "report/"))
    assert "Combined report" in client.get(there.get_absolute_url()).text
    text = words(client.get(address_of(there, "report.pdf")).content)
    for said in (page.text, text):
        assert said.index("Much on Housing.") < said.index("Much on Work.")
        assert "We open a desk for Work." in said
        assert "Cited by Housing" in said
        assert "2 of 3 sessions have a published summary." in said
        assert f"/id/{there.identifier}" in said
        assert "Not yet checked" not in said
        assert "closed doors" not in said
    year = timezone.now().year
    cited = f"City of Valdemora. Cities and newcomers: combined report of 2 sessions ({year})."
    assert cited in page.text
    assert cited in text
    for language in INTERFACE_LANGUAGES:
        assert client.get(address_of(there, "report/", language)).status_code == 200
        printed = client.get(address_of(there, "report.pdf", language)).content
        assert "Much on Work." in words(printed)
    assert client.get(address_of(draft_forum(), "report/")).status_code == 404


def test_long_report_is_paged_and_printed_without_summaries(client, monkeypatch):
    there = forum()

    def queries() -> int:
        client.get(address_of(there, "report/"))
        with CaptureQueriesContext(connection) as asked:
            client.get(address_of(there, "report/"))
        return len(asked)

    summarized(there, "First", begins="2030-05-06T08:00")
    one = queries()
    for number in range(10):
        summarized(there, f"Number {number}", begins=f"2030-05-07T{8 + number:02}:00")
    assert queries() == one
    assert "Much on Number 9." not in client.get(address_of(there, "report/")).text
    assert "Much on Number 9." in client.get(f"{address_of(there, 'report/')}?page=2").text
    monkeypatch.setattr(printing, "MOST_CHARACTERS", 12_000)
    text = words(client.get(address_of(there, "report.pdf")).content)
    assert "Much on" not in text
    assert "We open a desk for Number 9." in text
    monkeypatch.setattr(printing, "MOST_CHARACTERS", 10)
    answer = client.get(address_of(there, "report.pdf"))
    assert (answer.status_code, answer.url) == (302, address_of(there, "report/"))
