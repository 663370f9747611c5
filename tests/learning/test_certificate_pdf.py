"""The certificate of a course on paper."""

import io

import pytest
from django.conf import settings
from django.utils import timezone
from pypdf import PdfReader

from tessera.learning import studying
from tessera.learning.models import Certificate, Enrolment
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.lib.verifiable_codes import new_code
from tests.factories.accounts import user
from tests.factories.learning import course

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate() -> Certificate:
    learner = user("learner@example.org", second_step=False)
    enrolment = studying.enrol(course(), language="en", by=learner)
    Enrolment.objects.update(completed_at=timezone.now())
    enrolment.refresh_from_db()
    return studying.issue_certificate(enrolment, name="Amina Diallo", by=learner)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_certificate_is_printed_in_every_language_and_leads_to_its_check(
    client, certificate, language
):
    page = f"/{language}/learn/certificates/{certificate.code}/"
    answer = client.get(f"{page}certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    printed = PdfReader(io.BytesIO(answer.content))
    (sheet,) = printed.pages
    text = sheet.extract_text()
    assert "Amina Diallo" in text
    assert certificate.code in text
    links = [each.get_object() for each in sheet["/Annots"]]
    assert {each["/A"]["/URI"] for each in links} == {f"{settings.BASE_URL}{page}"}
    assert b"pdfuaid" in answer.content  # PDF/UA: Typst refuses a picture without a description.


def test_learner_finds_the_file_beside_the_certificate(client, certificate):
    page = client.get(certificate.get_absolute_url())
    assert "certificate.pdf" not in page.text
    client.force_login(certificate.user)
    assert "certificate.pdf" in client.get(certificate.get_absolute_url()).text


def test_withdrawn_certificate_is_printed_no_more(client, certificate):
    address = f"/en/learn/certificates/{certificate.code}/certificate.pdf"
    studying.withdraw_certificate(certificate, by=certificate.user)
    assert client.get(address).status_code == 404
    for code in (new_code(), "x" * 300, "7K2P"):
        assert client.get(f"/en/learn/certificates/{code}/certificate.pdf").status_code == 404


def test_name_that_cannot_be_printed_is_refused(client, certificate):
    client.force_login(certificate.user)
    address = f"/en/learn/{certificate.course.identifier}/certificate/"
    refused = client.post(address, {"name": "Amina 😀", "consent": "on"})
    assert refused.status_code == 422
    assert "cannot be printed" in refused.text
    assert "Amina 😀" in refused.text
