"""Mails: queued with what they tell about, sent once, in the reader's language."""

import re
import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from tessera.lib.errors import NotAllowedError
from tessera.notifications import delivery
from tessera.notifications.actions import (
    MailStateError,
    note_bounce,
    prune_mails,
    send_again,
    send_mail,
    stop_mail,
)
from tessera.notifications.folder import EmailBackend as FolderBackend
from tessera.notifications.models import Bounce, Mail, StoppedMail
from tessera.notifications.writing import write_mail
from tests.factories.accounts import administrator, user

CONTEXT = {"title": "Language <cafés>", "path": "/en/records/1/"}


def queue(kind, to="reader@example.org", **more):
    with transaction.atomic():
        return send_mail(kind, to=to, context=CONTEXT, **more)


@pytest.mark.django_db(transaction=True)
def test_mail_outside_a_transaction_is_refused(listed):
    with pytest.raises(RuntimeError):
        send_mail(listed, to="reader@example.org", context=CONTEXT)
    assert Mail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_mail_about_what_did_not_happen_is_not_sent(listed):
    with transaction.atomic():
        assert send_mail(listed, to="reader@example.org", context=CONTEXT)
        transaction.set_rollback(True)
    assert (delivery.deliver_mails(), outbox.outbox) == (0, [])


@pytest.mark.django_db
class TestSending:
    def test_a_link_leads_to_the_page_in_the_language_of_the_mail(self, listed):
        queue(listed, language="ar")
        delivery.deliver_mails()
        (sent,) = outbox.outbox
        assert "/ar/records/1/" in sent.body
        assert "/en/" not in sent.body

    def test_reader_gets_the_mail_in_two_forms(self, listed):
        queue(listed)
        assert delivery.deliver_mails() == 1
        (sent,) = outbox.outbox
        assert (sent.to, sent.subject) == (["reader@example.org"], "Language <cafés> was listed")
        assert "/en/records/1/" in sent.body
        assert "Language <cafés>" in sent.body
        html = sent.alternatives[0][0]
        assert "Language &lt;cafés&gt;" in html
        assert 'dir="ltr"' in html

    def test_mail_is_in_the_language_and_direction_of_the_person(self, listed):
        person = user("reader@example.org")
        person.language = "ar"
        person.save()
        queue(listed, to=person, language="fr")
        delivery.deliver_mails()
        html = outbox.outbox[0].alternatives[0][0]
        assert '<html lang="ar" dir="rtl">' in html
        assert outbox.outbox[0].extra_headers["Content-Language"] == "ar"

    def test_person_who_changes_language_gets_waiting_mails_in_the_new_one(self, listed):
        person = user("reader@example.org")
        queue(listed, to=person, language="fr")
        person.language = "ar"
        person.save()
        delivery.deliver_mails()
        assert outbox.outbox[0].extra_headers["Content-Language"] == "ar"

    def test_mail_is_sent_once_however_often_one_looks(self, listed):
        queue(listed)
        assert [delivery.deliver_mails() for _ in range(3)] == [1, 0, 0]
        assert len(outbox.outbox) == 1

    def test_mail_that_is_to_be_sent_once_is_queued_once(self, listed):
        assert queue(listed, once="record-1") is not None
        assert queue(listed, once="record-1") is None
        assert Mail.objects.count() == 1

    def test_words_are_forgotten_when_the_mail_is_sent(self, listed):
        queue(listed)
        delivery.deliver_mails()
        assert list(Mail.objects.values_list("context", "state")) == [({}, "sent")]

    def test_one_mail_that_cannot_be_written_does_not_stop_the_others(self, broken, monkeypatch):
        queue(broken)
        queue(broken)
        Mail.objects.filter(pk=Mail.objects.first().pk).update(kind="tests.unknown")
        delivery.deliver_mails()
        assert set(Mail.objects.values_list("state", flat=True)) == {"failed"}


