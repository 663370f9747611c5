"""The transcript of learning: all courses on one sheet, for the learner alone."""

import io

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tessera.learning import studying
from tessera.learning.models import Attempt, Enrolment, Unit
from tessera.learning.transcripts import Result, transcript_of
from tessera.lib.languages import INTERFACE_LANGUAGES
from tests.factories.accounts import stranger, user
from tests.factories.learning import course, right_answers

pytestmark = pytest.mark.django_db
PAGE = "/en/learn/mine/transcript/"
PDF = f"{PAGE}transcript.pdf"


@pytest.fixture
def learner(client):
    person = user("learner@example.org", first_name="Amina", last_name="Diallo", second_step=False)
    client.force_login(person)
    return person


def completed(learner, title: str = "Asking first") -> Enrolment:
    enrolment = studying.enrol(course(title), language="en", by=learner)
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at="2026-11-20T10:00Z")
    enrolment.refresh_from_db()
    return enrolment


def text_of(answer) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_transcript_has_every_course_with_dates_minutes_result_and_certificate(client, learner):
    done = completed(learner)
    certificate = studying.issue_certificate(done, name="Amina D.", by=learner)
    quiz = f"/en/learn/{done.course.identifier}/check/work/"
    client.post(quiz, {"do": "quiz", **right_answers(done.course)})
    client.post(quiz, {"do": "quiz"})
    studying.enrol(course("Listening"), language="en", by=learner)
    page = client.get(PAGE)
    assert "no-store" in page["Cache-Control"]
    printed = text_of(client.get(PDF))
    for text in (page.text, printed):
        assert "Amina Diallo" in text
        assert "Asking first" in text
        assert "4 of 4 answers right" in text
        assert "Listening" in text
        assert "0 of 3 units done" in text
        assert "15 minutes of learning completed." in text
        assert certificate.code in text
    assert f"{settings.BASE_URL}/en/learn/certificates/" in printed


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_transcript_is_printed_in_every_language(client, learner, language):
    studying.issue_certificate(completed(learner), name="Amina D.", by=learner)
    answer = client.get(f"/{language}/learn/mine/transcript/transcript.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert b"pdfuaid" in answer.content
    assert "Amina Diallo" in text_of(answer)


def test_transcript_is_the_learners_alone(client, learner):
    completed(learner)
    other = Client()
    for address in (PAGE, PDF):
        assert "/account/login/" in other.get(address).url
    other.force_login(stranger())
    assert "Asking first" not in other.get(PAGE).text
    assert "You are in no course yet." in other.get(PAGE).text
    assert "Asking first" not in text_of(other.get(PDF))


def test_certificate_of_a_course_that_was_left_stays_on_the_transcript(client, learner):
    enrolment = completed(learner)
    certificate = studying.issue_certificate(enrolment, name="Amina D.", by=learner)
    studying.leave(enrolment, by=learner)
    page = client.get(PAGE).text
    assert certificate.code in page
    assert "15 minutes of learning completed." in page
    assert certificate.code in text_of(client.get(PDF))


def test_best_attempt_counts_though_the_quiz_changed_its_length(learner):
    enrolment = completed(learner)
    quiz = Unit.objects.get(module__course=enrolment.course, key="check")
    for score, most in ((3, 6), (4, 5), (2, 5)):
        Attempt.objects.create(
            enrolment=enrolment, unit=quiz, score=score, most=most, is_passed=False
        )
    (line,) = transcript_of(learner, "en").lines
    assert line.result == Result(4, 5)


@pytest.mark.parametrize("address", [PAGE, PDF])
def test_transcript_costs_a_fixed_number_of_queries(client, learner, address):
    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    studying.issue_certificate(completed(learner), name="Amina D.", by=learner)
    first = queries()
    for title in ("Two", "Three"):
        studying.issue_certificate(completed(learner, title), name="Amina D.", by=learner)
    assert queries() == first
