"""Certificates of attendance: for those who were there, under the name that they wish."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.lib.printing import Document, Written, is_printable, render_pdf
from tessera.lib.verifiable_codes import new_code
from tessera.meetings.afterwards.certifying import (
    forget_certificates,
    issue_certificate,
    mark_attendance,
    own_certificate,
)
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.mails import certificate_path
from tessera.meetings.attendance import attendee_of_key, key_of
from tessera.meetings.clocks import delete_expired
from tessera.meetings.live.models import Participant, Room
from tessera.meetings.models import AttendanceCertificate, Invitation, Registration
from tessera.notifications.models import Mail
from tests.factories import accounts
from tests.factories import meetings as make
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
NOW = timezone.now


def past(rule: str = "CHR"):
    begins = (NOW() - timedelta(days=1)).strftime("%Y-%m-%dT12:00")
    return make.session(begins=begins, attribution_rule=concept("AR", rule))


def there(session, *holders, by=None):
    keys = {key_of(each) for each in holders}
    by = by or accounts.desk_editor()
    return mark_attendance(session, shown=holders, were_there=keys, by=by)


def link(session, holder, language: str = "en") -> str:
    return certificate_path(session, key_of(holder), language)


def test_organizer_marks_who_was_there_and_each_is_told_once(client):
    session = past()
    amina, otto = make.registration(session), make.registration(session, "Otto")
    seated = make.seated(session, "MOD")
    room = Room.objects.create(session=session)
    Participant.objects.create(room=room, key=key_of(otto))
    address = reverse("session_attended", args=[session.identifier])
    client.force_login(accounts.desk_editor())
    page = client.get(address).text
    assert "are ticked below" in page
    assert page.count(" checked><span><bdi>") == 1
    keys = [key_of(each) for each in (amina, otto, seated)]
    sent = {"shown": keys, "there": [keys[0], keys[2]]}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302
    marked = Registration.objects.filter(attended_at__isnull=False)
    assert [each.name for each in marked] == ["Amina Diallo"]
    assert Invitation.objects.filter(attended_at__isnull=False).exists()
    told = sorted(Mail.objects.filter(kind="meetings.certificate").values_list("address"))
    assert told == [("participant1@example.org",), ("seat@example.org",)]
    client.post(address, {"shown": [keys[1]], "there": [keys[1]]})
    assert Registration.objects.filter(attended_at__isnull=False).count() == 2


def test_stranger_may_neither_mark_nor_take(client):
    session = past()
    holder = make.registration(session)
    stranger = accounts.stranger()
    with pytest.raises(NotAllowedError):
        there(session, holder, by=stranger)
    address = reverse("session_attended", args=[session.identifier])
    client.force_login(stranger)
    assert client.get(address).status_code == 403
    _session, attendee = attendee_of_key(key_of(holder))
    for nobody in (None, attendee):
        with pytest.raises(NotAllowedError):
            issue_certificate(session, name="Amina", by=nobody)
    page = client.post(link(session, holder), {"name": "Amina", "consent": "on"})
    assert page.status_code == 422
    assert not AttendanceCertificate.objects.exists()


def test_nobody_was_there_before_it_began():
    session = make.session()
    holder = make.registration(session)
    with pytest.raises(AfterwardsError, match="has begun"):
        there(session, holder)


def test_certificate_is_taken_renamed_checked_and_withdrawn(client):
    session = past()
    holder = make.registration(session)
    there(session, holder)
    address = link(session, holder)
    client.get(address)
    assert not AttendanceCertificate.objects.exists()
    refused = client.post(address, {"name": "A. Diallo"})
    assert refused.status_code == 422
    assert "A. Diallo" in refused.text
    assert client.post(address, {"name": "x" * 200, "consent": "on"}).status_code == 422
    assert client.post(address, {"name": "😀", "consent": "on"}).status_code == 422
    client.post(address, {"name": "A. Diallo", "consent": "on"})
    client.post(address, {"name": "Dr Amina Diallo", "consent": "on"})
    made = AttendanceCertificate.objects.get()
    assert made.code in client.get(address).text
    checked = Client().get("/en/sessions/certificates/", {"code": made.code.lower()}, follow=True)
    assert "genuine" in checked.text
    assert "Dr Amina Diallo" in checked.text
    assert checked["X-Robots-Tag"] == "noindex"
    client.post(address, {"do": "withdraw"})
    assert Client().get(made.get_absolute_url()).status_code == 404
    assert Client().get(f"{made.get_absolute_url()}certificate.pdf").status_code == 404


def test_code_that_nobody_has_is_answered(client):
    for code in (new_code(), "<script>", "x" * 300):
        answer = client.get(f"/en/sessions/certificates/{code}/")
        assert answer.status_code == 404
    assert client.get("/en/sessions/certificates/", {"code": "1234"}).status_code == 422


def test_certificate_says_nothing_but_that_somebody_was_there(client):
    session = past("CHR")
    holder = make.seated(session, "PAN", "Rana Reporter", affiliation="Valdemora Daily")
    there(session, holder)
    _session, attendee = attendee_of_key(key_of(holder))
    made = issue_certificate(session, name="R. R.", by=attendee)
    page = client.get(f"/en/sessions/certificates/{made.code}/").text
    assert "R. R." in page
    for words in ("Rana", "Valdemora Daily", "Panellist", "seat@example.org"):
        assert words not in page


def test_certificate_is_printed_tagged_in_every_language(client):
    session = past()
    holder = make.registration(session)
    there(session, holder)
    _session, attendee = attendee_of_key(key_of(holder))
    made = issue_certificate(session, name="أمينة ديالو", by=attendee)
    for language in INTERFACE_LANGUAGES:
        answer = client.get(f"/{language}/sessions/certificates/{made.code}/certificate.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Robots-Tag"] == "noindex"
        reader = PdfReader(io.BytesIO(answer.content))
        catalog = reader.trailer["/Root"]
        assert catalog["/MarkInfo"]["/Marked"]
        assert str(catalog["/Lang"]).startswith(language[:2])
        assert len(reader.pages) == 1
        words = reader.pages[0].extract_text()
        assert made.code in words
        assert "Who carries the risk?" in words


def test_mark_taken_away_takes_the_certificate_away():
    session = past()
    holder = make.registration(session)
    there(session, holder)
    _session, attendee = attendee_of_key(key_of(holder))
    issue_certificate(session, name="Amina", by=attendee)
    holder.refresh_from_db()
    by = accounts.desk_editor("other@example.org")
    mark_attendance(session, shown=[holder], were_there=set(), by=by)
    assert not AttendanceCertificate.objects.exists()


def test_certificate_outlives_registrations_and_is_withdrawn_by_its_link(client):
    session = past()
    holder = make.registration(session)
    there(session, holder)
    _session, attendee = attendee_of_key(key_of(holder))
    made = issue_certificate(session, name="Amina", by=attendee)
    address = link(session, holder)
    session.starts_at -= timedelta(days=200)
    session.save()
    delete_expired()
    page = client.get(address).text
    assert made.code in page
    assert "Change the name" not in page
    client.post(address, {"do": "withdraw"})
    assert own_certificate(session, attendee.key) is None
    assert client.get(address).status_code == 404


def test_certificates_are_one_each_erased_and_forgotten_after_ten_years():
    session = past()
    user = accounts.stranger()
    holder = make.registration(session, email=user.email)
    there(session, holder)
    _session, attendee = attendee_of_key(key_of(holder))
    made = issue_certificate(session, name="Amina", by=attendee)
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceCertificate.objects.create(session=session, key=made.key, name="Twice")
    entry = next(each for each in registered() if each.model is AttendanceCertificate)
    assert [row["name"] for row in entry.export(user)] == ["Amina"]
    entry.erase(user, Fate.DELETE)
    assert not AttendanceCertificate.objects.exists()
    issue_certificate(session, name="Amina", by=attendee)
    assert forget_certificates() == 0
    AttendanceCertificate.objects.update(issued_at=NOW() - timedelta(days=4000))
    assert forget_certificates() == 1


def test_document_with_a_character_that_no_font_has_is_printed_all_the_same():
    assert is_printable("Amina ديالو Дялло 李明")
    assert not is_printable("አበበ")
    document = Document("Paper 😀", "", "en", "")
    document.paragraph(Written("Words."))
    assert "Words." in PdfReader(io.BytesIO(render_pdf(document))).pages[0].extract_text()


def test_list_is_in_pages_and_asks_the_same_for_one_and_for_many(client):
    session = past()
    client.force_login(accounts.desk_editor())
    address = reverse("session_attended", args=[session.identifier])
    counted = []
    for _time in range(3):
        make.registration(session)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counted.append(len(asked))
    assert counted[1] == counted[2]
    for _number in range(100):
        make.registration(session, "Further")
    seated = make.seated(session, "MOD", "Nuria Salcedo")
    assert client.get(address).text.count('name="there"') == 101
    second = client.get(f"{address}?page=2").text
    assert second.count('name="there"') == 3
    assert "Nuria Salcedo" not in second
    forged = {"shown": ["r", "x1", "i99999999999999999999"], "there": [key_of(seated)]}
    assert client.post(address, forged).status_code == 302
    assert not Invitation.objects.filter(attended_at__isnull=False).exists()