@pytest.mark.django_db
class TestStopping:
    def stop_path(self, kind):
        message = write_mail(kind, address="reader@example.org", language="en", context=CONTEXT)
        headers = message.extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        return urlsplit(re.fullmatch(r"<(.+)>", headers["List-Unsubscribe"])[1]).path

    def test_scanner_that_opens_the_link_stops_nothing(self, digest, client):
        answer = client.get(self.stop_path(digest))
        assert (answer.status_code, StoppedMail.objects.count()) == (200, 0)
        assert answer.headers["Referrer-Policy"] == "same-origin"

    def test_one_click_of_a_mail_program_stops_this_kind(self, digest, client):
        path = self.stop_path(digest)
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert queue(digest, to="Reader@example.org") is None

    def test_mail_that_was_waiting_when_its_kind_was_stopped_is_not_sent(self, digest, client):
        waiting = queue(digest)
        client.post(self.stop_path(digest))
        assert (delivery.deliver_mails(), outbox.outbox) == (0, [])
        waiting.refresh_from_db()
        assert (waiting.state, waiting.context) == ("stopped", {})

    def test_reader_may_take_them_up_again(self, digest, client):
        path = self.stop_path(digest)
        client.post(path)
        client.post(path, {"again": "1"})
        assert queue(digest) is not None

    def test_link_of_another_is_not_made_by_hand(self, digest, client):
        path = self.stop_path(digest)
        assert client.post(path[:-4] + "abc/").status_code == 404
        assert StoppedMail.objects.count() == 0

    def test_essential_mail_cannot_be_stopped(self, listed):
        message = write_mail(listed, address="reader@example.org", language="en", context=CONTEXT)
        assert "List-Unsubscribe" not in message.extra_headers


class Refusing(EmailBackend):
    """A mail server that answers as the test wants."""

    error: Exception = OSError()

    def send_messages(self, messages):
        raise self.error


@pytest.mark.django_db
class TestFaults:
    @pytest.fixture
    def server(self, settings):
        settings.MAIL_SERVER_BACKEND = "tests.notifications.test_mails.Refusing"
        return Refusing

    def test_busy_server_is_asked_again_later(self, listed, server, monkeypatch):
        monkeypatch.setattr(server, "error", smtplib.SMTPDataError(451, b"busy"))
        mail = queue(listed)
        delivery.deliver_mails()
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == ("queued", 1)
        assert mail.due_at > timezone.now() + timedelta(seconds=50)

    def test_address_refused_for_good_is_noted(self, listed, digest, server, monkeypatch):
        refused = {"reader@example.org": (550, b"no such user")}
        monkeypatch.setattr(server, "error", smtplib.SMTPRecipientsRefused(refused))
        mail = queue(listed)
        delivery.deliver_mails()
        mail.refresh_from_db()
        assert (mail.state, Bounce.objects.get().reason) == ("failed", "550 no such user")
        assert queue(digest) is None

    def test_mail_without_an_answer_is_not_sent_twice(self, listed, server, monkeypatch):
        monkeypatch.setattr(server, "error", smtplib.SMTPServerDisconnected("gone"))
        mail = queue(listed)
        delivery.deliver_mails()
        mail.refresh_from_db()
        assert mail.state == "uncertain"
        assert delivery.deliver_mails() == 0

    def test_mail_of_a_worker_that_was_killed_before_is_sent(self, listed):
        mail = queue(listed)
        Mail.objects.update(state="taken", taken_at=timezone.now() - timedelta(hours=1))
        assert delivery.deliver_mails() == 1
        mail.refresh_from_db()
        assert mail.state == "sent"

    def test_mail_of_a_worker_that_was_killed_while_handing_over_is_shown(self, listed):
        mail = queue(listed)
        Mail.objects.update(state="handed", taken_at=timezone.now() - timedelta(hours=1))
        assert delivery.deliver_mails() == 0
        mail.refresh_from_db()
        assert (mail.state, outbox.outbox) == ("uncertain", [])

    def test_worker_held_up_beyond_its_lease_neither_sends_nor_changes_the_mail(
        self, listed, monkeypatch
    ):
        mail = queue(listed)
        later = timezone.now() + timedelta(minutes=10)

        class HeldUp(EmailBackend):
            def open(self):
                Mail.objects.update(state="taken", taken_at=later)  # another worker has it now
                return super().open()

        monkeypatch.setattr(delivery, "get_connection", HeldUp)
        assert (delivery.deliver_mails(), outbox.outbox) == (0, [])
        mail.refresh_from_db()
        assert (mail.state, mail.taken_at) == ("taken", later)

    def test_mails_of_long_ago_are_deleted_however_they_ended(self, listed):
        for state in ("sent", "stopped", "failed", "uncertain", "queued"):
            mail = queue(listed)
            Mail.objects.filter(pk=mail.pk).update(state=state)
        Mail.objects.update(created_at=timezone.now() - timedelta(days=61))
        assert prune_mails(older_than=timedelta(days=60)) == 4
        assert Mail.objects.get().state == "queued"

    def test_administrator_sends_it_again_and_the_stranger_may_not(self, listed):
        mail = queue(listed)
        Mail.objects.update(state="uncertain")
        with pytest.raises(NotAllowedError):
            send_again(mail, by=user("stranger@example.org"))
        boss = administrator()
        send_again(mail, by=boss)
        assert delivery.deliver_mails() == 1
        with pytest.raises(MailStateError):
            send_again(mail, by=boss)


@pytest.mark.django_db
def test_folder_holds_a_mail_once_although_it_was_given_twice(listed, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    message = write_mail(
        listed, address="reader@example.org", language="fr", context=CONTEXT, message_id="<1@a>"
    )
    for _ in range(2):
        FolderBackend().send_messages([message])
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert b"Message-ID: <1@a>" in file.read_bytes()


@pytest.mark.django_db
class TestBounces:
    def post(self, client, token, rows):
        return client.post(
            "/mail/bounces",
            {"bounces": rows},
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )

    def test_mail_server_tells_of_a_refused_address(self, client, settings):
        settings.BOUNCE_TOKEN = "secret"
        answer = self.post(client, "secret", [{"address": "Gone@example.org", "reason": "550"}])
        assert (answer.json(), Bounce.objects.get().address) == ({"noted": 1}, "gone@example.org")

    def test_stranger_cannot_silence_an_address(self, client, settings):
        settings.BOUNCE_TOKEN = "secret"
        assert self.post(client, "guess", [{"address": "a@example.org"}]).status_code == 403
        settings.BOUNCE_TOKEN = ""
        assert self.post(client, "", [{"address": "a@example.org"}]).status_code == 403
        assert Bounce.objects.count() == 0

    def test_what_is_no_address_is_told(self, client, settings):
        settings.BOUNCE_TOKEN = "secret"
        assert self.post(client, "secret", [{"address": "nobody"}]).status_code == 422


@pytest.mark.django_db
class TestBackOffice:
    def test_editor_reads_every_mail_in_every_language(self, listed, client):
        client.force_login(administrator())
        assert "listed" in client.get("/editors/mails/").text
        answer = client.get("/editors/mails/tests.listed/?language=ar")
        assert "Café was listed" in answer.text
        inner = client.get("/editors/mails/tests.listed/html/?language=ar")
        assert 'dir="rtl"' in inner.text
        assert "sandbox" in inner.headers["Content-Security-Policy"]

    def test_stranger_sees_neither_words_nor_mails(self, listed, client):
        client.force_login(user("stranger@example.org"))
        for path in ("/editors/mails/", "/editors/mails/tests.listed/html/"):
            assert client.get(path).status_code in (302, 403)

    def test_failed_mails_are_listed(self, listed, client):
        queue(listed)
        Mail.objects.update(state="failed", problem="The server refused the address (550).")
        note_bounce(address="reader@example.org", reason="550")
        client.force_login(administrator())
        page = client.get("/editors/mails/").text
        assert "refused the address (550)" in page
        assert "reader@example.org" not in page


@pytest.mark.django_db
def test_who_stopped_mails_or_was_refused_finds_it_and_takes_it_back(client, digest):
    reader = user("reader@example.org")
    stop_mail(address="Reader@example.org", kind=digest.code)
    note_bounce(address=reader.email, reason="550")
    assert client.get("/en/account/mails/").status_code == 302
    client.force_login(reader)
    page = client.get("/en/account/mails/").text
    assert str(digest.title) in page
    assert "takes no mail" in page
    assert "/en/account/mails/" in client.get("/en/account/").text
    assert "You get no mail about what you follow" in client.get("/en/following/").text
    client.post("/en/account/mails/", {"kind": digest.code})
    client.post("/en/account/mails/", {"kind": "forged"})
    assert queue(digest, to=reader) is None
    client.post("/en/account/mails/", {"do": "works"})
    assert queue(digest, to=reader) is not None
    assert "You stopped no mails" in client.get("/en/account/mails/").text
    assert "You get no mail" not in client.get("/en/following/").text
